"""Which version a text's likeness was made of, and its index as posts read it; the order of a campaign."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("debates", "0014_taken_along"),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM debates_likeness", migrations.RunSQL.noop, elidable=True),  # nobody wrote any yet
        migrations.RemoveIndex(model_name="likeness", name="alike"),
        migrations.AddField(
            model_name="likeness",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                default=None,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="debates.version",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="contribution",
            name="campaign",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="texts",
                to="debates.campaign",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("campaign__isnull", False)),
                fields=["campaign", "created_at", "id"],
                name="of_campaign",
            ),
        ),
        migrations.AddIndex(
            model_name="likeness",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["bands"], name="alike"),
        ),
    ]
