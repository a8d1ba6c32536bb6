import django.db.models.deletion
from django.db import migrations, models

GUARD = """
CREATE FUNCTION standings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a published version counted never changes' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER standings_stay BEFORE UPDATE ON synthesis_standing FOR EACH ROW EXECUTE FUNCTION standings_stay();
"""
UNGUARD = """
DROP TRIGGER standings_stay ON synthesis_standing;
DROP FUNCTION standings_stay();
"""


class Migration(migrations.Migration):
    """The ledger as it stands when a version is published is kept beside it; PostgreSQL refuses to change it."""

    dependencies = [
        ("debates", "0017_collected"),
        ("synthesis", "0008_extracts_stay_where_they_are"),
    ]

    operations = [
        migrations.AddField(
            model_name="synthesis",
            name="has_standings",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=12)),
                ("reason", models.CharField(blank=True, max_length=12)),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="debates.contribution",
                    ),
                ),
                (
                    "synthesis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="synthesis.synthesis",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["synthesis", "contribution"], name="one_standing")],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
