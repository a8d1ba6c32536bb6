"""Two processes of a real web server, each with pages in its memory: what is hidden is gone from both at once."""

import http.client
import subprocess
from collections.abc import Iterator

import pytest
from django.conf import settings

from consultation.embedded.places import PROJECT, free_port
from consultation.run import Address, web_command
from debates import actions
from debates.models import Reason
from tests.consultation.processes import eventually, static_files
from tests.factories import ContributionFactory
from tests.running import worker_environment

pytestmark = pytest.mark.django_db(transaction=True)
OFTEN = 12  # requests, each on a connection of its own: both processes answer some


@pytest.fixture
def port(tmp_path) -> Iterator[int]:
    port = free_port()
    more = {"STATIC_ROOT": str(static_files(tmp_path)), "SECRET_KEY": settings.SECRET_KEY}
    environment = worker_environment(tmp_path, ALLOWED_HOSTS="127.0.0.1", **more)
    server = subprocess.Popen(web_command(Address("127.0.0.1", port)), cwd=PROJECT, env=environment)
    try:
        assert eventually(lambda: _is_up(port), patience=60)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _is_up(port: int) -> bool:
    try:
        return ask(port, "/readyz")[0] == 200
    except OSError:
        return False


def ask(port: int, path: str, etag: str = "") -> tuple[int, str, str]:
    """Status, tag and page."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        link.request("GET", path, headers={"If-None-Match": etag} if etag else {})
        answer = link.getresponse()
        return answer.status, answer.headers.get("ETag", ""), answer.read().decode()
    finally:
        link.close()


def test_what_is_hidden_is_gone_from_every_process(port, question, moderator):
    contribution = ContributionFactory(question=question, title="Titre à masquer")
    own, above = contribution.get_absolute_url(), question.get_absolute_url()
    found = [{ask(port, path)[:2] for _each in range(OFTEN)} for path in (own, above)]
    ((status, tag_of_own),), ((_status, tag_above),) = found  # the same page from both
    assert status == 200
    assert {ask(port, own, tag_of_own)[0] for _each in range(OFTEN)} == {304}

    actions.hide(contribution, by=moderator, reason=Reason.INSULT)

    assert {ask(port, own, tag_of_own)[0] for _each in range(OFTEN)} == {404}
    after = [ask(port, above, tag_above) for _each in range(OFTEN)]
    assert {status for status, _tag, _page in after} == {200}
    assert not [page for _status, _tag, page in after if "Titre à masquer" in page]
