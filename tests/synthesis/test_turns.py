"""In which order texts come, and that each is one reader's at a time, on real connections too."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from consultation.models import AuditEntry, Role
from debates import actions as debate
from debates.models import Contribution, Reason
from synthesis import actions
from synthesis.models import Extract, Reading, Turn
from synthesis.reading import reading_order
from tests.factories import (
    CampaignFactory,
    CommuneFactory,
    ConsultationFactory,
    ContributionFactory,
    MembershipFactory,
    QuestionFactory,
    ThemeFactory,
    UserFactory,
)
from tests.together import together

DESK = "/tiers-lieux/recolte/"


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def colleague(consultation):
    person = UserFactory(name="Paul Second")
    MembershipFactory(consultation=consultation, user=person, role=Role.HARVESTER)
    return person


# --- The order


def debate_of(consultation, natures) -> None:
    """Two themes, two natures, two kinds of territory, two qualities; one crossing has ten texts, the others one."""
    themes = [ThemeFactory(consultation=consultation, slug=slug) for slug in ("territoires", "travail")]
    questions = [QuestionFactory(theme=theme) for theme in themes]
    communes = [CommuneFactory(), CommuneFactory(metropolis=True)]
    people = [UserFactory(stakeholder=quality) for quality in ("citizen", "elected")]
    for number in range(10):
        add(questions[0], natures["finding"], communes[0], people[0], days=20 - number)
    for question in questions:
        for nature in ("finding", "barrier"):
            for commune in communes:
                for person in people:
                    if (question, nature, commune, person) != (questions[0], "finding", communes[0], people[0]):
                        add(question, natures[nature], commune, person, days=1)


def add(question, nature, commune, person, days: int):
    at = timezone.now() - timedelta(days=days)
    given = {"nature": nature, "commune": commune, "author": person, "created_at": at}
    return ContributionFactory(question=question, stakeholder=person.stakeholder, **given)


def strata_of(keys) -> list[tuple]:
    columns = ("question__theme", "nature", "commune__kind", "stakeholder")
    rows = {row[0]: row[1:] for row in Contribution.objects.values_list("pk", *columns)}
    return [rows[key] for key in keys]


def test_each_crossing_comes_once_before_any_comes_twice(consultation, natures):
    debate_of(consultation, natures)

    order = reading_order.order(consultation)

    assert len(order) == 25
    assert len(set(strata_of(order[:16]))) == 16
    assert len(set(strata_of(order[16:]))) == 1
    first = strata_of(order[:8])
    assert all(len(set(values)) == 2 for values in zip(*first, strict=True))  # each theme, nature, kind and quality


def test_within_a_crossing_the_oldest_comes_first(consultation, natures):
    debate_of(consultation, natures)

    large = [key for key in reading_order.order(consultation) if key in set(reading_order.order(consultation)[16:])]

    dates = list(Contribution.objects.filter(pk__in=large).order_by("created_at").values_list("pk", flat=True))
    assert large == dates


def test_what_was_read_of_a_crossing_lets_the_others_come_first(consultation, natures, harvester):
    debate_of(consultation, natures)
    first = reading_order.order(consultation)[0]

    actions.mark_read(Contribution.objects.get(pk=first), outcome="nothing_new", by=harvester)

    order = reading_order.order(consultation)
    read = strata_of([first])[0]
    assert read not in strata_of(order[:15])


def test_the_order_is_the_same_when_it_is_asked_again(consultation, natures):
    debate_of(consultation, natures)

    assert reading_order.order(consultation) == reading_order.order(consultation)


def test_what_nearly_repeats_another_text_comes_last(question, natures):
    first, echo, rare = (
        ContributionFactory(question=question, nature=natures[key]) for key in ("finding",) * 2 + ("model",)
    )
    Contribution.objects.filter(pk=echo.pk).update(campaign=CampaignFactory(first=first), is_echo=True)

    assert reading_order.order(question.consultation)[-1] == echo.pk
    assert set(reading_order.order(question.consultation)[:2]) == {first.pk, rare.pk}


def test_hidden_texts_arguments_and_other_consultations_do_not_come(contributions, consultation, moderator):
    ContributionFactory()
    debate.hide(contributions[0], by=moderator, reason=Reason.INSULT)

    assert set(reading_order.order(consultation)) == {text.pk for text in contributions[1:]}


def test_the_number_of_queries_does_not_grow(contributions, question, harvester, django_assert_max_num_queries):
    for _ in range(20):
        ContributionFactory(question=question)

    with django_assert_max_num_queries(20):
        actions.take_turn(question.consultation, by=harvester)


def test_what_is_kept_of_the_order_forgets_nothing(contributions, question, harvester, consultation):
    for _ in contributions:
        opened = actions.take_turn(consultation, by=harvester)
        actions.mark_read(opened, outcome="nothing_new", by=harvester)
    late = ContributionFactory(question=question)

    assert actions.take_turn(consultation, by=harvester) == late


# --- Turns


def test_a_text_stays_with_its_reader_until_he_passes_it_over(contributions, consultation, harvester):
    first = actions.take_turn(consultation, by=harvester)

    assert actions.take_turn(consultation, by=harvester) == first
    second = actions.take_turn(consultation, by=harvester, after=first.pk)
    assert second != first
    assert Turn.objects.get().contribution == second


def test_passing_over_all_comes_back_to_the_first(contributions, consultation, harvester):
    seen = [actions.take_turn(consultation, by=harvester)]
    for _ in contributions:
        seen.append(actions.take_turn(consultation, by=harvester, after=seen[-1].pk))

    assert len({text.pk for text in seen[:4]}) == 4
    assert seen[4] == seen[0]


def test_two_readers_are_given_two_texts(contributions, consultation, harvester, colleague):
    given = {actions.take_turn(consultation, by=person).pk for person in (harvester, colleague)}

    assert len(given) == 2


def test_a_turn_that_is_over_is_somebody_elses(contributions, consultation, harvester, colleague):
    mine = actions.take_turn(consultation, by=harvester)
    Turn.objects.update(until=timezone.now() - timedelta(seconds=1))

    assert actions.take_turn(consultation, by=colleague) == mine
    with pytest.raises(actions.Refused, match="Paul Second lit ce texte"):
        actions.keep_turn(mine, by=harvester)


def test_the_last_text_held_by_another_is_not_given(question, consultation, harvester, colleague):
    ContributionFactory(question=question)
    actions.take_turn(consultation, by=harvester)

    assert actions.take_turn(consultation, by=colleague) is None


def test_a_text_opened_by_its_address_is_held_too(client, contributions, harvester, colleague, consultation):
    client.force_login(harvester)
    wanted = contributions[2]

    client.get(f"{DESK}?contribution={wanted.pk}")

    assert Turn.objects.get().contribution == wanted
    others = {actions.take_turn(consultation, by=colleague).pk}
    assert wanted.pk not in others


def test_what_somebody_else_reads_is_read_but_not_noted(client, contributions, harvester, colleague, natures):
    text = contributions[0]
    actions.hold(text.pk, by=colleague)
    client.force_login(harvester)

    page = client.get(f"{DESK}?contribution={text.pk}").content.decode()
    read = client.post(reverse("mark_read", args=["tiers-lieux", text.pk]), {"outcome": "nothing_new"})
    sent = {"passage": "Le bail commercial", "nature": "barrier"}
    kept = client.post(reverse("harvest", args=["tiers-lieux", text.pk]), sent)

    assert "Paul Second lit ce texte en ce moment" in page
    assert "Le bail commercial est trop long" in page
    assert "Garder ce passage" not in page
    assert (read.status_code, kept.status_code) == (422, 422)
    assert kept.context["form"]["passage"].value() == "Le bail commercial"
    assert not Reading.objects.exists()


def test_a_text_is_taken_over_knowingly(client, contributions, harvester, colleague):
    text = contributions[0]
    actions.hold(text.pk, by=colleague)
    client.force_login(harvester)

    client.post(reverse("take_over_turn", args=["tiers-lieux", text.pk]))
    client.post(reverse("mark_read", args=["tiers-lieux", text.pk]), {"outcome": "nothing_new"})

    assert Reading.objects.get().by == harvester
    assert AuditEntry.objects.get(action="turn.taken_over").details == {"former": colleague.pk}
    with pytest.raises(actions.Refused, match="Hélène Récolte lit ce texte"):
        actions.keep_turn(text, by=colleague)


def test_turns_of_another_consultation_are_not_given(contributions, harvester):
    elsewhere = ConsultationFactory()

    assert actions.take_turn(elsewhere, by=harvester) is None


# --- At the same instant


@pytest.mark.django_db(transaction=True)
def test_many_readers_at_once_never_read_the_same_text(question):
    texts = [ContributionFactory(question=question) for _ in range(24)]
    people, given = UserFactory.create_batch(4), []

    def read(person):
        for _ in range(6):
            opened = actions.take_turn(question.consultation, by=person)
            given.append(opened.pk)
            actions.keep_turn(opened, by=person)
            actions.mark_read(opened, outcome="nothing_new", by=person)

    errors = together(*(lambda p=p: read(p) for p in people))

    assert errors == []
    assert sorted(given) == sorted(text.pk for text in texts)


@pytest.mark.django_db(transaction=True)
def test_readers_who_only_pass_never_hold_the_same_text(question):
    for _ in range(6):
        ContributionFactory(question=question)
    people = UserFactory.create_batch(4)

    def leaf(person):
        after = 0
        for _ in range(10):
            after = actions.take_turn(question.consultation, by=person, after=after).pk

    errors = together(*(lambda p=p: leaf(p) for p in people))

    assert errors == []
    assert Turn.objects.values("by").distinct().count() == Turn.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_passage_kept_twice_at_once_is_one_extract(contributions, natures):
    text, people = contributions[0], UserFactory.create_batch(4)
    given = {"passage": "Le bail commercial", "nature": natures["barrier"], "ideas": []}

    errors = together(*(lambda p=p: actions.harvest(text.live, by=p, **given) for p in people))

    text.refresh_from_db()
    assert errors == []
    assert Extract.objects.count() == text.extracts_count == 1
