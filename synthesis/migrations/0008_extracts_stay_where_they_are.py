from django.db import migrations

# The quote is apart: it is emptied when its author leaves with his words, and `synthesis.reading.verbatim` looks after it.
GUARD = """
CREATE FUNCTION extracts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an extract never changes its place, its text nor its hands' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER extracts_stay BEFORE UPDATE ON synthesis_extract FOR EACH ROW
    WHEN ((OLD.version_id, OLD.contribution_id, OLD.start, OLD."end", OLD.by_id)
        IS DISTINCT FROM (NEW.version_id, NEW.contribution_id, NEW.start, NEW."end", NEW.by_id))
    EXECUTE FUNCTION extracts_stay();
"""
UNGUARD = """
DROP TRIGGER extracts_stay ON synthesis_extract;
DROP FUNCTION extracts_stay();
"""


class Migration(migrations.Migration):
    """An extract is offsets in one immutable version: PostgreSQL refuses to move it or to hand it to somebody else."""

    dependencies = [
        ("synthesis", "0007_shards_of_a_roll_up"),
    ]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
