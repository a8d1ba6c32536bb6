"""What editors say to each other about a statement: it stays between them."""

import pytest
from django.urls import reverse

from consultation.models import AuditEntry, Role
from synthesis import actions, composing
from synthesis.document import to_dict
from synthesis.models import Remark
from tests.factories import ExportFactory, MembershipFactory, RemarkFactory, StatementFactory, SynthesisFactory

WORDS = "Cette phrase va trop loin."


@pytest.fixture
def statement(consultation, theme, extract):
    return StatementFactory(synthesis=SynthesisFactory(consultation=consultation), theme=theme, extracts=[extract])


@pytest.fixture
def colleague(consultation):
    return MembershipFactory(consultation=consultation, role=Role.EDITOR).user


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def address(name: str, pk: int) -> str:
    return reverse(name, args=["tiers-lieux", pk])


def test_an_editor_says_something_another_settles_it(desk, client, statement, editor, colleague):
    assert desk.post(address("remark", statement.pk), {"remark": WORDS}).status_code == 302
    remark = Remark.objects.get()
    assert (remark.by, remark.text) == (editor, WORDS)
    assert "1 commentaire à régler" in desk.get(reverse("synthesis_desk", args=["tiers-lieux"])).content.decode()

    client.force_login(colleague)
    page = client.get(address("statement", statement.pk)).content.decode()
    assert WORDS in page
    client.post(address("settle_remark", remark.pk))
    client.post(address("settle_remark", remark.pk))

    remark.refresh_from_db()
    assert remark.settled_by == colleague
    assert AuditEntry.objects.filter(action="remark.settled").count() == 1


def test_the_record_keeps_no_word_of_it(desk, statement):
    desk.post(address("remark", statement.pk), {"remark": WORDS})

    entry = AuditEntry.objects.get(action="statement.remarked")
    assert WORDS not in str(entry.details)


def test_only_ones_own_is_taken_back(desk, statement, editor, colleague):
    own, other = RemarkFactory(statement=statement, by=editor), RemarkFactory(statement=statement, by=colleague)

    assert desk.post(address("withdraw_remark", own.pk)).status_code == 302
    assert desk.post(address("withdraw_remark", other.pk)).status_code == 403
    with pytest.raises(actions.Refused):
        actions.withdraw_remark(other, by=editor)

    assert list(Remark.objects.all()) == [other]


def test_a_blank_one_comes_back_with_what_to_mend(desk, statement):
    answer = desk.post(address("remark", statement.pk), {"remark": " \u200b "})

    assert answer.status_code == 422
    assert "Écrivez votre commentaire." in answer.content.decode()
    assert desk.post(address("remark", statement.pk), {"remark": "x" * 2001}).status_code == 422


def test_it_is_in_nothing_that_leaves_the_room(desk, client, statement, editor, harvester):
    RemarkFactory(statement=statement, text=WORDS)
    draft = statement.synthesis

    assert WORDS not in str(to_dict(composing.document(draft)))
    assert WORDS not in desk.get(draft.get_absolute_url()).content.decode()
    published = actions.publish(draft, by=editor)
    assert WORDS not in str(published.document)
    assert WORDS not in client.get(published.get_absolute_url()).content.decode()
    assert WORDS not in client.get(f"/api/v1/tiers-lieux/syntheses/{published.number}/").content.decode()
    export = ExportFactory(synthesis=published)
    assert WORDS not in desk.get(export.get_absolute_url()).content.decode()


def test_a_published_version_is_not_commented(statement, editor):
    remark = RemarkFactory(statement=statement, by=editor)
    actions.publish(statement.synthesis, by=editor)

    for act in (
        lambda: actions.remark(statement, by=editor, words="Trop tard."),
        lambda: actions.settle_remark(remark, by=editor),
        lambda: actions.withdraw_remark(remark, by=editor),
    ):
        with pytest.raises(actions.Refused, match="ne change plus"):
            act()


@pytest.mark.parametrize("who", ["citizen", "moderator", "harvester", "stranger"])
def test_it_is_for_editors_alone(client, request, statement, who):
    remark = RemarkFactory(statement=statement, text=WORDS)
    client.force_login(request.getfixturevalue(who))

    assert client.post(address("remark", statement.pk), {"remark": "x"}).status_code == 403
    for name in ("settle_remark", "withdraw_remark"):
        assert client.post(address(name, remark.pk)).status_code == 403
    assert WORDS not in client.get(reverse("synthesis_desk", args=["tiers-lieux"])).content.decode()
    assert client.get(address("statement", statement.pk)).status_code == 403


def test_an_editor_of_elsewhere_does_not_reach_it_by_his_own_address(client, stranger, statement):
    remark = RemarkFactory(statement=statement)
    actions.draft(stranger.memberships.first().consultation, by=stranger)
    client.force_login(stranger)

    for name in ("settle_remark", "withdraw_remark"):
        assert client.post(reverse(name, args=["ailleurs", remark.pk])).status_code == 404
