"""Nobody who reaches the tables changes or deletes what was recorded: PostgreSQL itself refuses it."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.place IS NULL AND NEW.place IS NOT NULL
            AND to_jsonb(NEW) - 'place' - 'seal' = to_jsonb(OLD) - 'place' - 'seal' THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;  -- the tests empty their own databases between two stories
    END IF;
    RAISE EXCEPTION 'entries of the record are never changed nor deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON consultation_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_entries_stay();
CREATE TRIGGER audit_entries_come_unsealed BEFORE INSERT ON consultation_auditentry
    FOR EACH ROW WHEN (NEW.place IS NOT NULL) EXECUTE FUNCTION audit_entries_stay();
CREATE TRIGGER audit_entries_stay_all BEFORE TRUNCATE ON consultation_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay();
"""
# What was recorded before entries were ids, keys and counts only: moderators' lines, titles, words of drafts, addresses.
FORGET = """
UPDATE consultation_auditentry SET details = details - 'note'
    WHERE action LIKE 'contribution.%' AND details ? 'note';
UPDATE consultation_auditentry SET details = details - 'title' - 'before'
    WHERE action IN ('idea.added', 'statement.rewritten', 'statement.removed');
UPDATE consultation_auditentry SET details = jsonb_set(details, '{changed,contact}', '[]')
    WHERE action = 'consultation.changed' AND details -> 'changed' ? 'contact';
"""
UNGUARD = """
DROP TRIGGER audit_entries_stay ON consultation_auditentry;
DROP TRIGGER audit_entries_come_unsealed ON consultation_auditentry;
DROP TRIGGER audit_entries_stay_all ON consultation_auditentry;
DROP FUNCTION audit_entries_stay();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("consultation", "0008_what_moderation_and_privacy_need"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="consultation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="audit",
                to="consultation.consultation",
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(condition=models.Q(("place", None)), fields=["id"], name="audit_unsealed"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["consultation", "at", "id"], name="audit_of_consultation"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["consultation", "action", "at", "id"], name="audit_of_action"),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("place", None), ("seal", ""),
                ) | models.Q(("place__gte", 1), models.Q(("seal", ""), _negated=True)),
                name="audit_sealed_at_a_place",
            ),
        ),
        migrations.RunSQL(FORGET, migrations.RunSQL.noop, elidable=True),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
