from django.db import migrations, models


def keep_what_was_chosen(apps, schema_editor):
    """Hidden consultations are in preparation; whoever gave a quality or a commune was told that it is shown."""
    consultations = apps.get_model("consultation", "Consultation").objects
    consultations.filter(is_public=False).update(state="preparing")
    apps.get_model("consultation", "User").objects.update(shows_stakeholder=True, shows_commune=True)


class Migration(migrations.Migration):
    dependencies = [("consultation", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="contact",
            field=models.EmailField(blank=True, max_length=254, verbose_name="adresse de la mission"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="state",
            field=models.CharField(
                choices=[
                    ("preparing", "en préparation"),
                    ("open", "ouverte"),
                    ("closed", "close"),
                    ("archived", "archivée"),
                ],
                default="open",
                max_length=9,
                verbose_name="état",
            ),
        ),
        migrations.AddField(
            model_name="notice", name="read_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="user",
            name="shows_commune",
            field=models.BooleanField(default=False, verbose_name="montrer ma commune"),
        ),
        migrations.AddField(
            model_name="user",
            name="shows_stakeholder",
            field=models.BooleanField(default=False, verbose_name="montrer ma qualité"),
        ),
        migrations.RunPython(keep_what_was_chosen, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="consultation", name="is_public"),
    ]
