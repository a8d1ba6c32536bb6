from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    atomic = False  # the index is made while people go on writing

    dependencies = [("debates", "0009_drafts_of_edits")]

    operations = [
        AddIndexConcurrently(
            model_name="contribution",
            index=models.Index(F("created_at").desc(), F("id").desc(), condition=Q(root=None), name="newest"),
        ),
    ]
