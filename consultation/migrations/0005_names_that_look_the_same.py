from django.db import migrations, models

from consultation import lookalikes


def write_looks(apps, schema_editor):
    """The first of two accounts with the same look has it; the other keeps its name as it is until it changes it."""
    people = apps.get_model("consultation", "User").objects.filter(origin=None).order_by("pk")
    taken = set()
    for person in people.only("name").iterator():
        look = lookalikes.look(person.name)
        if look and look not in taken:
            taken.add(look)
            people.filter(pk=person.pk).update(name_key=look)


class Migration(migrations.Migration):
    """Two people cannot look the same: what a name looks like is a column, and unique among accounts."""

    dependencies = [("consultation", "0004_notices_on_the_site")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="name_key",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=lookalikes.LONGEST
            ),
        ),
        migrations.RunPython(write_looks, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("origin", None), models.Q(("name_key", ""), _negated=True)),
                fields=("name_key",),
                name="one_person_a_look",
            ),
        ),
    ]
