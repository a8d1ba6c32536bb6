"""Pages are read from a real standby, and nobody can tell but by the load of the primary."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Thread

import pytest
from django.urls import get_resolver

from administration import doctor
from consultation import checks, public, replica
from tests.chaos.people import Scene, scene
from tests.consultation.processes import eventually
from tests.consultation.replicas import (
    Person,
    Primary,
    Standby,
    Web,
    asked,
    copy_the_test_database,
    models_at,
    placed,
    seconds,
)

pytestmark = pytest.mark.django_db  # the database of the tests is made for those that say so
LAG = 3.0  # seconds that the standby may be behind and read


@dataclass
class Stage:
    primary: Primary
    standby: Standby
    web: Web
    scene: Scene

    @property
    def home(self) -> str:
        return f"/{self.scene.slug}/"

    @property
    def list_of_texts(self) -> str:
        return f"/{self.scene.slug}/questions/{self.scene.question}/"

    def reader(self) -> Person:
        return Person(self.web)

    def author(self, number: int) -> Person:
        return Person(self.web, session=self.scene.citizens[number].cookie)

    def post(self, author: Person, mark: str) -> None:
        fields = {"nature": "barrier", "title": mark, "body": f"Un texte {mark}.", "key": mark}
        assert author.post(f"{self.list_of_texts}contribuer/", **fields) == 302

    def pk_of(self, mark: str) -> int:
        sql = f"SELECT contribution_id FROM debates_version WHERE title = '{mark}'"
        return asked(self.primary.url(), sql)

    def on_the_standby(self, sql: str):
        return asked(self.standby.url(), sql)

    def catch_up(self) -> None:
        position = asked(self.primary.url(), "SELECT pg_current_wal_flush_lsn()")
        assert eventually(lambda: self.on_the_standby(f"SELECT pg_last_wal_replay_lsn() >= '{position}'"), 20)

    def read_by_the_standby(self) -> int:
        """Queries of the site that it was asked so far, as its own figures have it; they are a second old."""
        return self.on_the_standby(
            "SELECT coalesce(sum(seq_scan + idx_scan), 0)::bigint FROM pg_stat_user_tables"
            " WHERE relname IN ('debates_question', 'debates_contribution')"
        )


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Stage]:
    folder, started = tmp_path_factory.mktemp("replica"), []
    try:
        with django_db_blocker.unblock():
            primary = Primary(placed(folder / "primary"))
            started.append(primary)
            primary.start()
            copy_the_test_database(primary.url())
            with models_at(primary.url()):
                set_up = scene(8)  # nobody posts so much that a filter holds it
        standby = Standby(placed(folder / "standby"), primary)
        started.append(standby)
        more = {"DATABASE_REPLICA_URL": standby.url(), "REPLICA_MAX_LAG": str(LAG), "METRICS_TOKEN": "jeton"}
        more["PROMETHEUS_MULTIPROC_DIR"] = str(folder / "metrics")
        with ThreadPoolExecutor(1) as aside:
            made = aside.submit(lambda: started.append(Web(folder, primary.url(), **more)))
            standby.start()
            made.result()
        yield Stage(primary, standby, started[-1], set_up)
    finally:
        for each in reversed(started):
            each.stop()


@pytest.fixture
def paused(stage) -> Iterator[None]:
    stage.catch_up()
    for _each in range(12):  # each process knows how far the primary was
        stage.reader().get(stage.home)
    stage.on_the_standby("SELECT pg_wal_replay_pause()")
    assert eventually(lambda: stage.on_the_standby("SELECT pg_get_wal_replay_pause_state()") == "paused", 10)
    yield
    if stage.on_the_standby("SELECT pg_is_wal_replay_paused()"):
        stage.on_the_standby("SELECT pg_wal_replay_resume()")
    stage.catch_up()


def test_pages_for_everybody_are_read_from_the_standby(stage):
    text = f"/{stage.scene.slug}/contributions/{stage.scene.texts[0]}/"
    pages = ["/", f"/{stage.scene.slug}/", stage.list_of_texts, f"{stage.list_of_texts}?tri=argued", text]
    pages += [f"/{stage.scene.slug}/recherche/?q=lieu", f"/{stage.scene.slug}/flux/", "/api/v1/consultations/"]
    pages += [f"/{stage.scene.slug}/registre/", f"/{stage.scene.slug}/lieux/", f"{text}comparer/"]
    stage.catch_up()
    before = stage.read_by_the_standby()
    for person, of_his in ((stage.reader(), pages), (stage.author(1), pages[1:5])):
        for page in of_his:
            assert person.ask("GET", page)[0] < 405

    assert "read-only" not in stage.web.log.read_text()  # no page asked it to write
    assert eventually(lambda: stage.read_by_the_standby() > before + len(pages), 10)
    users = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = 'consultation'"
    assert stage.on_the_standby(users) > 0


def test_the_author_reads_what_he_wrote_while_others_read_the_standby(stage, paused):
    author, reader = stage.author(1), stage.reader()

    stage.post(author, "Marque 1")

    assert all("Marque 1" in author.get(stage.list_of_texts) for _each in range(4))
    for other in (reader, stage.author(7)):  # from the standby, less than LAG seconds behind
        assert any("Marque 1" not in other.get(stage.list_of_texts) for _each in range(6))
    assert author.get(f"/{stage.scene.slug}/contributions/{stage.pk_of('Marque 1')}/")
    # What the standby does not know of is looked for in the primary before it is said to be missing.
    assert "Marque 1" in reader.get(f"/{stage.scene.slug}/contributions/{stage.pk_of('Marque 1')}/")

    stage.on_the_standby("SELECT pg_wal_replay_resume()")
    assert eventually(lambda: "Marque 1" in reader.get(stage.list_of_texts), LAG / 2)


def test_a_standby_that_stays_behind_is_no_longer_read(stage, paused):
    stage.post(stage.author(2), "Marque 2")
    reader = stage.reader()
    assert any("Marque 2" not in reader.get(stage.list_of_texts) for _each in range(6))

    time.sleep(LAG)

    assert all("Marque 2" in reader.get(stage.list_of_texts) for _each in range(6))  # whichever process answers


@pytest.mark.parametrize("is_behind", [False, True])
def test_what_is_taken_off_is_off_every_page_once_its_author_is_told(stage, request, is_behind):
    author, mark = stage.author(3), f"Marque 3{int(is_behind)}"
    stage.post(author, mark)
    stage.catch_up()
    pk = stage.pk_of(mark)
    assert eventually(lambda: mark in stage.reader().get(stage.list_of_texts), LAG)
    if is_behind:
        request.getfixturevalue("paused")

    took = seconds(lambda: author.post(f"/{stage.scene.slug}/contributions/{pk}/retirer/"))

    for _each in range(6):
        assert mark not in stage.reader().get(stage.list_of_texts)
    assert (took >= LAG) == is_behind
    assert took < LAG + 3


def test_nothing_of_the_standby_is_kept_under_the_mark_of_the_primary(stage, request):
    """A page made of old rows while the primary has new ones is not found again once everybody reads the new ones."""
    author, mark = stage.author(4), "Marque 4"
    stage.post(author, mark)
    stage.catch_up()
    pk, reader = stage.pk_of(mark), stage.reader()
    assert eventually(lambda: mark in reader.get(stage.list_of_texts), LAG)
    request.getfixturevalue("paused")

    withdrawal = Thread(target=author.post, args=[f"/{stage.scene.slug}/contributions/{pk}/retirer/"])
    withdrawal.start()
    state = f"SELECT state = 'withdrawn' FROM debates_contribution WHERE id = {pk}"
    assert eventually(lambda: asked(stage.primary.url(), state), 10)
    assert any(mark in reader.get(stage.list_of_texts) for _each in range(8)), "the author has not been told yet"
    stage.on_the_standby("SELECT pg_wal_replay_resume()")
    withdrawal.join(20)

    assert not any(mark in reader.get(stage.list_of_texts) for _each in range(12))


def test_operators_see_how_far_it_is(stage, settings, request):
    def measured(name: str) -> float:
        page = Person(stage.web, key="jeton").get("/metrics")
        return float(re.search(rf"^consultation_replica_{name} (\S+)$", page, re.MULTILINE)[1])

    assert measured("up") == 1
    assert eventually(lambda: measured("behind_bytes") == 0, 10)
    request.getfixturevalue("paused")
    stage.post(stage.author(0), "Marque 8")
    assert measured("behind_bytes") > 100

    settings.DATABASE_REPLICA_URL, settings.REPLICA_MAX_LAG = stage.standby.url(), 0.2
    with models_at(stage.primary.url()):
        with models_at(stage.standby.url(), alias=replica.ALIAS):
            (behind,) = doctor._replica()
            stage.on_the_standby("SELECT pg_wal_replay_resume()")
            stage.catch_up()
            (good,) = doctor._replica()
        with models_at(stage.primary.url(), alias=replica.ALIAS):
            (itself,) = doctor._replica()
    assert (behind.state, good.state, itself.state) == (doctor.WARNING, doctor.GOOD, doctor.WARNING)
    assert "elle n’est pas lue" in behind.said
    assert "pas une réplique" in itself.said


def test_what_check_says_of_the_databases(settings):
    settings.DATABASE_REPLICA_URL, settings.DATABASE_POOLED = settings.DATABASE_URL, True
    assert {"site.E013", "site.W014"} <= {each.id for each in checks.deployed(None)}
    settings.DATABASE_REPLICA_URL, settings.DATABASE_DIRECT_URL = "", settings.DATABASE_URL
    assert not {"site.E013", "site.W014"} & {each.id for each in checks.deployed(None)}


def test_programs_with_a_key_never_read_it(stage, paused):
    stage.post(stage.author(5), "Marque 5")
    path = f"/api/v1/questions/{stage.scene.question}/"

    def counts(person: Person) -> set[str]:
        pages = [person.get(path) for _each in range(6)]
        return {re.search(r'"contributions_count":\s*(\d+)', page)[1] for page in pages}

    program, reader = counts(Person(stage.web, key=stage.scene.citizens[1].key)), counts(stage.reader())
    assert len(program) == 1
    assert reader - program, "some are read from the standby, which does not count the new text yet"


def test_pages_go_on_without_it_and_it_is_read_again_when_it_is_back(stage):
    reader, author = stage.reader(), stage.author(6)
    stage.standby.process.kill()
    stage.standby.process.wait()

    assert max(seconds(lambda: reader.get(stage.list_of_texts)) for _each in range(8)) < 2
    stage.post(author, "Marque 6")
    assert all("Marque 6" in person.get(stage.list_of_texts) for person in (reader, author, stage.author(1)))

    port = stage.standby.port
    assert eventually(lambda: not _is_taken(port), 20)
    stage.standby.start()
    assert stage.standby.port == port
    stage.catch_up()
    before = stage.read_by_the_standby()
    assert eventually(
        lambda: reader.get(stage.home) and stage.read_by_the_standby() > before + 5, replica.AWAY_FOR + 10
    )


def _is_taken(port: int) -> bool:
    from tests.chaos.parts import is_listening

    return is_listening(port)


def test_staff_pages_and_accounts_are_read_from_the_primary_alone():
    for route in (
        "moderation_desk",
        "decide",
        "coverage",
        "my_space",
        "account_login",
        "admin:index",
        "post",
        "export",
    ):
        assert not public.is_read_alone(route)


def test_acts_that_nobody_waits_after_are_routes_of_the_site():
    assert {name for name in replica.ADDS if name not in get_resolver().reverse_dict} == set()


def test_without_the_address_of_a_replica_nothing_changes(settings, client, question):
    assert list(settings.DATABASES) == ["default"]
    assert client.get(question.get_absolute_url()).status_code == 200
