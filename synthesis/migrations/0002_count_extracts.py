from django.db import migrations

COUNT = """
UPDATE debates_contribution c SET extracts_count = n.extracts
FROM (SELECT contribution_id, count(*) AS extracts FROM synthesis_extract GROUP BY contribution_id) n
WHERE n.contribution_id = c.id AND c.extracts_count <> n.extracts
"""


class Migration(migrations.Migration):
    """Passages kept before the contribution carried their number."""

    dependencies = [("synthesis", "0001_initial"), ("debates", "0003_debate_for_all")]

    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop, elidable=True)]
