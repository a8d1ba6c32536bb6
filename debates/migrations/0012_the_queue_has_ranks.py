from django.db import migrations

QUEUED = """
UPDATE debates_contribution c SET waiting_since = v.created_at, queued_at = v.created_at
FROM debates_version v WHERE v.id = c.awaiting_id AND c.state <> 'withdrawn'
"""
RULE = """
UPDATE debates_contribution c SET judged_before = true
FROM debates_question q JOIN debates_theme t ON t.id = q.theme_id
JOIN consultation_consultation k ON k.id = t.consultation_id
WHERE q.id = c.question_id AND k.moderation = 'before' AND c.origin = ''
"""


class Migration(migrations.Migration):
    dependencies = [("debates", "0011_moderation_people_can_trust")]

    operations = [migrations.RunSQL(QUEUED, migrations.RunSQL.noop, elidable=True), migrations.RunSQL(RULE, migrations.RunSQL.noop, elidable=True)]
