"""The record of acts: sealed into a chain, kept by PostgreSQL, and read again entry by entry."""

import json
import threading
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from consultation import audit
from consultation.audit import chain, tasks
from consultation.models import AuditEntry
from tests.factories import ConsultationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return UserFactory(email=None)


def _acts(number: int, person, consultation=None, word: str = "person.joined") -> None:
    for n in range(number):
        audit.record(word, consultation or person, by=person, n=n, words="é\u202f« »", list=[1.0, 2, None])


def _sql(words: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(words, values)


@contextmanager
def _without_the_trigger():
    """What only the owner of the table can do: change what the trigger keeps. The chain is there for that day."""
    _sql("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end of the transaction would hold the table
    _sql("ALTER TABLE consultation_auditentry DISABLE TRIGGER USER")
    yield
    _sql("ALTER TABLE consultation_auditentry ENABLE TRIGGER USER")


def _run(*arguments: str) -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("audit", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, out.getvalue() + err.getvalue()
    return 0, out.getvalue()


# --- Sealing


def test_entries_are_sealed_in_order_and_verify(person):
    _acts(3, person)
    assert AuditEntry.objects.filter(place=None).count() == 3
    assert tasks.seal() == 3
    assert list(AuditEntry.objects.order_by("pk").values_list("place", flat=True)) == [1, 2, 3]
    assert chain.verify() == chain.Verdict(3, 0, audit.head())
    assert audit.head().place == 3


def test_sealing_twice_changes_nothing_and_goes_on_from_the_head(person):
    _acts(2, person)
    chain.seal_waiting()
    before = audit.head()
    assert chain.seal_waiting() == 0
    assert audit.head() == before
    _acts(1, person)
    assert chain.seal_waiting() == 1
    assert audit.head().place == 3


def test_more_than_a_batch_is_sealed_and_read_in_several(person, monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 4)
    _acts(11, person)
    assert chain.seal_waiting() == 11
    assert chain.verify().sealed == 11


def test_the_seal_is_what_anybody_can_compute_from_the_lines(person):
    _acts(2, person)
    chain.seal_waiting()
    previous = ""
    for line in chain.lines():
        said = json.loads(line)
        row = (0, "", said["id"], AuditEntry.objects.get(pk=said["id"]).at, *_facts(said))
        assert chain.seal_of(said["place"], previous, row) == said["seal"]
        previous = said["seal"]
    assert previous == audit.head().seal


def _facts(said: dict) -> list:
    return [said[name] for name in ("consultation", "action", "target", "by", "details")]


def test_an_empty_record_is_sound(db):
    assert audit.head() == chain.Head(0, "")
    assert chain.verify() == chain.Verdict(0, 0, chain.Head(0, ""))


# --- Nobody changes it


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE consultation_auditentry SET action = 'person.left'",
        "UPDATE consultation_auditentry SET details = '{}'",
        "UPDATE consultation_auditentry SET by_id = NULL",
        "UPDATE consultation_auditentry SET place = NULL, seal = ''",
        "UPDATE consultation_auditentry SET place = 7, seal = 'a'",
        "DELETE FROM consultation_auditentry",
    ],
)
def test_postgresql_refuses_to_change_or_delete_a_sealed_entry(person, words):
    _acts(1, person)
    chain.seal_waiting()
    with pytest.raises(DatabaseError, match="never changed nor deleted"), transaction.atomic():
        _sql(words)


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE consultation_auditentry SET at = now() - interval '1 day'",
        "UPDATE consultation_auditentry SET action = 'x', place = 1, seal = 'a'",
        "DELETE FROM consultation_auditentry",
    ],
)
def test_an_entry_that_awaits_its_seal_is_kept_as_well(person, words):
    _acts(1, person)
    with pytest.raises(DatabaseError, match="never changed nor deleted"), transaction.atomic():
        _sql(words)


def test_nobody_writes_an_entry_already_sealed(person):
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.create(action="person.joined", target="x:1", by=person, place=1, seal="a" * 64)


