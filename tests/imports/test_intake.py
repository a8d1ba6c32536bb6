"""Taking in beside a debate that lives: what is there is respected, counters stay true."""

import pytest

from consultation.models import AuditEntry, Consultation
from debates import actions, counters
from debates.models import Contribution, Question, Reason, State
from tests.factories import UserFactory
from tests.imports.folders import bring, folder, text, texts

pytestmark = pytest.mark.django_db
ROWS = [text("1"), text("2", parent="1"), text("3", parent="2", kind="contre"), text("4", parent="1", kind="contre")]


def test_an_existing_consultation_keeps_its_questions(tmp_path, question, natures):
    rows = [
        text("1", theme=question.theme.name, question=f" {question.title.upper()}  "),
        text("2", theme="", question=question.title),
    ]
    bring(folder(tmp_path, rows), slug="tiers-lieux")

    assert {one.question for one in texts("tiers-lieux").values()} == {question}
    assert Question.objects.count() == 1


def test_a_nature_that_the_consultation_left_out_is_refused(tmp_path, consultation, natures):
    natures["barrier"].delete()
    report = bring(folder(tmp_path, [text("1", kind="frein")]), slug="tiers-lieux")
    assert "nature inconnue : frein" in report


def test_a_reply_under_a_hidden_text_stays_covered(tmp_path, moderator):
    bring(folder(tmp_path, ROWS))
    root = texts()["1"]
    actions.hide(root, by=moderator, reason=Reason.OFF_TOPIC)

    bring(folder(tmp_path, [*ROWS, text("5", parent="4")]))

    late = texts()["5"]
    assert late.covered
    assert not late.is_public
    assert texts()["1"].state == State.HIDDEN
    assert list(Question.objects.values_list("contributions_count", "arguments_count")) == [(0, 0)]


def test_counters_are_those_that_the_acts_keep(tmp_path, moderator):
    reactions = [{"contribution": key, "author": who, "reaction": "agree"} for key in "1234" for who in "ab"]
    bring(folder(tmp_path, ROWS, reactions))
    root = texts()["1"]
    citizen = UserFactory()
    actions.react(root, by=citizen, kind="unclear")
    actions.hide(texts()["4"], by=moderator, reason=Reason.INSULT)

    bring(
        folder(
            tmp_path,
            [*ROWS, text("5", parent="4"), text("6")],
            [*reactions, {"contribution": "1", "author": "c", "reaction": "1"}],
        )
    )

    root.refresh_from_db()
    counted = (root.agree_count, root.unclear_count, root.arguments_count, root.for_count, root.against_count)
    assert counted == (3, 1, 3, 1, 0)
    before = list(Contribution.objects.order_by("pk").values())
    counters.recount_thread(root.pk)
    assert list(Contribution.objects.order_by("pk").values()) == before
    assert list(Question.objects.values_list("contributions_count", "arguments_count")) == [(2, 3)]


def test_what_became_of_a_text_since_is_left_alone(tmp_path, moderator):
    bring(folder(tmp_path, ROWS))
    actions.edit(texts()["1"], by=moderator, title="Nouveau titre", body="Corrigé.")

    bring(folder(tmp_path, ROWS))

    assert texts()["1"].versions.count() == 2


def test_the_record_says_what_was_done(tmp_path):
    bring(folder(tmp_path, [*ROWS, text("9", kind="chanson")]))

    entry = AuditEntry.objects.get(action="import.done")
    assert entry.consultation == Consultation.objects.get(slug="essai")
    assert entry.details["contributions"] == {"read": 2, "taken": 1, "there": 0, "replaced": 0, "aside": 1}
    assert (entry.details["arguments"]["taken"], entry.details["questions"]) == (3, 1)


def test_nobody_brought_can_sign_in(tmp_path, client):
    bring(folder(tmp_path, [text("1", author="Jeanne D.")]))
    author = texts()["1"].author
    assert (author.email, author.has_usable_password(), author.is_staff) == (None, False, False)
