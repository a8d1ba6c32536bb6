"""What holds a text: at posting and at editing, whatever the rule is, was or becomes."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from consultation.models import Consultation
from debates import actions, holding, intake
from debates.incoming import Export, Place, Source, Text
from debates.models import Contribution, Hold, State, Version
from tests.factories import (
    ArgumentFactory,
    ConsultationFactory,
    ContributionFactory,
    MembershipFactory,
    NatureFactory,
    PhaseFactory,
    QuestionFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BEFORE, AFTER = Consultation.Moderation.BEFORE, Consultation.Moderation.AFTER
CLEAN = "Le car de sept heures ne passe plus dans notre vallée depuis que la ligne a changé d’horaire."
PHONE = "Appelez le voisin au 06 12 34 56 78, il sait tout de cette affaire de car."


def question_of(moderation=AFTER, theme="", **fields):
    consultation = ConsultationFactory(moderation=moderation, **fields)
    PhaseFactory(consultation=consultation)
    NatureFactory(consultation=consultation, key="proposal")
    return QuestionFactory(theme=ThemeFactory(consultation=consultation, moderation=theme))


def send(question, body=CLEAN, by=None):
    nature = question.consultation.natures.get()
    return actions.post(question, by=by or UserFactory(), nature=nature, title="Le car", body=body)


def edit(contribution, body):
    contribution.refresh_from_db()
    fresh = Contribution.objects.select_related("question__theme__consultation").get(pk=contribution.pk)
    actions.edit(fresh, by=contribution.author, title="Le car", body=body)
    contribution.refresh_from_db()
    return contribution


def kinds(contribution):
    return [hold.kind for hold in contribution.holds.filter(lifted_at=None)]


def rules(question, moderation, theme=""):
    Consultation.objects.filter(pk=question.consultation.pk).update(moderation=moderation)
    type(question.theme).objects.filter(pk=question.theme_id).update(moderation=theme)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PHONE, "personal_data"),
        ("Ces gens sont des connards, je le dis comme je le pense, et tant pis.", "insult"),
        ("Voyez " + " ".join(f"https://exemple.fr/{n}" for n in range(6)), "links"),
        ("Voyez " + " ".join(f"[ici](https://exemple.fr/{n})" for n in range(6)), "links"),
        ("Écrivez [à ma voisine](mailto:voisine@exemple.fr), elle répond toujours.", "personal_data"),
    ],
)
def test_a_text_that_a_filter_holds_waits_and_nothing_is_lost(body, kind):
    question = question_of()
    sent = send(question, body)
    assert (sent.state, sent.live, kinds(sent)) == (State.PENDING, None, [kind])
    assert sent.awaiting.body == body
    assert sent.queued_at is not None
    assert sent.judged_before


def test_arguments_are_held_alike():
    parent = ContributionFactory(question=question_of())
    argument = actions.argue(parent, by=UserFactory(), stance="for", body=PHONE)
    assert (argument.state, kinds(argument)) == (State.PENDING, ["personal_data"])
    assert actions.argue(parent, by=UserFactory(), stance="for", body=CLEAN).state == State.PUBLISHED


def test_the_moderator_sees_what_was_found_and_deciding_lifts_it():
    question = question_of()
    sent = send(question, PHONE)
    assert sent.holds.get().found == "06 12 34 56 78"
    assert actions.publish(sent, by=MembershipFactory(consultation=question.consultation).user)
    assert kinds(sent) == []


def test_under_moderation_before_holds_are_written_too():
    sent = send(question_of(BEFORE), PHONE)
    assert (sent.state, kinds(sent)) == (State.PENDING, ["personal_data"])


def test_words_of_the_consultation():
    assert kinds(send(question_of(held_words="ligne a changé"))) == ["insult"]
    assert kinds(send(question_of(held_words=""))) == []


def test_the_first_text_of_each_person_is_read_before_where_the_consultation_says_so():
    question, person = question_of(holds_newcomers=True), UserFactory()
    first = send(question, by=person)
    assert (first.state, kinds(first)) == (State.PENDING, ["newcomer"])
    assert kinds(
        send(question, "Un autre texte, écrit avant que le premier soit lu par qui que ce soit.", by=person)
    ) == ["newcomer"]
    actions.publish(first, by=MembershipFactory(consultation=question.consultation).user)
    assert (
        send(question, "Mon troisième texte parle de tout autre chose que d’un car.", by=person).state
        == State.PUBLISHED
    )
    edit(first, CLEAN + " Rien n’a été dit aux habitants.")
    assert first.awaiting is not None  # it was judged before: its edits are
    elsewhere = send(question_of(holds_newcomers=True), by=person)
    assert kinds(elsewhere) == ["newcomer"]  # nobody has read him there


def test_too_many_in_ten_minutes_and_no_more_after():
    question, person = question_of(), UserFactory()
    texts = [
        send(question, f"{words} tout seul", by=person) for words in ("un", "deux", "trois", "quatre", "cinq", "six")
    ]
    assert [kinds(text) for text in texts] == [[]] * 5 + [["too_fast"]]
    assert send(question, "un septième, de quelqu’un d’autre").state == State.PUBLISHED
    assert send(question_of(), "ailleurs c’est le premier", by=person).state == State.PUBLISHED
    Version.objects.filter(by=person).update(created_at=timezone.now() - timedelta(minutes=11))
    assert send(question, "un huitième, plus tard", by=person).state == State.PUBLISHED


def test_editing_over_and_over_is_held_in_the_end():
    sent = send(question_of())
    for number in range(holding.VERSIONS - 1):
        edit(sent, f"{CLEAN} {number}")
        assert sent.awaiting is None
    edit(sent, f"{CLEAN} encore")
    assert kinds(sent) == ["too_fast"]
    assert sent.live is not None


@pytest.mark.parametrize(
    ("at_first", "theme", "later", "later_theme"), [*product([BEFORE, AFTER], ["", BEFORE, AFTER], repeat=2)]
)
def test_an_edit_escapes_neither_the_rule_it_was_posted_under_nor_that_of_today(at_first, theme, later, later_theme):
    question = question_of(at_first, theme)
    sent = send(question)
    was_before = (theme or at_first) == BEFORE
    assert sent.state == (State.PENDING if was_before else State.PUBLISHED)
    if was_before:
        actions.publish(sent, by=MembershipFactory(consultation=question.consultation).user)
    rules(question, later, later_theme)
    edit(sent, CLEAN + " Et celui du soir non plus.")
    is_before = (later_theme or later) == BEFORE
    assert (sent.awaiting is not None) == (was_before or is_before)
    assert sent.state == State.PUBLISHED
    assert "soir" not in sent.live.text or not (was_before or is_before)


@pytest.mark.parametrize("moderation", [BEFORE, AFTER])
def test_an_edit_never_escapes_the_filters_and_the_live_version_stays(moderation):
    question = question_of(moderation)
    sent = send(question)
    if moderation == BEFORE:
        actions.publish(sent, by=MembershipFactory(consultation=question.consultation).user)
    edit(sent, PHONE)
    assert (sent.state, kinds(sent)) == (State.PUBLISHED, ["personal_data"])
    assert "car de sept heures" in sent.live.text
    assert "06 12" in sent.awaiting.text
    assert sent.queued_at is not None


def test_a_text_that_was_held_waits_still_when_it_is_mended_and_for_less():
    sent = edit(send(question_of(), PHONE), CLEAN)
    assert (sent.state, kinds(sent)) == (State.PENDING, [])
    assert sent.awaiting.body == CLEAN


def test_what_readers_reported_is_not_forgotten_by_an_edit():
    sent = send(question_of())
    Hold.objects.create(contribution=sent, version=sent.live, kind=Hold.Kind.REPORTED)
    assert kinds(edit(sent, CLEAN + " Voilà.")) == ["reported"]


def test_after_a_moderator_published_a_held_text_its_edits_wait():
    question = question_of()
    sent = send(question, PHONE)
    actions.publish(sent, by=MembershipFactory(consultation=question.consultation).user)
    assert edit(sent, CLEAN).awaiting is not None


def test_imports_are_not_filtered():
    question = question_of()
    place = Place(question.theme.name, question.title)
    read = Text(Source("textes.csv", 2, ("1", PHONE)), "1", "proposal", PHONE, place=place, title="Un car")
    intake.take_in(question.consultation, Export("essai", texts=iter([read]), reactions=iter([])))
    brought = Contribution.objects.exclude(origin="").get()
    assert (brought.state, kinds(brought)) == (State.PUBLISHED, [])


def test_its_author_is_told_why_in_plain_words_and_nobody_else(client):
    question = question_of()
    sent = send(question, PHONE + " jean@exemple.fr")
    client.force_login(sent.author)
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "Il semble contenir un numéro de téléphone." in page
    assert "Il semble contenir une adresse électronique." in page
    assert "modifier/" in page
    client.logout()
    assert client.get(sent.get_absolute_url()).status_code == 404


def test_who_argues_is_told_when_it_is_sent(client):
    parent = ContributionFactory(question=question_of())
    client.force_login(UserFactory())
    address = f"{parent.get_absolute_url()}arguments/"
    page = client.post(address, {"stance": "for", "body": PHONE}, follow=True).content.decode()
    assert "Il semble contenir un numéro de téléphone." in page


def test_each_kind_has_its_words():
    sent = ContributionFactory(question=question_of(), body=PHONE)
    for kind in Hold.Kind.values:
        Hold.objects.create(contribution=sent, version=sent.live, kind=kind)
    assert len(holding.told(sent)) == len(Hold.Kind.values)


def test_looking_costs_a_constant_number_of_queries(django_assert_max_num_queries):
    question, person = question_of(holds_newcomers=True), UserFactory()
    parent = ContributionFactory(question=question)
    ArgumentFactory(parent=parent, author=person)
    sent = ContributionFactory(question=question, author=person)
    for _ in range(4):
        ContributionFactory(question=question)
    with django_assert_max_num_queries(2):
        holding.reasons(sent, sent.live)
