"""Charts and languages of a page are made beside the web process, which stays small and answers whatever happens."""

import http.client
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from consultation import beside
from consultation.embedded.places import PROJECT, free_port
from synthesis import actions, checking, tasks
from synthesis.models import Synthesis
from tests.consultation.processes import eventually, static_files
from tests.factories import StatementFactory
from tests.running import session_of, worker_environment

HEAVY = ("vl_convert", "altair", "langid", "numpy")  # py3langid has no object of its own: it brings numpy's


@pytest.fixture
def draft(consultation, extract, contributions, editor, theme) -> Synthesis:
    """One statement on a passage, one chart in the place of a statement, and a roll-up."""
    rollup = actions.request_roll_up(consultation, by=editor)
    for part in tasks.open_parts(rollup.pk):
        tasks.finish_part(part)
    tasks.freeze(rollup.pk)
    synthesis = actions.draft(consultation, by=editor)
    synthesis.statements.all().delete()
    StatementFactory(synthesis=synthesis, theme=theme, text="Le bail décourage.", extracts=[extract])
    StatementFactory(synthesis=synthesis, theme=theme, text="Une légende.", figure="coverage")
    cache.clear()
    beside.forget()
    return synthesis


@pytest.fixture
def serving(monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(beside, "is_serving", True)
    yield
    beside.forget()


def test_where_nothing_can_be_drawn_or_told_the_page_has_its_tables_and_its_quotes(
    client, draft, editor, serving, monkeypatch, caplog
):
    client.force_login(editor)
    with monkeypatch.context() as broken:
        broken.setattr(beside, "SECONDS", 0)  # no process has the time to answer
        answer = client.get(draft.get_absolute_url())

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'role="img"' not in _figures(page)
    assert _figures(page).count("<table") == _figures(page).count("<figure")
    assert "Le bail commercial est trop long" in page
    told = {record.getMessage().partition(":")[0] for record in caplog.records if record.name == "consultation.beside"}
    assert told == {"synthesis.drawing", "consultation.languages"}

    beside.forget()
    page = client.get(draft.get_absolute_url()).content.decode()
    assert _figures(page).count('role="img"') == _figures(page).count("<figure") > 1


def _figures(page: str) -> str:
    return "".join(re.findall(r'<figure class="chart.*?</figure>', page, re.DOTALL))


def test_a_page_without_its_charts_is_not_kept_for_the_next_reader(client, draft, editor, serving, monkeypatch):
    published = actions.publish(draft, by=editor)
    with monkeypatch.context() as broken:
        broken.setattr(beside, "SECONDS", 0)
        for _reader in range(3):
            assert 'role="img"' not in _figures(client.get(published.get_absolute_url()).content.decode())
    beside.forget()

    assert 'role="img"' in _figures(client.get(published.get_absolute_url()).content.decode())


def test_a_synthesis_is_published_without_the_languages_that_could_not_be_told(draft, editor, serving, monkeypatch):
    monkeypatch.setattr(beside, "SECONDS", 0)

    published = actions.publish(draft, by=editor)

    assert [quote["text"] for quote in published.document["quotes"]] == ["Le bail commercial est trop long"]
    assert not any(quote.get("lang") for quote in published.document["quotes"])


def test_the_pictures_of_a_page_are_drawn_by_one_process_and_known_from_then_on(client, draft, editor, serving):
    client.force_login(editor)
    began = psutil.Process().cpu_times()
    client.get(draft.get_absolute_url())
    once = psutil.Process().cpu_times()
    client.get(draft.get_absolute_url())
    client.get(reverse("synthesis_method", args=[draft.consultation.slug, draft.number]))

    assert once.children_user > began.children_user
    assert psutil.Process().cpu_times().children_user == once.children_user  # nobody was asked again


class Site:
    """One real process that serves pages, and somebody who reads them."""

    def __init__(self, port: int, master: subprocess.Popen) -> None:
        self.port, self.master = port, master
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, **data: str | list[str]) -> tuple[int, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            link.request(method, path, urlencode(data, doseq=True) if data else None, headers)
            answer = link.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self.cookies.update([value.split(";")[0].split("=", 1)])
            return answer.status, answer.read().decode()
        finally:
            link.close()

    def is_up(self) -> bool:
        try:
            return self.ask("GET", "/readyz")[0] == 200
        except OSError:
            return False

    @property
    def mapped(self) -> str:
        """Every file that the process which serves has in its memory."""
        (process,) = psutil.Process(self.master.pid).children()
        return Path(f"/proc/{process.pid}/maps").read_text()


@pytest.fixture
def site(tmp_path) -> Iterator[Site]:
    port = free_port()
    more = {"STATIC_ROOT": str(static_files(tmp_path)), "SECRET_KEY": settings.SECRET_KEY}
    size = ["--worker-class", "consultation.patience.PatientWorker", "--workers", "1", "--threads", "4"]
    command = [sys.executable, "-m", "gunicorn", "--config", "python:consultation.serving", *size]
    command += ["consultation.wsgi:application", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    environment = worker_environment(tmp_path, ALLOWED_HOSTS="127.0.0.1", **more)
    with (tmp_path / "web.log").open("w") as log:
        master = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
    try:
        site = Site(port, master)
        assert eventually(site.is_up, patience=60), (tmp_path / "web.log").read_text()
        yield site
    finally:
        master.terminate()
        master.wait(20)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc says what a process has in its memory")
@pytest.mark.django_db(transaction=True)
def test_a_real_process_draws_tells_and_publishes_without_what_it_takes(site, draft, administrator):
    site.cookies["sessionid"] = session_of(administrator, "http://127.0.0.1")["value"]
    status, page = site.ask("GET", draft.get_absolute_url())
    assert status == 200
    assert _figures(page).count('role="img"') == _figures(page).count("<figure") > 1

    checklist = reverse("checklist", args=[draft.consultation.slug])
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', site.ask("GET", checklist)[1])[:1])
    knowing = [f"{key}:{count}" for key, count in checking.to_know(checking.lines(draft)).items()]
    publish = reverse("publish_synthesis", args=[draft.consultation.slug])
    assert site.ask("POST", publish, csrfmiddlewaretoken=token, knowing=knowing)[0] == 302

    draft.refresh_from_db()
    assert draft.document["quotes"][0]["lang"] == "fr"
    status, page = site.ask("GET", reverse("synthesis", args=[draft.consultation.slug]))
    assert status == 200
    assert _figures(page).count('role="img"') == _figures(page).count("<figure") > 1
    assert [name for name in HEAVY if name in site.mapped] == []
