"""The check-list before publication: what stops it, what must be known, and where."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation.models import AuditEntry
from debates import actions as debate
from debates.models import Reason, Version
from synthesis import actions, checking
from synthesis.models import Extract, Synthesis
from tests.factories import (
    ContributionFactory,
    ExtractFactory,
    IdeaFactory,
    ReadingFactory,
    RemarkFactory,
    RollUpFactory,
    StatementFactory,
    SynthesisFactory,
    VersionFactory,
)


@pytest.fixture
def draft(consultation):
    return SynthesisFactory(consultation=consultation)


@pytest.fixture
def statement(draft, theme, extract):
    return StatementFactory(synthesis=draft, theme=theme, extracts=[extract])


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def line(draft: Synthesis, key: str) -> checking.Line:
    return next(line for line in checking.lines(draft) if line.key == key)


def address(name: str) -> str:
    return reverse(name, args=["tiers-lieux"])


# --- What stops


def test_a_statement_without_citation_stops_and_a_figure_needs_none(draft, statement, theme):
    bare = StatementFactory(synthesis=draft, theme=theme, text="Sans preuve.")
    StatementFactory(synthesis=draft, theme=theme, figure="coverage", text="Ce qui a été lu.")

    uncited = line(draft, "uncited")

    assert (uncited.blocks, uncited.count) == (True, 1)
    assert uncited.places[0].url.endswith(f"?theme={theme.slug}&enonce={bare.pk}#enonce-{bare.pk}")
    assert line(draft, "figures").count == 0


def test_a_quote_that_is_no_longer_verbatim_stops(draft, statement, extract):
    assert line(draft, "altered").count == 0

    Extract.objects.filter(pk=extract.pk).update(quote="Le bail commercial est trop court")

    assert (line(draft, "altered").blocks, line(draft, "altered").count) == (True, 1)


def test_so_does_a_version_whose_digest_differs(draft, statement, extract):
    Version.objects.filter(pk=extract.version_id).update(sha256="0" * 64)

    assert line(draft, "altered").count == 1


def test_a_text_taken_offline_stops(draft, statement, extract, moderator):
    debate.hide(extract.contribution, by=moderator, reason=Reason.PERSONAL_DATA)

    assert line(draft, "offline").count == 1
    with pytest.raises(actions.Refused, match="plus en ligne"):
        actions.publish(draft, by=moderator)


def test_a_figure_without_numbers_stops(draft, statement):
    statement.figure = "divided:999999"
    statement.save()

    assert (line(draft, "figures").blocks, line(draft, "figures").count) == (True, 1)


# --- What must be known


def test_an_edited_text_is_said_and_does_not_stop(draft, statement, extract, editor, desk):
    contribution = extract.contribution
    contribution.live = VersionFactory(contribution=contribution, body="Autre chose.", published_at=timezone.now())
    contribution.save()

    edited = line(draft, "edited")

    assert (edited.blocks, edited.count) == (False, 1)
    assert "Un texte cité a changé depuis." in desk.get(address("synthesis_desk")).content.decode()
    assert actions.publish(draft, by=editor).state == Synthesis.State.PUBLISHED


def test_ideas_with_many_passages_and_no_statement(draft, statement, theme, question):
    forgotten = IdeaFactory(theme=theme, title="La fibre d’abord")
    for _ in range(checking.MANY):
        ExtractFactory(contribution=ContributionFactory(question=question), ideas=[forgotten])

    unspoken = line(draft, "unspoken")

    assert [place.words for place in unspoken.places] == ["La fibre d’abord"]
    assert unspoken.places[0].url.endswith(f"?idee={forgotten.pk}")
    StatementFactory(synthesis=draft, theme=theme, extracts=[forgotten.extracts.first()])
    assert line(draft, "unspoken").count == 0


def test_strong_disagreements_must_be_told_among_the_disagreements(draft, statement, theme, extract, contributions):
    divided = [_divided(extract.contribution_id, 0.8), _divided(contributions[1].pk, 0.1)]
    snapshot = {"questions": [{"id": 1, "theme": theme.pk, "part": {"most_divided": divided}}]}
    draft.rollup = RollUpFactory(consultation=draft.consultation, state="done", snapshot=snapshot)
    draft.save()

    assert line(draft, "disagreements").count == 1  # it is cited, among the findings
    StatementFactory(synthesis=draft, theme=theme, section="disagreement", extracts=[extract])
    assert line(draft, "disagreements").count == 0


def _divided(pk: int, score: float) -> dict:
    return {"contribution": pk, "version": 1, "title": "Un titre", "agree": 40, "disagree": 38, "score": score}


def test_what_nobody_has_read_is_counted_by_question(draft, statement, question, contributions):
    ReadingFactory(contribution=contributions[2])

    unread = line(draft, "unread")

    assert (unread.count, unread.places[0].words) == (2, question.title)  # of four: one kept, one read
    assert line(draft, "low").count == 0  # half of them is read
    ContributionFactory(question=question)
    assert line(draft, "low").places


def test_remarks_that_are_not_settled(draft, statement):
    RemarkFactory(statement=statement)
    RemarkFactory(statement=statement)

    assert line(draft, "remarks").count == 2


# --- The page and publication


def test_publishing_asks_for_each_line_and_records_their_numbers(desk, draft, statement, contributions):
    page = desk.get(address("checklist"))
    asked = {line.key: line.count for line in page.context["to_know"]}
    assert asked["unread"] == 3
    assert "Publier en le sachant" in page.content.decode()

    refused = desk.post(address("publish_synthesis"), follow=True).content.decode()
    assert "Confirmez d’abord" in refused
    known = {"knowing": [f"{key}:{count}" for key, count in asked.items()]}
    ContributionFactory(question=contributions[0].question)  # one more than what was read on the page
    desk.post(address("publish_synthesis"), known)
    draft.refresh_from_db()
    assert draft.state == Synthesis.State.DRAFT

    asked = {line.key: line.count for line in desk.get(address("checklist")).context["to_know"]}
    assert asked["unread"] == 4
    desk.post(address("publish_synthesis"), {"knowing": [f"{key}:{count}" for key, count in asked.items()]})

    draft.refresh_from_db()
    assert draft.state == Synthesis.State.PUBLISHED
    assert AuditEntry.objects.get(action="synthesis.published").details["knowing"] == asked


def test_what_people_write_while_the_list_is_read_does_not_stop_the_publication(desk, draft, statement, contributions):
    question = contributions[0].question
    for _ in range(17):
        ContributionFactory(question=question)
    asked = {line.key: line.count for line in desk.get(address("checklist")).context["to_know"]}
    assert asked["unread"] == 20
    sent = {"knowing": [f"{key}:{count}" for key, count in asked.items()]}

    for _ in range(3):
        ContributionFactory(question=question)
    again = desk.post(address("publish_synthesis"), sent, follow=True)  # three more than twenty: to be read again
    assert "unread" not in again.context["confirmed"]
    assert {"low"} <= set(again.context["confirmed"])
    ticked = re.findall(r'value="(\w+):\d+" required checked', again.content.decode())
    assert ticked == [line.key for line in again.context["to_know"] if line.key != "unread"]

    sent["knowing"] = [f"{line.key}:{line.count}" for line in again.context["to_know"]]
    for _ in range(2):
        ContributionFactory(question=question)
    desk.post(address("publish_synthesis"), sent)  # two more than twenty-three: a tenth at most
    draft.refresh_from_db()
    assert draft.state == Synthesis.State.PUBLISHED
    assert AuditEntry.objects.get(action="synthesis.published").details["knowing"]["unread"] == 25


@pytest.mark.parametrize("sent", ["", "unread", "unread:", "unread:x", ":3", "unread:" + "9" * 400])
def test_a_confirmation_that_says_nothing_confirms_nothing(desk, draft, statement, sent):
    StatementFactory(synthesis=draft, theme=statement.theme)

    assert desk.post(address("publish_synthesis"), {"knowing": [sent]}).url.partition("?")[0] == address("checklist")


def test_what_stops_is_shown_with_its_place_and_no_button(desk, draft, theme):
    bare = StatementFactory(synthesis=draft, theme=theme, text="Sans preuve.")

    page = desk.get(address("checklist")).content.decode()

    assert f"#enonce-{bare.pk}" in page
    assert "Publier la synthèse" not in page


def test_the_list_costs_the_same_whatever_the_draft(draft, theme, question, django_assert_max_num_queries):
    for _ in range(12):
        extract = ExtractFactory(contribution=ContributionFactory(question=question))
        StatementFactory(synthesis=draft, theme=theme, extracts=[extract])

    with django_assert_max_num_queries(26):
        checking.lines(draft)


@pytest.mark.parametrize("who", ["citizen", "moderator", "stranger"])
def test_the_list_is_for_those_who_read_drafts(client, request, draft, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address("checklist")).status_code == 403
