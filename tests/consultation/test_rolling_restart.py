"""Servers and workers that are replaced one after the other, under people who read and write without pause."""

import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator

import psutil
import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import cache

from consultation.embedded.places import PROJECT, free_port
from consultation.keys import actions as access_keys
from consultation.models import Consultation, Notice
from consultation.run import Address, web_command
from debates.models import Version
from synthesis import actions
from synthesis.models import Export, JobState
from tests.consultation.processes import eventually
from tests.factories import ContributionFactory, StatementFactory, SynthesisFactory, UserFactory
from tests.running import worker, worker_environment

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60  # seconds for a server to be ready, on a machine that does other things
WRITERS, READERS, PEOPLE = 4, 3, 16


class Server:
    """One of several web servers, each as in production: a master and two processes."""

    def __init__(self, folder, name: str):
        self.port, self.log = free_port(), (folder / f"{name}.log").open("w")
        more = {"DRAIN_SECONDS": "2", "ALLOWED_HOSTS": "127.0.0.1", "SECRET_KEY": settings.SECRET_KEY}
        self.environment = worker_environment(folder, **more)
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [*web_command(Address("127.0.0.1", self.port)), "--graceful-timeout", "20"]
        self.process = subprocess.Popen(
            command, cwd=PROJECT, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def is_ready(self) -> bool:
        return self.status("/readyz") == 200

    def status(self, path: str) -> int:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request("GET", path)
            return link.getresponse().status
        except OSError:
            return 0
        finally:
            link.close()

    def stop(self) -> int:
        """As a container is stopped; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.log.close()


@pytest.fixture
def servers(tmp_path) -> Iterator[list[Server]]:
    cache.clear()
    both = [Server(tmp_path, name) for name in ("a", "b")]
    try:
        for server in both:
            server.start()
        assert all(eventually(server.is_ready, PATIENCE) for server in both)
        yield both
    finally:
        for server in both:
            server.kill()


@pytest.fixture
def programs(question, natures) -> list[dict[str, str]]:
    """The headers of people who write, their texts online at once."""
    Consultation.objects.update(moderation=Consultation.Moderation.AFTER)
    made = (access_keys.make(UserFactory(), name="Un programme", days=30)[1] for _ in range(PEOPLE))
    return [{"Authorization": f"Bearer {words}", "Content-Type": "application/json"} for words in made]


class Crowd:
    """Clients that try the next server when one refuses a connection, as a balancer does, and nothing else again."""

    def __init__(self, servers: list[Server], programs: list[dict[str, str]], question: int, text: int):
        self.servers, self.programs, self.question, self.text = servers, programs, question, text
        self.over = threading.Event()
        self.lost: list[str] = []
        self.read = 0
        self.posted: set[str] = set()
        kinds = [self._write] * WRITERS + [self._read] * READERS
        self.threads = [threading.Thread(target=kind, args=(n,), daemon=True) for n, kind in enumerate(kinds)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_failure):
        self.over.set()
        for thread in self.threads:
            thread.join(30)

    def _write(self, number: int) -> None:
        for turn in itertools.count():
            if self.over.is_set():
                return
            title = f"Titre {number}-{turn}"
            sent = json.dumps({"nature": "barrier", "title": title, "body": "Un texte."})
            headers = self.programs[(turn * WRITERS + number) % PEOPLE]
            status = self._ask("POST", f"/api/v1/questions/{self.question}/contributions/", sent, headers)
            if status == 201:
                self.posted.add(title)
            elif status != 429:
                self.lost.append(f"{title}: {status}")
            time.sleep(0.05)

    def _read(self, number: int) -> None:
        while not self.over.is_set():
            status = self._ask("GET", f"/api/v1/contributions/{self.text}/", None, {})
            if status not in (200, 429):
                self.lost.append(f"reading: {status}")
            self.read += 1
            time.sleep(0.03)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> int | str:
        for server in itertools.islice(itertools.cycle(self.servers), self.read % 2, self.read % 2 + 8):
            link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            try:
                link.connect()
            except ConnectionRefusedError:
                continue
            except OSError as error:
                return repr(error)
            try:
                link.request(method, path, body, headers)
                return link.getresponse().status
            except (OSError, http.client.HTTPException) as error:
                return repr(error)
            finally:
                link.close()
        return "no server"


class Slow:
    """A request whose body comes in two halves, the second one when we say so."""

    def __init__(self, server: Server, program: dict[str, str], question: int):
        self.body = json.dumps({"nature": "barrier", "title": "Un long envoi", "body": "é" * 5000}).encode()
        self.link = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        lines = [f"POST /api/v1/questions/{question}/contributions/ HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        lines += [f"Content-Length: {len(self.body)}", *(f"{name}: {value}" for name, value in program.items())]
        self.link.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + self.body[:1000])

    def ends(self) -> str:
        """Send the rest; the first line of the answer."""
        self.link.sendall(self.body[1000:])
        with self.link, self.link.makefile("rb") as answer:
            return answer.readline().decode().strip()


def test_two_web_servers_are_replaced_in_turn_and_no_request_is_lost(servers, programs, question):
    text = ContributionFactory(question=question)
    with Crowd(servers, programs, question.pk, text.pk) as crowd:
        assert eventually(lambda: len(crowd.posted) > 10), crowd.lost[:5]
        for server in servers:
            slow = Slow(server, programs[0], question.pk)
            time.sleep(0.3)
            before = len(crowd.posted)
            server.process.send_signal(signal.SIGTERM)
            assert eventually(lambda server=server: server.status("/readyz") == 503, 5)
            assert eventually(lambda server=server: server.status("/readyz") == 0, 10)  # it lets nobody in any more
            time.sleep(1)
            assert slow.ends() == "HTTP/1.1 201 Created"
            assert server.process.wait(30) == 0
            assert eventually(lambda before=before: len(crowd.posted) > before + 5)
            if server is not servers[-1]:
                server.start()
                assert eventually(server.is_ready, PATIENCE)

    assert crowd.lost == []
    titles = list(Version.objects.filter(title__startswith="Titre ").values_list("title", flat=True))
    assert sorted(titles) == sorted(crowd.posted)
    assert Version.objects.filter(title="Un long envoi").count() == len(servers)
    assert crowd.read > 20


def test_a_worker_that_is_stopped_ends_its_job_and_another_one_does_the_rest(consultation, theme, editor, tmp_path):
    current_app.control.purge()
    draft = SynthesisFactory(consultation=consultation, by=editor)
    for number in range(40):
        StatementFactory(synthesis=draft, theme=theme, text=f"Énoncé {number}.")
    formats = ("pdf", "docx", "odt", "epub", "html", "xlsx", "csv", "json")
    asked = [actions.request_export(draft, format=each, by=editor, tells=True) for each in formats]
    for name in ("first", "second"):
        (tmp_path / name).mkdir()

    with worker(tmp_path / "first", SWEEP_EVERY="1") as first:
        assert eventually(lambda: Export.objects.filter(state=JobState.RUNNING).exists(), 60)
        first.send_signal(signal.SIGTERM)
        assert first.wait(30) == 0
        assert not Export.objects.filter(state=JobState.RUNNING).exists()
        done = Export.objects.filter(state=JobState.DONE).count()
    with worker(tmp_path / "second", SWEEP_EVERY="1", ALIVE_FILE=str(tmp_path / "alive")) as second:
        assert eventually(lambda: not Export.objects.exclude(state=JobState.DONE).exists(), 60)

        alive = tmp_path / "alive"
        before = alive.stat().st_mtime
        assert eventually(lambda: alive.stat().st_mtime > before, 20)
        lives = psutil.Process(second.pid)
        assert {process.nice() for process in (lives, *lives.children(recursive=True))} == {settings.WORKER_NICE}

    assert 1 <= done < len(asked)
    assert set(Export.objects.values_list("attempts", flat=True)) == {1}
    assert eventually(lambda: Notice.objects.filter(kind="export_ready").count() == len(asked))
