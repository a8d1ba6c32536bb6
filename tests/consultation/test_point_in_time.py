"""Coming back to a minute by the words of docs/operations/backups.md: its settings and its commands are what runs.

Only what is Debian's is other: a server of the tests for `systemctl … postgresql@15-main`, folders of its own, and the
server's account for `runuser -u postgres`.
"""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from consultation.backups.sums import Sum, sums
from consultation.embedded.places import PROJECT
from consultation.embedded.server import plain_environment
from debates.models import Contribution
from tests.chaos.people import scene
from tests.consultation.replicas import Primary, asked, copy_the_test_database, models_at, placed
from tests.factories import ContributionFactory

pytestmark = pytest.mark.django_db  # the database of the tests is made for those that say so
BOOK = (PROJECT / "docs/operations/backups.md").read_text().partition("## To the minute")[2]
FENCED = re.compile(r"^```(sh)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MOMENT = "2018-06-15 20:42:00+02"  # as the page has it
SERVER = "systemctl {} postgresql@15-main"


class Archived(Primary):
    """A server whose folders are those of the page, under one of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(placed(folder / "var"))
        self.folder = folder
        self.moment = MOMENT
        self.conf = folder / "conf.d"
        self.conf.mkdir()

    def prepare(self, attempt: int) -> None:
        """Debian's postgresql.conf reads a folder besides."""
        is_new = not (self.data / "PG_VERSION").exists()
        super().prepare(attempt)
        if is_new:
            with (self.data / "postgresql.conf").open("a") as file:
                file.write(f"include_dir = '{self.conf}'\n")

    def here(self, words: str) -> str:
        """What the page says, with our places."""
        ours = self.account()
        theirs = {
            "--owner=postgres --group=postgres": f"--owner={ours['user']} --group={ours['group']}" if ours else "",
            "/var/lib/postgresql/15/main": str(self.data),
            "/var/log/postgresql/postgresql-15-main.log": str(self.log),
            "/etc/postgresql/15/main/conf.d": str(self.conf),
            "/srv/base/$(date +%F)": "/srv/base/2018-06-11",
            "/srv/": f"{self.folder}/",
            MOMENT: self.moment,
        }
        for there, here in theirs.items():
            words = words.replace(there, here)
        return words

    def follow(self, line: str) -> None:
        """One line of a shell of the page, to its end."""
        acts = {SERVER.format("stop"): self.stop, SERVER.format("start"): self.start}
        if act := acts.get(line):
            act()
        elif line == SERVER.format("restart"):
            self.stop()
            self.start()
        elif line == SERVER.format("reload"):
            asked(self._url("postgres"), "SELECT pg_reload_conf()")
        elif words := line.removeprefix("consultation-manage ").split() if "-manage " in line else None:
            with models_at(self.url()):
                call_command(*words)
        elif not line.startswith("systemctl "):  # web, worker and beat: there are none
            self.run(line)

    def run(self, line: str) -> None:
        bare = line.removeprefix("runuser -u postgres -- ")
        account = self.account() if bare != line else {}
        done = subprocess.run(
            ["sh", "-c", self.here(bare)], env=self.environment(), cwd="/", capture_output=True, text=True, **account
        )
        assert done.returncode == 0, (line, done.stdout, done.stderr)

    def environment(self) -> dict[str, str]:
        """Where psql and pg_basebackup find the server, which Debian's find by its socket."""
        at = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": "consultation", "PGDATABASE": "postgres"}
        ours = {"PATH": f"{self.programs}:{os.environ['PATH']}", "PGPASSWORD": self.places.password()}
        return plain_environment() | at | ours

    def logged(self) -> str:
        return self.log.read_text(errors="replace")


def blocks() -> list[tuple[str, str]]:
    """What the page has between fences: ("sh" or "", text), in its order."""
    return FENCED.findall(BOOK)


def shell(*words: str) -> list[str]:
    """The lines of the blocks that have one of these words, in the order of the page."""
    return [
        line for kind, text in blocks() if kind and any(word in text for word in words) for line in text.splitlines()
    ]


def settings(word: str) -> str:
    return next(text for kind, text in blocks() if not kind and word in text)


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Archived]:
    """With a consultation in it, and the journal kept as the page says from before the base on."""
    made = Archived(tmp_path_factory.mktemp("point-in-time"))
    try:
        made.start()
        with django_db_blocker.unblock():
            copy_the_test_database(made.url())
            with models_at(made.url()):
                scene(3)
        for line in shell("/srv/journal /srv/base"):
            made.follow(line)
        (made.conf / "archive.conf").write_text(made.here(settings("archive_mode")))
        for line in shell("systemctl restart", "pg_basebackup"):
            made.follow(line)
        yield made
    finally:
        made.stop()


def written(server: Archived, title: str) -> dict[str, Sum]:
    """A text is posted and recorded; what every table then holds."""
    with models_at(server.url()):
        with transaction.atomic():
            ContributionFactory(question=Contribution.objects.order_by("pk")[0].question, title=title)
        call_command("audit", "verify")
        return sums()


def come_back(server: Archived, moment: str, **more: str) -> None:
    """The commands of the page, from the stop to the recounts."""
    server.moment = moment
    lines = iter(shell("mv /var/lib", "base.tar.gz", "recovery.signal", "recount --check"))
    for line in lines:
        if "recovery.signal" in line:
            extra = "".join(f"{name} = '{value}'\n" for name, value in more.items())
            (server.conf / "recovery.conf").write_text(server.here(settings("restore_command")) + extra)
        server.follow(line)


def now(server: Archived) -> str:
    """A moment between two acts."""
    time.sleep(0.05)
    said = asked(server.url(), "SELECT clock_timestamp()::text")
    time.sleep(0.05)
    return said


def test_the_mistake_of_a_minute_is_undone_to_the_last_row(server):
    before = written(server, "Avant")
    good = now(server)
    later = written(server, "Ce qui fut écrit juste après")
    still_good = now(server)
    asked(server.url(), "TRUNCATE debates_contribution CASCADE")

    come_back(server, good)

    with models_at(server.url()):
        assert sums() == before
    assert "recovery stopping before commit" in server.logged()
    assert asked(server.url(), "SELECT pg_is_in_recovery()") is False

    # The wrong minute: what came after it was good as well. The first attempt wrote on; it is no longer followed.
    written(server, "Écrit entre les deux essais")
    server.data.with_name("postgres-before").rename(server.data.with_name("the-very-first"))
    come_back(server, still_good, recovery_target_timeline="current")

    with models_at(server.url()):
        assert sums() == later


def test_a_journal_that_is_archived_twice_is_no_failure_and_another_one_is(server):
    """After a crash PostgreSQL hands the same file over again; one that is there with other bytes is never replaced."""
    command = re.search(r"archive_command = '(.*)'", server.here(settings("archive_mode")))[1]
    folder = server.folder / "journal"
    own = server.folder / "a-file"
    own.write_bytes(b"a journal" * 1000)
    own.chmod(0o644)
    line = "runuser -u postgres -- " + command.replace("%p", str(own)).replace("%f", "0" * 24)
    server.run(line)
    server.run(line)
    own.write_bytes(b"another" * 1000)
    with pytest.raises(AssertionError, match="differ"):
        server.run(line)
    assert not list(folder.glob("*.part"))