def test_the_models_refuse_it_too(person):
    _acts(1, person)
    entry = AuditEntry.objects.get()
    for act in (entry.delete, AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(action="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_consultation_is_not_deleted_with_its_record(person):
    consultation = ConsultationFactory()
    _acts(1, person, consultation)
    with pytest.raises(ProtectedError):
        consultation.delete()
    with pytest.raises(ProtectedError):
        person.delete()


@pytest.mark.django_db(transaction=True)
def test_emptying_the_table_is_refused_outside_of_the_tests():
    """In a database whose name is not that of a test: the one thing that the tests themselves must be able to do."""
    from importlib import import_module

    guard = import_module("consultation.migrations.0009_a_record_nobody_changes").GUARD
    name = f"kept_{connection.settings_dict['NAME']}"
    _sql(f'DROP DATABASE IF EXISTS "{name}"')
    _sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
    elsewhere = connection.copy()
    elsewhere.settings_dict = {**connection.settings_dict, "NAME": name}
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("CREATE TABLE consultation_auditentry (id bigint, place bigint, seal text)")
            cursor.execute(guard)
            with pytest.raises(DatabaseError, match="never changed nor deleted"):
                cursor.execute("TRUNCATE consultation_auditentry")
    finally:
        elsewhere.close()
        _sql(f'DROP DATABASE "{name}"')


# --- Whoever goes round PostgreSQL is found


def _five(person) -> None:
    _acts(5, person)
    chain.seal_waiting()


TAMPERING = {
    "altered": ("UPDATE consultation_auditentry SET details = '{\"n\": 9}' WHERE place = 3", 3),
    "another person": ("UPDATE consultation_auditentry SET by_id = NULL WHERE place = 2", 2),
    "another day": ("UPDATE consultation_auditentry SET at = at + interval '1 microsecond' WHERE place = 4", 4),
    "removed": ("DELETE FROM consultation_auditentry WHERE place = 3", 3),
    "the first removed": ("DELETE FROM consultation_auditentry WHERE place = 1", 1),
    "removed and the gap closed": (
        "DELETE FROM consultation_auditentry WHERE place = 2;"
        "UPDATE consultation_auditentry SET place = place - 1 WHERE place = 3;"
        "UPDATE consultation_auditentry SET place = place - 1 WHERE place = 4;"
        "UPDATE consultation_auditentry SET place = place - 1 WHERE place = 5",
        2,
    ),
    "reordered": (
        "UPDATE consultation_auditentry SET place = 99 WHERE place = 2;"
        "UPDATE consultation_auditentry SET place = 2 WHERE place = 4;"
        "UPDATE consultation_auditentry SET place = 4 WHERE place = 99",
        2,
    ),
    "inserted": (
        "UPDATE consultation_auditentry SET place = 6 WHERE place = 5;"
        "INSERT INTO consultation_auditentry (at, action, target, details, place, seal)"
        " VALUES (now(), 'person.joined', 'x:1', '{}', 5, repeat('a', 64))",
        5,
    ),
    "sealed again": ("UPDATE consultation_auditentry SET seal = repeat('b', 64) WHERE place = 4", 4),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_at_its_place(person, name):
    words, place = TAMPERING[name]
    _five(person)
    with _without_the_trigger():
        _sql(words)
    assert chain.verify().broken == place
    status, said = _run("verify")
    assert status == 1
    assert f"place {place}" in said


def test_an_end_cut_off_is_found_with_a_head_written_down_elsewhere(person):
    _five(person)
    noted = audit.head()
    with _without_the_trigger():
        _sql("DELETE FROM consultation_auditentry WHERE place >= 4")
    assert chain.verify().broken is None  # what is left is a sound chain, and shorter
    assert chain.verify(held=noted).broken == 4
    assert _run("verify", "--head", f"{noted.place}:{noted.seal}")[0] == 1


def test_a_chain_made_again_is_found_with_a_head_written_down_elsewhere(person):
    _five(person)
    noted = audit.head()
    with _without_the_trigger():
        _sql("UPDATE consultation_auditentry SET place = NULL, seal = ''")
        first = "SELECT min(id) FROM consultation_auditentry"
        _sql(f"UPDATE consultation_auditentry SET action = 'person.left' WHERE id = ({first})")
    chain.seal_waiting()
    assert chain.verify().broken is None
    assert chain.verify(held=noted).broken == 5


def test_reading_from_a_seal_written_down_reads_the_rest_only(person):
    _five(person)
    noted = audit.head()
    _acts(2, person)
    status, said = _run("verify", "--since", noted.seal, "--head", f"{noted.place}:{noted.seal}")
    assert status == 0
    assert said.startswith("2 entrées scellées et justes, 0 en attente")
    assert f"7:{audit.head().seal}" in said
    assert _run("verify", "--since", "0" * 64)[0] == 1
    assert chain.verify(since=noted.seal, held=chain.Head(2, "0" * 64)).broken == 2


def test_the_command_seals_first_and_exports_lines(person):
    _acts(2, person)
    assert _run("verify")[0] == 0
    status, out = _run("export")
    assert status == 0
    assert [json.loads(line)["place"] for line in out.splitlines()] == [1, 2]


def test_entries_held_until_the_end_of_a_block(person):
    with audit.gathered() as entries:
        _acts(2, person)
        assert not AuditEntry.objects.exists()
        entries[0].details = {"n": "completed"}
    assert [entry.details["n"] for entry in AuditEntry.objects.order_by("pk")] == ["completed", 1]
    with pytest.raises(LookupError):
        _interrupted(person)
    assert AuditEntry.objects.count() == 2


def _interrupted(person) -> None:
    with audit.gathered():
        _acts(1, person)
        raise LookupError


# --- Many at once


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_sealers_at_once_make_one_sound_chain():
    """Eight people act at once, some in long transactions, while three processes seal: no gap, no fork, none left."""
    person = UserFactory()
    over, failures = threading.Event(), []
    writers = [_at_once(lambda n=n: _write(person, n), failures) for n in range(8)]
    sealers = [_at_once(lambda: _seal_until(over), failures) for _ in range(3)]
    for thread in writers:
        thread.join(60)
    over.set()
    for thread in sealers:
        thread.join(60)
    chain.seal_waiting()
    assert failures == []
    assert chain.verify() == chain.Verdict(200, 0, audit.head())
    assert audit.head().place == 200


def _write(person, writer: int) -> None:
    for n in range(25):
        with transaction.atomic():
            audit.record("person.joined", person, by=person, n=n, writer=writer)
            if n % 5 == writer % 5:
                _sql("SELECT pg_sleep(0.01)")


def _seal_until(over: threading.Event) -> None:
    while not over.is_set():
        chain.seal_waiting(waits=False)
        over.wait(0.002)


def _at_once(work, failures: list) -> threading.Thread:
    def ended() -> None:
        try:
            work()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=ended)
    thread.start()
    return thread
