import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def take_former_mails_as_read(apps, schema_editor):
    """What was a mail alone until now was read as one."""
    notices = apps.get_model("consultation", "Notice").objects
    notices.filter(state="sent", read_at=None).update(read_at=F("created_at"))


class Migration(migrations.Migration):
    """Notices are listed on the site, mails are tried again after a while, and each person chooses a rhythm."""

    dependencies = [("consultation", "0003_public_id")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="rhythm",
            field=models.CharField(
                choices=[
                    ("at_once", "aussitôt"),
                    ("daily", "une fois par jour"),
                    ("weekly", "une fois par semaine"),
                    ("none", "jamais"),
                ],
                db_default="daily",
                default="daily",
                max_length=7,
                verbose_name="rythme des courriels",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="due_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
            ),
        ),
        migrations.AddField(
            model_name="notice", name="tries", field=models.PositiveSmallIntegerField(db_default=0, default=0)
        ),
        migrations.AlterField(
            model_name="notice",
            name="state",
            field=models.CharField(
                choices=[("waiting", "à envoyer"), ("sent", "envoyé"), ("unsent", "sur le site seulement")],
                default="waiting",
                max_length=7,
            ),
        ),
        migrations.RunPython(take_former_mails_as_read, migrations.RunPython.noop, elidable=True),
        migrations.RemoveIndex(model_name="notice", name="notices_to_send"),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["due_at", "id"], name="notices_due"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["person", "created_at", "id"], name="notices_of_person"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("read_at", None)), fields=["person"], name="notices_unread"),
        ),
    ]
