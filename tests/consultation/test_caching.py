"""What caches may keep: the page of everybody, asked again each time; never anything of somebody, nor of a fault."""

import pytest
from django.contrib import messages
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from consultation import caching
from debates import actions, keeping
from debates.models import Reason
from tests.factories import ContributionFactory, PageFactory, UserFactory

pytestmark = pytest.mark.django_db

SHARED, OWN, NOT_KEPT = "public, no-cache", "private, no-cache", "no-store"


@pytest.fixture
def contribution(question):
    return ContributionFactory(question=question, title="Titre d’avant", body="Corps.")


@pytest.fixture
def pages(contribution, theme) -> list[str]:
    """The pages that everybody reads most, each of which shows the title of the contribution."""
    return [
        contribution.get_absolute_url(),
        contribution.question.get_absolute_url(),
        theme.get_absolute_url(),
        contribution.consultation.get_absolute_url(),
    ]


def asked_again(path: str, etag: str, **headers: str) -> HttpResponse:
    return Client().get(path, headers={"If-None-Match": etag, **headers})


# --- Which answer is whose


def said(response: HttpResponse) -> str:
    """The kind of an answer, by its Cache-Control; what else it says when it is none of ours."""
    control = response.headers.get("Cache-Control", "")
    return NOT_KEPT if "no-store" in control else control


def test_nothing_that_sets_a_cookie_is_shared(rf: RequestFactory):
    """Whatever a view says of itself."""

    def view(_request) -> HttpResponse:
        response = HttpResponse("x", headers={"Cache-Control": "public, max-age=60"})
        response.set_cookie("sessionid", "x")
        return response

    assert caching.CachingMiddleware(view)(rf.get("/"))["Cache-Control"] == OWN


def test_the_pages_of_an_account_are_not_kept(client, citizen):
    assert said(client.get(reverse("account_login"))) == NOT_KEPT
    client.force_login(citizen)
    assert said(client.get(reverse("my_space"))) == NOT_KEPT


