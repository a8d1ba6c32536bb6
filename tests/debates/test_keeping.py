"""What is kept for everybody leaves with the act that changes it; nobody gets the page of somebody else."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as conf
from django.urls import reverse

from consultation.models import Phase
from debates import actions, keeping
from debates.models import Contribution, Question, Reason
from tests.factories import ArgumentFactory, ContributionFactory, ReactionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contribution(question) -> Contribution:
    return ContributionFactory(question=question, title="Titre d’avant", body="Corps.")


def test_a_page_is_made_once_and_then_given_as_it_is(client, contribution, django_assert_num_queries):
    address = contribution.get_absolute_url()
    first = client.get(address).text
    with django_assert_num_queries(1):
        again = client.get(address)
    assert again.text == first
    assert not again.cookies
    with django_assert_num_queries(1):
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"


def test_what_is_hidden_is_gone_at_once(client, contribution, moderator):
    argument = ArgumentFactory(parent=contribution, body="Propos à masquer.")
    pages = [contribution.get_absolute_url(), contribution.question.get_absolute_url()]
    assert "Propos à masquer." in client.get(pages[0]).text
    assert "Titre d’avant" in client.get(pages[1]).text

    actions.hide(argument, by=moderator, reason=Reason.INSULT)
    assert "Propos à masquer." not in client.get(pages[0]).text
    actions.hide(contribution, by=moderator, reason=Reason.INSULT)
    assert client.get(pages[0]).status_code == 404
    assert "Titre d’avant" not in client.get(pages[1]).text


def shows(client, contribution) -> tuple[str, str]:
    return (
        client.get(contribution.get_absolute_url()).text,
        client.get(contribution.question.get_absolute_url()).text,
    )


@pytest.mark.parametrize("act", ["react", "argue", "edit", "rename", "theme", "question", "consultation", "phase"])
def test_every_act_shows_at_once(client, contribution, citizen, moderator, act):
    before = shows(client, contribution)
    root, consultation = Contribution.objects.get(pk=contribution.pk), contribution.consultation
    if act == "react":
        ReactionFactory(contribution=root)
    elif act == "argue":
        ArgumentFactory(parent=root)
    elif act == "edit":
        actions.edit(root, by=root.author, title="Titre d’après", body="Corps.")
        actions.publish(root, by=moderator)
    elif act == "rename":
        type(root.author).objects.filter(pk=root.author_id).update(name="Un autre nom")
    elif act == "phase":
        Phase.objects.filter(consultation=consultation).update(kind=Phase.Kind.SYNTHESIS)
    else:
        row = {"theme": root.question.theme, "question": root.question, "consultation": consultation}[act]
        type(row).objects.filter(pk=row.pk).update(**{"title" if act == "question" else "name": "Un autre titre"})
    after = shows(client, contribution)
    assert after[0] != before[0]
    assert after[1] != before[1]


def test_somebody_signed_in_gets_a_page_of_his_own(client, contribution, citizen):
    client.get(contribution.get_absolute_url())
    client.force_login(citizen)
    signed_in = client.get(contribution.get_absolute_url()).text
    assert citizen.name in signed_in
    client.logout()
    assert citizen.name not in client.get(contribution.get_absolute_url()).text


def test_own_waiting_texts_are_for_their_author_alone(client, contribution, citizen):
    actions.argue(contribution, by=citizen, stance="for", body="En attente, à moi seule.")
    client.force_login(citizen)
    assert "En attente, à moi seule." in client.get(contribution.get_absolute_url()).text
    client.force_login(UserFactory())
    assert "En attente, à moi seule." not in client.get(contribution.get_absolute_url()).text


def test_each_language_has_its_own(client, contribution):
    french = client.get(contribution.get_absolute_url()).text
    client.post(reverse("set_language"), {"language": "en"})
    assert 'lang="en"' in client.get(contribution.get_absolute_url()).text
    assert 'lang="fr"' in french


def test_the_memory_is_bounded_and_forgets_what_was_not_used():
    memory = keeping.Memory(100)
    for name in "abcde":
        memory.keep(name, name, 40)
        memory.get("a")
    assert set(memory.things) == {"a", "e"} or set(memory.things) == {"d", "e"}
    assert memory.used <= 100
    keeping.Memory(0).keep("x", "x", 1)
    assert conf.KEPT_PAGES_MB >= 0


def test_what_is_stale_leaves_when_something_is_kept(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(keeping.time, "monotonic", lambda: now[0])
    memory = keeping.Memory(100)
    memory.keep("a", "a page", 40)
    memory.keep("b", "its figures", 40, keeping.MOMENT)
    now[0] = keeping.MOMENT + 1
    assert (memory.get("a"), memory.get("b")) == ("a page", None)
    now[0] = keeping.LONG + 1
    memory.keep("c", "another", 40)
    assert (list(memory.things), memory.used) == (["c"], 40)


def test_what_many_ask_for_at_once_is_made_once(monkeypatch):
    monkeypatch.setattr(keeping, "_memory", keeping.Memory(10_000))
    arrived, made = threading.Barrier(5), []

    def make() -> list[str]:
        made.append(1)
        time.sleep(0.2)
        return ["a list"]

    def ask(_reader: int) -> list[str]:
        arrived.wait()
        return keeping.part("list", "as it is", make)

    with ThreadPoolExecutor(5) as readers:
        assert list(readers.map(ask, range(5))) == [["a list"]] * 5
    assert len(made) == 1
    assert not keeping._memory.making


def test_what_fails_is_made_again_by_the_next(monkeypatch):
    monkeypatch.setattr(keeping, "_memory", keeping.Memory(10_000))
    with pytest.raises(ZeroDivisionError):
        keeping.part("list", "as it is", lambda: 1 / 0)
    assert keeping.part("list", "as it is", lambda: ["a list"]) == ["a list"]


def test_being_read_makes_no_page_anew(client, contribution, django_assert_num_queries):
    shows(client, contribution)
    Contribution.objects.filter(pk=contribution.pk).update(seen_count=41, turn=41.5)
    with django_assert_num_queries(2):
        shows(client, contribution)


def test_an_argument_elsewhere_leaves_a_page_as_it_was(client, contribution, django_assert_num_queries):
    client.get(contribution.get_absolute_url())
    ArgumentFactory(parent=ContributionFactory(question=contribution.question))
    Question.objects.filter(pk=contribution.question_id).update(contributions_count=9, arguments_count=7)
    with django_assert_num_queries(1):
        client.get(contribution.get_absolute_url())
