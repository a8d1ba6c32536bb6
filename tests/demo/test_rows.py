"""What is written at once is what the acts would have written."""

import pytest
from django.forms.models import model_to_dict

from debates import actions
from debates.models import Contribution
from demo import debate
from demo.content import Said
from demo.rows import copy, recount
from tests.factories import ContributionFactory, UserFactory

WHEN = ("created_at", "published_at", "at", "id", "key", "turn", "waiting_since", "queued_at", "details")
LINKS = ("contribution", "version", "live", "awaiting", "root", "parent")


@pytest.fixture
def people(db):
    return {name: UserFactory(name=name, email=None, origin=name) for name in ("ana", "bob", "eve")}


@pytest.fixture
def said(question):
    """A thread in which everything happens."""
    deep = Said("a.1.1", "ana", "Réponse de **fond**.", -8, stance="against")
    argument = Said("a.1", "bob", "Pour, parce que.", -9, stance="for", replies=(deep,))
    waiting = Said("a.2", "eve", "En attente.", -2, stance="nuance", state="pending")
    hidden = Said("a.3", "eve", "Une insulte.", -8, stance="for", state="hidden", reason="insult", reason_note="Non.")
    place = {"question": question.slug, "nature": "proposal"}
    root = Said("a", "ana", "Un texte.", -10, title="T", edited="Mieux.", replies=(argument, waiting, hidden), **place)
    gone = Said("b", "bob", "Adieu.", -7, title="U", state="withdrawn", **place)
    covered = Said("c.1", "ana", "Tiens.", -5, stance="example")
    seen = {"state": "hidden", "reason": "advertising", "reason_note": "Pub."}
    return [root, gone, Said("c", "eve", "Achetez.", -6, title="V", replies=(covered,), **seen, **place)]


def test_texts_are_those_of_the_acts(consultation, question, natures, moderator, people, said):
    writer = debate.Writer(consultation, people, moderator, 1)
    texts = [made for root in said for made in writer.thread(root)]
    debate.write(texts)
    recount(consultation)
    written = [_rows(Contribution.objects.get(key=made.said.key)) for made in texts]
    question.refresh_from_db()
    counted = (question.contributions_count, question.arguments_count)
    type(question).objects.filter(pk=question.pk).update(contributions_count=0, arguments_count=0)

    acted = {}
    for root in said:
        _act(root, None, acted, question, natures, moderator, people)
    question.refresh_from_db()
    assert (question.contributions_count, question.arguments_count) == counted == (1, 2)
    assert [_rows(acted[made.said.key]) for made in texts] == written


def _act(said, parent, acted, question, natures, moderator, people) -> None:
    """The same thread through the acts; a text is decided on once its answers are there, if it is to be taken away."""
    by = people[said.author]
    if parent:
        contribution = actions.argue(parent, by=by, stance=said.stance, body=said.body)
    else:
        contribution = actions.post(question, by=by, nature=natures[said.nature], title=said.title, body=said.body)
    acted[said.key] = contribution
    if said.state != "pending" and (said.state != "hidden" or said.replies):
        actions.publish(contribution, by=moderator)
    if said.edited:
        actions.edit(contribution, by=by, title=said.title, body=said.edited)
        actions.publish(contribution, by=moderator)
    for reply in said.replies:
        _act(reply, contribution, acted, question, natures, moderator, people)
    if said.state == "withdrawn":
        actions.withdraw(contribution, by=by)
    if said.state == "hidden":
        actions.hide(contribution, by=moderator, reason=said.reason, note=said.reason_note)


def _rows(contribution: Contribution) -> dict:
    """Every column of a text and of its rows, but for dates and identifiers."""
    contribution = Contribution.objects.get(pk=contribution.pk)
    audit = contribution.consultation.audit.filter(target=f"debates.contribution:{contribution.pk}").order_by("pk")
    return {
        "text": _columns(contribution),
        "live": contribution.live and contribution.live.number,
        "queued": contribution.queued_at is not None,
        "awaiting": contribution.awaiting and contribution.awaiting.number,
        "above": [contribution.root and contribution.root.live.text, contribution.parent and contribution.parent.depth],
        "versions": [_columns(v) | {"online": v.published_at is not None} for v in contribution.versions.all()],
        "decisions": [
            _columns(d) | {"n": d.version.number, "waited": d.waiting_since is not None}
            for d in contribution.decisions.order_by("pk")
        ],
        "audit": [(entry.action, entry.by_id, entry.details | {"decision": None}) for entry in audit],
    }


def _columns(row) -> dict:
    return {name: value for name, value in model_to_dict(row).items() if name not in WHEN + LINKS}


@pytest.mark.django_db
def test_copy_keeps_every_character():
    body = "Deux\\lignes\navec\ttabulation, \\N et \\. seuls\r, émoji 👩🏽‍🌾, guillemets \"''\" et « espaces\u202f»"
    contribution = ContributionFactory()
    row = Contribution(question=contribution.question, nature=contribution.nature, key="k", channel=body[:40])
    row.imported = {"a": body}
    copy([row])
    again = Contribution.objects.get(key="k")
    assert again.imported == {"a": body}
    assert again.channel == body[:40]
    assert again.author is None
    assert again.pk != contribution.pk


@pytest.mark.django_db
def test_copy_of_nothing_is_nothing():
    copy([])
