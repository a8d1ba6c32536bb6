"""A migration runs while the former version serves: what would stop it, or what it does not know of, is refused."""

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

from tests import safe_migrations

TEXT, THEME = "contribution", "theme"


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


def test_each_migration_may_run_beside_the_former_version(loader, db):
    ours = {app.label for app in apps.get_app_configs() if app.label in safe_migrations.FREE}
    later = [
        migration
        for key, migration in loader.graph.nodes.items()
        if key[0] in ours and (node := loader.disk_migrations[key]) and not _is_free(key, node)
    ]

    found = {f"{one.app_label}.{one.name}": _faults(loader, one) for one in later}
    assert {name: why for name, why in found.items() if why} == {}, "see docs/decisions/two-versions-at-once.md"


def _is_free(key: tuple[str, str], migration) -> bool:
    return safe_migrations.is_free(*key, replaces=migration.replaces)


def _faults(loader, migration) -> list[str]:
    before = loader.project_state((migration.app_label, migration.name), at_end=False)
    return safe_migrations.faults(safe_migrations.sql(migration, before))


def test_the_tables_that_grow_are_tables(db):
    assert set(safe_migrations.BIG) <= set(connection.introspection.table_names())


def made(loader, *operations, atomic=True):
    """The faults of a migration of the debates with these operations, after all that there are."""
    migration = migrations.Migration("next", "debates")
    migration.operations, migration.atomic = list(operations), atomic
    return safe_migrations.faults(safe_migrations.sql(migration, loader.project_state()))


index = models.Index(fields=["state", "created_at"], name="a_new_index")
check = models.CheckConstraint(condition=models.Q(depth__gte=0), name="a_new_check")
number = models.IntegerField


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (migrations.AddIndex(TEXT, index), "CREATE INDEX locks table"),
        (migrations.AddConstraint(TEXT, check), "reads the whole table to check a constraint"),
        (migrations.AddField(TEXT, "weight", number(default=1)), "NOT NULL constraint on columns"),
        (migrations.AddField(THEME, "weight", number(default=1)), "NOT NULL constraint on columns"),
        (migrations.AlterField(TEXT, "depth", models.BigIntegerField()), "ALTERING columns"),
        (migrations.RemoveField(THEME, "colour"), "DROPPING columns"),
        (migrations.RenameField(THEME, "colour", "tint"), "RENAMING columns"),
        (migrations.DeleteModel("charterrule"), "DROPPING table"),
        (migrations.RenameModel("charterrule", "rule"), "RENAMING tables"),
        (
            migrations.AddConstraint(TEXT, models.UniqueConstraint(fields=["key", "depth"], name="one_each")),
            "ADDING unique constraint",
        ),
        (migrations.RunSQL('ALTER TABLE "debates_version" ALTER COLUMN "text" SET NOT NULL'), "nothing is missing"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_stops_the_former_version_is_found(loader, db, operation, why):
    assert why in "\n".join(made(loader, operation))


def test_what_the_former_version_does_not_notice_is_let_through(loader, db):
    fields = [("id", models.BigAutoField(primary_key=True)), ("words", models.TextField()), ("n", number())]
    table = migrations.CreateModel("novelty", fields, options={"indexes": [models.Index(fields=["n"], name="by_n")]})
    nullable = migrations.AddField(TEXT, "weight", number(null=True))
    with_default = migrations.AddField(TEXT, "worth", number(db_default=1))

    assert made(loader, table, nullable, with_default) == []
    assert made(loader, AddIndexConcurrently(TEXT, index), atomic=False) == []
    assert made(loader, AddConstraintNotValid(TEXT, check)) == []
    assert made(loader, migrations.AddIndex(THEME, models.Index(fields=["name"], name="small"))) == []


def test_an_index_goes_concurrently(loader, db):
    name = loader.project_state().models["debates", TEXT].options["indexes"][0].name

    assert "DROP INDEX locks table" in made(loader, migrations.RemoveIndex(TEXT, name))
    assert made(loader, RemoveIndexConcurrently(TEXT, name), atomic=False) == []


@pytest.mark.parametrize(
    ("app", "name", "replaces", "free"),
    [
        ("debates", "0017_collected", (), True),
        ("debates", "0018_next", (), False),
        ("debates", "0001_squashed", (("debates", "0001_initial"), ("debates", "0018_next")), False),
        ("imports", "0001_initial", (), False),
    ],
)
def test_the_rule_is_for_what_came_after_it(app, name, replaces, free):
    assert safe_migrations.is_free(app, name, replaces) is free
