"""The supervisor behind `make run`, for real: started, killed, started again, on a folder of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2
import pytest

from consultation import embedded
from consultation.embedded.places import PROJECT, free_port
from consultation.run import answers
from tests.consultation.processes import environment, eventually, named, of_folder

OPEN = "La plateforme est ouverte"
PATIENCE = 300  # seconds, the demonstration included, on a busy machine


@dataclass
class Run:
    """One running supervisor, and what it said so far."""

    process: subprocess.Popen
    port: int
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    def says(self, text: str, patience: float = PATIENCE) -> bool:
        return eventually(lambda: text in self.said or self.process.poll() is not None, patience) and text in self.said

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for all tests of a process: only the first start has to load the demonstration."""
    folder = tmp_path_factory.mktemp("run") / "var"
    yield folder
    left = of_folder(folder)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    psutil.wait_procs(left, 10)


@pytest.fixture
def run(var: Path, tmp_path: Path) -> Iterator[Run]:
    started = supervise(var, tmp_path / "said", free_port())
    yield started
    if started.process.poll() is None:
        started.end(signal.SIGTERM)


def supervise(var: Path, output: Path, port: int, **more: str) -> Run:
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "consultation.run"],
            env=environment(var, PORT=str(port), **more),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    return Run(process, port, output)


def query(var: Path, sql: str) -> list[tuple]:
    urls = embedded.ensure(var)
    try:
        with contextlib.closing(psycopg2.connect(urls.database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
    finally:
        embedded.release(var)


def test_killed_supervisor_leaves_nothing_running_and_the_data_is_there_at_the_next_start(var: Path, run: Run):
    assert run.says(OPEN), run.said
    assert f"http://127.0.0.1:{run.port}" in run.said
    assert "citoyen@demo.invalid" in run.said
    assert answers(f"http://127.0.0.1:{run.port}/readyz")
    query(var, "CREATE TABLE said (text text); INSERT INTO said VALUES ('gardé')")

    run.end(signal.SIGKILL)
    assert eventually(lambda: not of_folder(var)), [process.cmdline() for process in of_folder(var)]

    again = supervise(var, run.output, run.port)
    assert again.says(OPEN), again.said
    assert query(var, "SELECT text FROM said") == [("gardé",)]
    assert again.end(signal.SIGINT) == 0
    assert not of_folder(var)
    in_order = ["Arrêt demandé", "le serveur web", "les travaux de fond", "PostgreSQL et Valkey", "Tout est arrêté"]
    places = [again.said.rindex(text) for text in in_order]
    assert places == sorted(places)


def test_part_that_ends_alone(var: Path, run: Run):
    """A worker is started again, the embedded servers too; without a web server there is nothing to go on for."""
    assert run.says(OPEN), run.said
    workers = {process.pid for process in named(var, "celery", "worker")}
    kill(named(var, "leash.py", "celery"))
    assert run.says("Les travaux de fond se sont arrêtés")
    assert eventually(lambda: {process.pid for process in named(var, "celery", "worker")} - workers)

    kill(named(var, "consultation.embedded", "keep"))
    assert run.says("PostgreSQL et Valkey embarqués se sont arrêtés")
    assert eventually(lambda: embedded.running(var))
    assert eventually(lambda: answers(f"http://127.0.0.1:{run.port}/readyz"))

    kill(named(var, "leash.py", "gunicorn"))
    assert run.process.wait(20) == 1
    assert "Le serveur web s'est arrêté seul" in run.said
    assert eventually(lambda: not of_folder(var))


def kill(processes: list[psutil.Process]) -> None:
    assert processes
    for process in processes:
        process.kill()


def test_taken_port_is_said_before_anything_starts(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = supervise(tmp_path / "var", tmp_path / "said", taken.getsockname()[1])
        assert run.process.wait(10) == 1
    assert "est déjà pris" in run.said
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("text", ["abc", "0", "70000", "-1"])
def test_port_that_is_none_is_said(tmp_path: Path, text: str):
    done = subprocess.run(
        [sys.executable, "-m", "consultation.run"],
        env=environment(tmp_path / "var", PORT=text),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "pas un numéro de port" in done.stdout
    assert not (tmp_path / "var").exists()


def test_command_on_a_leash_ends_with_its_holder_and_takes_its_children_along(tmp_path: Path):
    marker = str(tmp_path)
    stubborn = f"trap '' TERM; sh -c \"trap '' TERM; sleep 60 # {marker}\" & sleep 60 # {marker}"
    reader, writer = os.pipe()
    command = [sys.executable, "-I", str(PROJECT / "consultation" / "leash.py"), "0.5", "sh", "-c", stubborn]
    with subprocess.Popen(command, stdin=reader) as leash:
        os.close(reader)
        assert eventually(lambda: len(named(tmp_path, "sleep 60")) >= 2)
        os.close(writer)
        assert leash.wait(5) == 128 + signal.SIGKILL
    assert not named(tmp_path, "sleep 60")


def test_with_both_urls_nothing_is_embedded(var: Path, tmp_path: Path):
    """On the servers of the other tests, which have the demonstration already: its loading has its own tests."""
    urls = embedded.ensure(var)
    try:
        elsewhere = {"DATABASE_URL": urls.database, "REDIS_URL": f"{urls.redis}/1"}
        started = supervise(tmp_path / "var", tmp_path / "said", free_port(), **elsewhere)

        assert started.says(OPEN), started.said
        assert eventually(lambda: answers(f"http://127.0.0.1:{started.port}/mission-coworking/"))
        assert "Pas de compte de démonstration ici." in started.said
        assert not (tmp_path / "var" / "embedded.json").exists()
        assert started.end(signal.SIGTERM) == 0
        assert embedded.running(var)
    finally:
        embedded.release(var)
        embedded.wait_stopped(var, patience=20)
