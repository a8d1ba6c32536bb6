"""Nothing is kept longer than said, and nobody is erased without two warnings, whatever the worker was doing."""

import os
import re
import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from consultation import contact
from consultation.models import Consultation, Notice, User
from debates.models import Draft, Hold
from privacy import periodic, warning
from privacy.models import Warned
from tests import personal_data
from tests.factories import (
    PASSWORD,
    ConsultationFactory,
    ContributionFactory,
    DraftFactory,
    HoldFactory,
    InvitationFactory,
    MembershipFactory,
    NoticeFactory,
    PersonalExportFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LAST = datetime(2020, 1, 1, tzinfo=UTC)
THREE_YEARS = timedelta(days=1096)


@pytest.fixture
def sleeper():
    person = UserFactory(email="dormeur@exemple.invalid", name="Dominique Dormeur", date_joined=LAST)
    User.objects.filter(pk=person.pk).update(last_contact_at=LAST)
    return person


def on(day: timedelta) -> datetime:
    return LAST + THREE_YEARS + day


def look(day: timedelta) -> None:
    warning.look_after_accounts(on(day))


def is_there(person) -> bool:
    return User.objects.filter(pk=person.pk, erased_at=None).exists()


def test_warned_thirty_and_seven_days_before_then_erased(sleeper, question):
    text = ContributionFactory(question=question, author=sleeper)
    days = [(-31 * DAY, 0, True), (-30 * DAY, 1, True), (-29 * DAY, 1, True), (-8 * DAY, 1, True)]
    days += [(-7 * DAY, 2, True), (-1 * DAY, 2, True), (0 * DAY, 3, False)]

    for day, mails, there in days:
        look(day)
        look(day)  # twice is as once
        told = [letter for letter in mail.outbox if letter.to == ["dormeur@exemple.invalid"]]
        assert (len(told), is_there(sleeper)) == (mails, there) or (len(told), there) == (2, False), day

    first, second = mail.outbox[:2]
    assert "sera effacé le" in first.subject
    assert second.subject.startswith("Dernier rappel")
    assert "/comptes/login/" in first.body
    text.refresh_from_db()
    assert str(text.author) == "Personne partie"
    assert text.is_public


def test_after_any_pause_the_delays_are_kept(sleeper):
    look(200 * DAY)
    assert (len(mail.outbox), is_there(sleeper)) == (1, True)
    look(222 * DAY)
    assert len(mail.outbox) == 1
    look(400 * DAY)
    assert (len(mail.outbox), is_there(sleeper)) == (2, True)
    look(406 * DAY)
    assert is_there(sleeper)
    look(407 * DAY)
    assert not is_there(sleeper)


def test_coming_back_begins_it_all_again(sleeper):
    look(-30 * DAY)
    look(-7 * DAY)
    Client().login(email=sleeper.email, password=PASSWORD)
    User.objects.filter(pk=sleeper.pk).update(last_contact_at=on(-1 * DAY))

    look(1 * DAY)
    look(30 * DAY)

    assert is_there(sleeper)
    assert len(mail.outbox) == 2
    assert not Warned.objects.exists()


def test_a_mail_server_that_is_away_puts_everything_off(sleeper, settings):
    settings.EMAIL_BACKEND = f"{__name__}.AwayBackend"
    for day in range(-30, 60, 5):
        look(day * DAY)
    assert is_there(sleeper)
    assert not Warned.objects.exists()


def test_an_address_that_refuses_counts_as_told_after_three_days(sleeper, settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    for day in (-30, -29):
        look(day * DAY)
        assert Warned.objects.get().first_at is None
    look(-28 * DAY)
    assert Warned.objects.get().first_at == on(-28 * DAY)
    for day in range(-5, 40):
        look(day * DAY)
    assert not is_there(sleeper)


class AwayBackend(EmailBackend):
    def send_messages(self, messages):
        raise OSError("nobody answers")


class RefusingBackend(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({})


def test_the_mail_is_in_the_language_of_its_reader(sleeper):
    User.objects.filter(pk=sleeper.pk).update(language="en")

    look(-30 * DAY)

    assert re.search(r"January|December", mail.outbox[0].subject + mail.outbox[0].body)


def test_staff_at_work_superusers_imports_and_the_demonstration_are_left_alone(consultation):
    closed = ConsultationFactory(state=Consultation.State.CLOSED)
    people = {
        "works": MembershipFactory(consultation=consultation, user=UserFactory(date_joined=LAST)).user,
        "worked": MembershipFactory(consultation=closed, user=UserFactory(date_joined=LAST)).user,
        "demo": UserFactory(email="citoyen@demo.invalid", date_joined=LAST),
        "imported": UserFactory(email=None, origin="1:decidim:3", date_joined=LAST),
        "root": User.objects.create_superuser("root@exemple.invalid", PASSWORD, name="Racine", date_joined=LAST),
    }

    found = set(warning.concerned().values_list("pk", flat=True))

    assert [name for name, person in people.items() if person.pk in found] == ["worked"]


def test_the_last_administrator_of_a_closed_consultation_is_not_erased(sleeper):
    MembershipFactory(consultation=ConsultationFactory(state="closed"), user=sleeper, role="administrator")

    for day in (-30, -7, 0):
        look(day * DAY)

    assert is_there(sleeper)


# --- Last contact


def test_contact_is_noted_once_a_day_at_no_other_cost(sleeper, question, django_assert_num_queries):
    sleeper.refresh_from_db()
    with django_assert_num_queries(1):
        contact.note(sleeper)
    with django_assert_num_queries(0):
        contact.note(sleeper)
    sleeper.refresh_from_db()
    assert timezone.localdate(sleeper.last_contact_at) == timezone.localdate()


def test_signing_in_is_a_contact(client, sleeper):
    client.post("/comptes/login/", {"login": sleeper.email, "password": PASSWORD})

    sleeper.refresh_from_db()
    assert sleeper.last_contact_at > LAST


# --- Short limits


def test_what_is_due_goes_and_what_is_not_stays(sleeper, tmp_path, settings):
    settings.EMAIL_FILE_PATH = tmp_path
    now = timezone.now()
    for age in (DAY, timedelta(days=366)):
        NoticeFactory(person=sleeper, created_at=now - age)
        Draft.objects.filter(pk=DraftFactory().pk).update(updated_at=now - age)
        HoldFactory(found="06 12 34 56 78", lifted_at=now - age)
        InvitationFactory(expires_at=now - age)
        PersonalExportFactory(state="done", finished_at=now - age)
        Session.objects.create(session_key=f"{age.days}", session_data="", expire_date=now - age)
        path = tmp_path / f"{age.days}.log"
        path.write_text("un courriel")
        os.utime(path, ((now - age).timestamp(),) * 2)
    HoldFactory(found="encore en attente")

    erased = periodic.erase_due(now)

    assert erased == {
        "exports": 1,
        "notices": 1,
        "drafts": 1,
        "unconfirmed": 0,
        "invitations": 1,
        "found": 1,
        "sessions": 2,
        "mails": 1,
    }
    assert periodic.erase_due(now) == dict.fromkeys(erased, 0)
    assert (Notice.objects.count(), Draft.objects.count(), Hold.objects.exclude(found="").count()) == (1, 1, 2)


def test_an_address_nobody_confirmed_is_forgotten():
    person = UserFactory(email="faute-de-frappe@exemple.invalid", date_joined=timezone.now() - timedelta(days=31))
    person.emailaddress_set.update(verified=False)
    confirmed = UserFactory(date_joined=timezone.now() - timedelta(days=31))

    periodic.erase_due(timezone.now())

    assert (is_there(person), is_there(confirmed)) == (False, True)


def test_the_job_runs_as_the_beat_calls_it(sleeper):
    periodic.keep_to_the_limits()

    assert len(mail.outbox) == 1


# --- The page


def test_the_documentation_lists_what_the_code_keeps():
    written = personal_data.PAGE.read_text()

    assert written == personal_data.page(written), "python -m tests.personal_data"
