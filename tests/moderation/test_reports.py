"""Readers report a text: once each, held when enough of them do, decided by a moderator, and told the outcome."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from consultation import notices
from consultation.models import Notice
from debates import actions
from debates.models import Contribution, Hold, Reason, Report, State, Suspension
from moderation.reporters import reporters
from tests.factories import ArgumentFactory, ConsultationFactory, ContributionFactory, UserFactory

pytestmark = pytest.mark.django_db
OFF_TOPIC = Reason.OFF_TOPIC


@pytest.fixture
def contribution(question, citizen) -> Contribution:
    return ContributionFactory(question=question, author=citizen, title="Un titre qui blesse")


def report(contribution, *people, reason=OFF_TOPIC, line=""):
    for person in people or (UserFactory(),):
        made = actions.report(contribution, by=person, reason=reason, line=line)
    contribution.refresh_from_db()
    return made


def kinds(person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_three_people_report_the_text_waits_a_moderator_keeps_it_and_they_are_told(contribution, citizen, moderator):
    readers = UserFactory.create_batch(3)
    report(contribution, *readers[:2])
    assert contribution.is_public
    assert contribution.reports_count == 2

    report(contribution, readers[2])

    assert contribution.state == State.PENDING
    assert contribution.awaiting == contribution.live
    assert contribution.holds.get().kind == Hold.Kind.REPORTED
    assert kinds(citizen) == ["report_held"]
    assert contribution in Contribution.objects.awaiting_moderation()

    assert actions.publish(contribution, by=moderator)

    contribution.refresh_from_db()
    assert contribution.is_public
    assert contribution.reports_count == 0
    assert contribution.queued_at is None
    assert set(contribution.reports.values_list("outcome", flat=True)) == {Report.Outcome.DISMISSED}
    assert [kinds(reader) for reader in readers] == [["report_dismissed"]] * 3


def test_what_reporters_are_told_names_nobody_and_shows_nothing_of_the_text(contribution, citizen, moderator):
    reader = UserFactory()
    report(contribution, reader, reason=Reason.INSULT)
    actions.hide(contribution, by=moderator, reason=Reason.INSULT, note="Un mot à l’auteur.")

    notice = Notice.objects.get(person=reader)
    told = "\n".join(notices.written(notice))

    assert notice.kind == "report_upheld"
    assert "attaque ou insulte" in told
    assert "n’est plus en ligne" in told
    for secret in (
        contribution.live.heading,
        citizen.name,
        moderator.name,
        "Un mot à l’auteur",
        f"contributions/{contribution.pk}",
    ):
        assert secret not in told
    assert "hors sujet" not in "\n".join(notices.written(notice, "en"))


def test_twice_is_as_once(contribution):
    reader = UserFactory()
    first = report(contribution, reader)
    second = report(contribution, reader, reason=Reason.INSULT)
    assert first == second
    assert contribution.reports_count == 1


def test_each_report_brings_the_turn_of_a_text_a_day_nearer(contribution):
    report(contribution, *UserFactory.create_batch(2))
    assert (contribution.waiting_since - contribution.queued_at).days == 2


def test_the_number_is_a_setting_and_nought_never_holds(contribution, consultation):
    for enough, state in ((0, State.PUBLISHED), (1, State.PENDING)):
        consultation.reports_to_hold = enough
        consultation.save()
        report(contribution, *UserFactory.create_batch(2 if not enough else 1))
        assert contribution.state == state


def test_what_a_moderator_kept_is_not_held_again_until_it_is_written_again(contribution, citizen, moderator):
    report(contribution, UserFactory())
    assert actions.keep(contribution, by=moderator)

    report(contribution, *UserFactory.create_batch(4), reason=Reason.ADVERTISING)
    assert contribution.is_public
    assert contribution.reports_count == 4
    assert contribution.queued_at

    assert actions.keep(contribution, by=moderator)
    version = actions.edit(contribution, by=citizen, title="Autre", body="Tout autre chose.")
    actions.publish(contribution, by=moderator, version=version)
    report(contribution, *UserFactory.create_batch(3))
    assert contribution.state == State.PENDING


def test_a_text_published_before_any_report_may_be_held(question, citizen, moderator):
    contribution = ContributionFactory(question=question, author=citizen, state=State.PENDING)
    actions.publish(contribution, by=moderator)
    report(contribution, *UserFactory.create_batch(3))
    assert contribution.state == State.PENDING


def test_reports_of_a_text_that_was_written_again_are_neither_right_nor_wrong(contribution, citizen, moderator):
    reader = UserFactory()
    report(contribution, reader)
    version = actions.edit(contribution, by=citizen, title="Autre", body="Tout autre chose.")
    assert contribution.reports.get().outcome == Report.Outcome.OPEN  # no way out of the queue

    actions.publish(contribution, by=moderator, version=version)

    assert contribution.reports.get().outcome == Report.Outcome.MOOT
    assert kinds(reader) == ["report_moot"]


def test_refusing_an_edit_leaves_the_reports_of_what_is_online(contribution, citizen, moderator):
    report(contribution, UserFactory())
    actions.edit(contribution, by=citizen, title="Autre", body="Publicité.")
    actions.refuse_edit(contribution, by=moderator, reason=Reason.ADVERTISING)
    contribution.refresh_from_db()
    assert contribution.reports.get().outcome == Report.Outcome.OPEN
    assert contribution.reports_count == 1
    assert contribution.queued_at


def test_withdrawing_closes_the_reports(contribution, citizen):
    reader = UserFactory()
    report(contribution, reader)
    actions.withdraw(contribution, by=citizen)
    contribution.refresh_from_db()
    assert contribution.reports.get().outcome == Report.Outcome.MOOT
    assert contribution.queued_at is None
    assert kinds(reader) == ["report_moot"]


def test_an_argument_is_held_alone(contribution):
    argument = ArgumentFactory(parent=contribution)
    report(argument, *UserFactory.create_batch(3))
    contribution.refresh_from_db()
    assert argument.state == State.PENDING
    assert contribution.is_public
    assert contribution.arguments_count == 0


def test_who_was_answered_does_not_ask_again_of_the_same_words(contribution, moderator):
    reader = UserFactory()
    report(contribution, reader)
    actions.keep(contribution, by=moderator)
    with pytest.raises(actions.Refused):
        report(contribution, reader)


@pytest.mark.parametrize("reason", ["", "parce que", "x" * 5000])
def test_a_reason_the_charter_has_not_is_refused(contribution, reason):
    with pytest.raises(actions.Refused):
        report(contribution, reason=reason)


def test_one_s_own_text_and_a_hidden_one_are_not_reported(contribution, citizen, moderator):
    with pytest.raises(actions.Refused):
        report(contribution, citizen)
    actions.hide(contribution, by=moderator, reason=OFF_TOPIC)
    with pytest.raises(actions.Refused):
        report(contribution)


@pytest.mark.django_db(transaction=True)
def test_parallel_reports_of_one_person_are_one(contribution):
    reader = UserFactory()

    def send(_number):
        try:
            return actions.report(contribution, by=reader, reason=OFF_TOPIC).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert Report.objects.count() == 1


# --- Pages


def address(contribution) -> str:
    return reverse("report", args=[contribution.consultation.slug, contribution.pk])


def test_the_link_is_the_same_for_everybody_and_leads_back_after_signing_in(client, contribution, citizen):
    argument = ArgumentFactory(parent=contribution)
    page = client.get(contribution.get_absolute_url()).text
    assert page.count(">Signaler<") == 2
    asked = client.get(address(argument))
    assert asked.status_code == 302
    assert asked["Location"].endswith(f"?next={address(argument)}")

    client.force_login(citizen)
    own = client.get(contribution.get_absolute_url()).text
    assert re.findall(r"contributions/(\d+)/signaler/", own) == [str(argument.pk)]


def test_a_reader_reports_on_the_page_and_reads_there_how_far_it_is(client, contribution):
    reader = UserFactory()
    client.force_login(reader)
    page = client.get(address(contribution)).text
    assert contribution.live.heading in page
    assert "attaque ou insulte" in page

    assert client.post(address(contribution), {"line": "Le dernier alinéa."}).status_code == 422
    sent = client.post(address(contribution), {"reason": "insult", "line": "Le dernier alinéa."})

    assert sent["Location"] == contribution.get_absolute_url()
    made = contribution.reports.get()
    assert (made.by, made.reason, made.line) == (reader, "insult", "Le dernier alinéa.")
    assert "Vous avez signalé ce texte" in client.get(address(contribution)).text
    client.post(address(contribution), {"reason": "insult"})
    assert contribution.reports.count() == 1


def test_the_rules_offered_are_those_of_the_charter_of_this_consultation(client, contribution, consultation):
    consultation.charter_rules.create(key="ton", name="ton blessant", explanation="On critique les idées.")
    client.force_login(UserFactory())
    page = client.get(address(contribution)).text
    assert "On critique les idées." in page
    assert "doublon" not in page
    assert client.post(address(contribution), {"reason": "off_topic"}).status_code == 422
    assert client.post(address(contribution), {"reason": "ton"}).status_code == 302
    assert contribution.reports.get().get_reason_display() == "ton blessant"


def test_whoever_takes_the_text_off_the_pages_is_led_to_its_question(client, contribution, question):
    report(contribution, *UserFactory.create_batch(2))
    client.force_login(UserFactory())
    assert client.post(address(contribution), {"reason": "insult"})["Location"] == question.get_absolute_url()


def test_what_nobody_may_report(client, contribution, question, citizen, consultation, moderator):
    hidden = ContributionFactory(question=question, state=State.HIDDEN)
    reader = UserFactory()
    client.force_login(reader)
    assert client.post(address(hidden), {"reason": "insult"}).status_code == 404
    elsewhere = reverse("report", args=[ConsultationFactory(slug="ailleurs").slug, contribution.pk])
    assert client.post(elsewhere, {"reason": "insult"}).status_code == 404
    Suspension.objects.create(consultation=consultation, person=reader, by=moderator, at=timezone.now())
    assert client.post(address(contribution), {"reason": "insult"}).status_code == 403
    client.force_login(citizen)
    assert client.post(address(contribution), {"reason": "insult"}).status_code == 403
    assert not Report.objects.exists()


def test_a_text_may_be_reported_after_the_debate(client, contribution, consultation):
    consultation.phases.all().delete()
    consultation.state = "closed"
    consultation.save()
    client.force_login(UserFactory())
    assert client.post(address(contribution), {"reason": "unlawful"}).status_code == 302
    assert contribution.reports.exists()


def test_abuse_is_visible_to_moderators_alone(client, consultation, question, moderator, stranger, citizen):
    zealous, fair = UserFactory(name="Zélie Zélée"), UserFactory(name="Firmin Juste")
    for judge in (actions.keep, actions.keep, None):
        text = ContributionFactory(question=question)
        report(text, zealous)
        if judge:
            judge(text, by=moderator)
    right = ContributionFactory(question=question)
    report(right, fair)
    actions.hide(right, by=moderator, reason=OFF_TOPIC)
    report(ContributionFactory(), zealous)  # of another consultation

    first, second = reporters(consultation)
    assert (first, first.made, first.dismissed, first.open) == (zealous, 3, 2, 1)
    assert (second, second.made, second.upheld) == (fair, 1, 1)

    page = reverse("reporters", args=[consultation.slug])
    client.force_login(moderator)
    shown = client.get(page).text
    assert shown.index("Zélie Zélée") < shown.index("Firmin Juste")
    for person, status in ((citizen, 403), (stranger, 403)):
        client.force_login(person)
        assert client.get(page).status_code == status


def test_the_page_of_reporters_goes_on_by_key(client, consultation, question, moderator, settings):
    settings.PAGE = 2
    report(ContributionFactory(question=question), *UserFactory.create_batch(2))
    report(ContributionFactory(question=question))
    first = reporters(consultation)
    rest = reporters(consultation, after=first.next)
    assert (len(first), len(rest)) == (2, 1)
    assert not {person.pk for person in first} & {person.pk for person in rest}
