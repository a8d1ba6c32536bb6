from django.db import migrations, models


def carry_over(apps, schema_editor):
    """The one idea of each passage becomes the first of several."""
    passages = apps.get_model("synthesis", "SecondPassage").objects.exclude(idea=None).values_list("pk", "idea")
    filing = apps.get_model("synthesis", "SecondPassage").ideas.through
    rows = (filing(secondpassage_id=passage, idea_id=idea) for passage, idea in passages.iterator())
    filing.objects.bulk_create(rows, batch_size=2000)


def bring_back(apps, schema_editor):
    """The first of its ideas becomes the only one."""
    passages = apps.get_model("synthesis", "SecondPassage")
    for passage in passages.objects.prefetch_related("ideas").iterator(chunk_size=2000):
        passage.idea = min(passage.ideas.all(), key=lambda idea: idea.pk, default=None)
        passage.save(update_fields=["idea"])


class Migration(migrations.Migration):
    """A second reader files a passage under as many ideas as the first; what both readers saw side by side is noted."""

    dependencies = [("synthesis", "0009_standings")]

    operations = [
        migrations.AddField(
            model_name="secondreading",
            name="compared_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="secondpassage",
            name="ideas",
            field=models.ManyToManyField(blank=True, related_name="+", to="synthesis.idea"),
        ),
        migrations.RunPython(carry_over, bring_back, elidable=True),
        # deferred checks of what was written would forbid to change the table in the same transaction
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RemoveField(model_name="secondpassage", name="idea"),
    ]