def test_a_fault_is_never_kept(client, contribution, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("debates.views.threads.prints.of_thread", lambda *_: 1 / 0)
    response = client.get(contribution.get_absolute_url())
    assert (response.status_code, said(response)) == (500, NOT_KEPT)


def test_a_page_that_asks_to_come_back_is_never_kept(client, contribution, monkeypatch):
    def away(*_):
        raise OperationalError("server closed the connection unexpectedly")

    client.raise_request_exception = False
    monkeypatch.setattr("debates.views.threads.prints.of_thread", away)
    response = client.get(contribution.get_absolute_url())
    assert (response.status_code, said(response), response["Retry-After"]) == (503, NOT_KEPT, "5")


def test_signs_of_life_are_never_kept(client):
    assert [said(client.get(path)) for path in ("/healthz", "/readyz")] == [NOT_KEPT, NOT_KEPT]


# --- Sharing


def test_two_readers_share_one_page_and_are_answered_304(pages):
    for path in pages:
        first, second = Client().get(path), Client().get(path)
        assert first.content == second.content
        assert first["ETag"] == second["ETag"]
        assert first["Cache-Control"] == SHARED
        again = asked_again(path, first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == SHARED
        assert {"Cookie", "Accept-Encoding", "HX-Request"} <= {name.strip() for name in again["Vary"].split(",")}


def test_a_kept_page_asks_one_query_to_say_that_it_still_holds(pages, django_assert_num_queries):
    for path in pages:
        etag = Client().get(path)["ETag"]
        with django_assert_num_queries(1):
            assert asked_again(path, etag).status_code == 304


def test_compressed_or_not_it_is_the_same_page(pages):
    for path in [*pages, reverse("legal")]:
        plain = Client().get(path)
        packed = Client().get(path, headers={"Accept-Encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert plain["ETag"] == packed["ETag"]
        assert plain["ETag"].startswith('W/"')
        assert asked_again(path, plain["ETag"], **{"Accept-Encoding": "gzip"}).status_code == 304


def test_another_process_gives_the_same_tag(pages, monkeypatch):
    """What is kept is kept by each process, so a reader may be answered by one that has not made the page."""
    tags = [Client().get(path)["ETag"] for path in pages]
    monkeypatch.setattr(keeping, "_memory", keeping.Memory(10**8))
    assert [asked_again(path, etag).status_code for path, etag in zip(pages, tags, strict=True)] == [304] * 4


def _edited(contribution, moderator) -> None:
    actions.edit(contribution, by=contribution.author, title="Titre d’après", body="Corps.")
    actions.publish(contribution, by=moderator)


def _changed(row, **values) -> None:
    type(row).objects.filter(pk=row.pk).update(**values)


ACTS = {
    "hide": lambda text, moderator: actions.hide(text, by=moderator, reason=Reason.INSULT),
    "withdraw": lambda text, _moderator: actions.withdraw(text, by=text.author),
    "edit": _edited,
    "rename the author": lambda text, _moderator: _changed(text.author, name="Un autre nom"),
    "hide by hand": lambda text, _moderator: _changed(text, state="hidden"),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_is_taken_off_or_changed_is_gone_at_the_next_request(pages, contribution, moderator, monkeypatch, act):
    """In the process that kept the page, and in one that has kept it too and took no part in the act."""
    tags, mine, other = {}, keeping._memory, keeping.Memory(10**8)
    for memory in (mine, other):
        monkeypatch.setattr(keeping, "_memory", memory)
        tags = {path: Client().get(path)["ETag"] for path in pages}
    ACTS[act](contribution, moderator)
    for memory in (mine, other):
        monkeypatch.setattr(keeping, "_memory", memory)
        for path, etag in tags.items():
            answer = asked_again(path, etag)
            assert answer.status_code != 304, (act, path)
            if act != "rename the author":
                assert "Titre d’avant" not in answer.text, (act, path)


def test_news_and_calendar_show_at_once_above_the_questions(consultation, pages):
    above = pages[2:]
    tags = [Client().get(path)["ETag"] for path in above]
    PageFactory(consultation=consultation, kind="news", title="Une nouvelle")
    assert "Une nouvelle" in asked_again(above[1], tags[1]).text
    consultation.phases.all().delete()
    assert [asked_again(path, etag).status_code for path, etag in zip(above, tags, strict=True)] == [200, 200]


def test_a_consultation_that_closes_to_readers_leaves_at_once(consultation, pages):
    tags = [Client().get(path)["ETag"] for path in pages]
    type(consultation).objects.filter(pk=consultation.pk).update(state="preparing")
    assert [asked_again(path, etag).status_code for path, etag in zip(pages, tags, strict=True)] == [404] * 4


# --- Telling apart


def test_somebody_signed_in_shares_with_nobody(pages, citizen):
    for path in pages:
        shared, member = Client().get(path), Client()
        member.force_login(citizen)
        own = member.get(path, headers={"If-None-Match": shared["ETag"]})
        assert (own.status_code, own["Cache-Control"]) == (200, OWN)
        assert citizen.name in own.text
        assert citizen.name not in Client().get(path).text


def test_a_chosen_language_is_for_its_reader(pages):
    for path in pages:
        french, reader = Client().get(path), Client()
        reader.post(reverse("set_language"), {"language": "en"})
        english = reader.get(path, headers={"If-None-Match": french["ETag"]})
        assert (english.status_code, english["Cache-Control"]) == (200, OWN)
        assert 'lang="en"' in english.text
        assert asked_again(path, french["ETag"]).status_code == 304


def test_a_part_asked_for_by_htmx_is_not_the_page(question):
    for _each in range(3):
        ContributionFactory(question=question)
    path = question.get_absolute_url()
    part = Client().get(path, headers={"HX-Request": "true"})
    assert part["Cache-Control"] == OWN
    assert Client().get(path)["Cache-Control"] == SHARED


def test_what_one_reader_is_told_once_is_shared_with_nobody(rf: RequestFactory, pages):
    """A message waits in a cookie: the page that says it, and the answer that takes the cookie away, are his."""
    request = rf.get("/")
    request.session = {}
    storage = messages.storage.default_storage(request)
    storage.add(messages.SUCCESS, "Votre message est parti.")
    cookie = HttpResponse()
    storage.update(cookie)
    for path in pages:
        reader = Client()
        reader.cookies["messages"] = cookie.cookies["messages"].value
        told = reader.get(path)
        assert "Votre message est parti." in told.text
        assert told["Cache-Control"] == OWN
        assert "Votre message est parti." not in Client().get(path).text


def test_a_program_with_a_key_is_not_answered_for_everybody(pages):
    headers = {"Authorization": "Bearer x"}
    assert {Client().get(path, headers=headers)["Cache-Control"] for path in pages} == {OWN}


def test_head_says_what_get_says(pages):
    for path in pages:
        got, head = Client().get(path), Client().head(path)
        assert (head["ETag"], head["Cache-Control"]) == (got["ETag"], SHARED)


# --- A CDN that need not ask


def test_a_cdn_may_be_allowed_not_to_ask_for_some_seconds(pages, citizen, settings):
    """Browsers ask all the same; nothing of somebody's is given to it."""
    settings.CDN_SECONDS = 5
    assert {Client().get(path)["Cache-Control"] for path in pages} == {"public, max-age=0, must-revalidate, s-maxage=5"}
    member = Client()
    member.force_login(citizen)
    assert {member.get(path)["Cache-Control"] for path in pages} == {OWN}
    assert said(Client().get("/n-existe-pas/")) == NOT_KEPT


def test_participants_like_this_one_are_still_given_their_page(pages, contribution):
    """What is kept for people who are signed in (docs/decisions/fragments.md) goes on beside this."""
    for person in (UserFactory(), UserFactory()):
        member = Client()
        member.force_login(person)
        assert person.name in member.get(pages[0]).text
