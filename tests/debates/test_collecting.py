"""What was said off the site comes in with where, when, by whom and with which agreement, and is counted apart."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from consultation.models import AuditEntry, Consultation, Role
from debates import actions, collected, reading
from debates.models import Collected, Contribution, Hold, State
from tests.factories import CommuneFactory, ConsultationFactory, MembershipFactory, QuestionFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("natures")]
LETTER = actions.Provenance("letter", "Felletin", date(2018, 5, 12), "Jeanne Morel", "written")


@pytest.fixture(autouse=True)
def _read_after(consultation):
    consultation.moderation = Consultation.Moderation.AFTER
    consultation.save()


def collect(question, by, **said):
    nature = question.consultation.natures.get(key="finding")
    given = {"title": "La salle ferme à midi", "body": "Chez nous la salle ferme à midi.", "provenance": LETTER}
    return actions.collect(question, by=by, nature=nature, **given | said)


def test_a_letter_is_read_like_any_text_and_says_where_it_comes_from(client, question, harvester):
    contribution = collect(question, harvester, stakeholder="citizen")
    page = client.get(contribution.get_absolute_url()).content.decode()

    assert contribution.state == State.PUBLISHED
    assert contribution.author is None
    assert page.count("Recueilli hors ligne") == 1
    assert "Felletin" in page
    assert "12 mai 2018" in page
    assert "accord écrit" in page
    assert "Jeanne Morel" not in page
    assert "Recueilli hors ligne" in client.get(question.get_absolute_url()).content.decode()


def test_it_is_counted_apart(question, harvester):
    collect(question, harvester)
    figures = reading.key_figures(question.consultation)

    assert (figures["contributions"], figures["collected"], figures["participants"]) == (1, 1, 0)
    assert [(way.way, way.count) for way in collected.ways(question.consultation)] == [("letter", 1)]


def test_it_waits_for_a_moderator_where_texts_do(question, harvester):
    question.consultation.moderation = Consultation.Moderation.BEFORE
    question.consultation.save()

    assert collect(question, harvester).state == State.PENDING


def test_an_address_left_in_a_letter_holds_it(question, harvester):
    contribution = collect(question, harvester, body="Écrivez-moi à jeanne@exemple.fr pour la salle.")

    assert contribution.state == State.PENDING
    assert contribution.holds.get().kind == Hold.Kind.PERSONAL_DATA


def test_many_letters_entered_at_once_are_not_too_fast(question, harvester):
    for number in range(12):
        words = " ".join(f"mot{number}-{place}" for place in range(12))
        assert collect(question, harvester, title=f"Lettre {number}", body=words).state == State.PUBLISHED


@pytest.mark.parametrize(
    "wrong",
    [
        {"consent": ""},
        {"consent": "none"},
        {"way": "telepathy"},
        {"place": " "},
        {"collected_by": ""},
        {"on": timezone.localdate() + timedelta(days=1)},
    ],
    ids=str,
)
def test_without_its_origin_it_does_not_come_in(question, harvester, wrong):
    provenance = actions.Provenance(**{**vars(LETTER), **wrong})

    with pytest.raises(ValidationError):
        collect(question, harvester, provenance=provenance)
    assert not Contribution.objects.exists()


def test_the_same_form_sent_twice_is_one_text(question, harvester):
    first = collect(question, harvester, key="form")

    assert collect(question, harvester, key="form") == first
    assert Collected.objects.count() == 1


def test_the_record_says_who_entered_it_and_none_of_its_words(question, harvester):
    contribution = collect(question, harvester)
    entry = AuditEntry.objects.get(action="contribution.collected")

    assert (entry.by, entry.details) == (harvester, {"way": "letter", "state": contribution.state})


def test_the_form_keeps_the_origin_for_the_next_letter(client, question, harvester):
    client.force_login(harvester)
    address = reverse("collect", args=[question.consultation.slug, question.pk])
    commune = CommuneFactory(name="Felletin")
    sent = {**vars(LETTER), "nature": "finding", "title": "Le bus", "body": "Il ne passe plus.", "suivant": "1"}
    answer = client.post(address, {**sent, "commune": str(commune), "stakeholder": "user"}, follow=True)

    contribution = Contribution.objects.get()
    assert (contribution.commune, contribution.stakeholder) == (commune, "user")
    assert 'value="Felletin"' in answer.content.decode()
    assert 'value="2018-05-12"' in answer.content.decode()


def test_a_form_without_consent_comes_back_with_what_was_typed(client, question, harvester):
    client.force_login(harvester)
    address = reverse("collect", args=[question.consultation.slug, question.pk])
    answer = client.post(address, {**vars(LETTER), "consent": "", "title": "Le bus", "body": "Il ne passe plus."})

    assert answer.status_code == 422
    assert "Sans l’accord de la personne" in answer.content.decode()
    assert "Il ne passe plus." in answer.content.decode()


def test_nobody_but_the_staff_of_the_consultation_enters_texts(client, question, citizen):
    elsewhere = MembershipFactory(consultation=ConsultationFactory(), role=Role.ADMINISTRATOR).user
    address = reverse("collect", args=[question.consultation.slug, question.pk])
    for person in (citizen, elsewhere, UserFactory()):
        client.force_login(person)
        assert client.post(address, vars(LETTER)).status_code == 403
    assert not Contribution.objects.exists()


def test_nothing_comes_into_an_archive(client, question, harvester):
    Consultation.objects.update(state=Consultation.State.ARCHIVED)
    client.force_login(harvester)

    assert client.get(reverse("collect", args=[question.consultation.slug, question.pk])).status_code == 403


def test_a_question_of_another_consultation_has_no_form_here(client, question, harvester):
    client.force_login(harvester)
    other = QuestionFactory()

    assert client.get(reverse("collect", args=[question.consultation.slug, other.pk])).status_code == 404
