"""Moving, merging and splitting: what goes along, what stays, where addresses lead, and what is refused."""

import pytest
from django.urls import reverse

from consultation import text
from consultation.models import Notice
from debates import actions, drafts
from debates.models import Contribution, State, Version
from tests.factories import (
    ArgumentFactory,
    ConsultationFactory,
    ContributionFactory,
    NatureFactory,
    QuestionFactory,
    ReactionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
THREE = "Il faut des lieux ouverts.\n\n- le soir\n- le samedi\n\nEt un loyer [modéré][1].\n\n[1]: https://exemple.invalid/loyer"


@pytest.fixture
def other(theme):
    return QuestionFactory(theme=theme, title="Comment s’y rendre")


def counts(question):
    question.refresh_from_db()
    return question.contributions_count, question.arguments_count


# --- Under another question


def test_a_text_goes_under_another_question_with_its_thread_and_what_was_begun_there(
    question, other, citizen, moderator
):
    contribution = ContributionFactory(question=question, author=citizen)
    argument = ArgumentFactory(parent=ArgumentFactory(parent=contribution))
    reader = UserFactory()
    drafts.keep(reader, question, argument.pk, {"body": "Je commence."})

    assert actions.move_to(contribution, other, by=moderator, note="C’est un sujet de transport.")

    argument.refresh_from_db()
    assert (counts(question), counts(other)) == ((0, 0), (1, 2))
    assert argument.question == other
    assert drafts.at(reader, other, argument).fields["body"] == "Je commence."
    facts = Notice.objects.get(person=citizen).facts
    assert (facts["was"], facts["now"]) == (question.title, other.title)


def test_a_text_that_waits_goes_on_waiting_elsewhere(question, other, moderator):
    contribution = ContributionFactory(question=question, state=State.PENDING)

    assert actions.move_to(contribution, other, by=moderator)

    assert contribution in Contribution.objects.awaiting_moderation()
    assert (counts(question), counts(other)) == ((0, 0), (0, 0))


def test_a_text_does_not_leave_its_consultation(question, moderator):
    contribution = ContributionFactory(question=question)
    elsewhere = QuestionFactory(theme__consultation=ConsultationFactory())

    with pytest.raises(actions.Refused):
        actions.move_to(contribution, elsewhere, by=moderator)
    with pytest.raises(actions.Refused):
        actions.move_to(contribution, question, by=moderator)
    with pytest.raises(actions.Refused):
        actions.move_to(ArgumentFactory(parent=contribution), QuestionFactory(theme=question.theme), by=moderator)


# --- Together with another text


def test_merged_texts_stand_on_one_page_and_the_old_address_leads_there(client, question, other, citizen, moderator):
    kept = ContributionFactory(question=other, title="Des horaires larges")
    merged = ContributionFactory(question=question, author=citizen, title="Ouvrir tard", body="Ouvrir jusqu’à minuit.")
    argument = ArgumentFactory(parent=merged, stance="against", body="Et le voisinage.")
    below = ArgumentFactory(parent=argument)
    ReactionFactory(contribution=merged)

    assert actions.merge(merged, kept, by=moderator)

    for row in (kept, merged, argument, below):
        row.refresh_from_db()
    assert (merged.state, merged.merged_into, merged.agree_count) == (State.MERGED, kept, 1)
    assert (argument.parent, argument.root, below.root, below.depth) == (kept, kept, kept, 2)
    assert (kept.arguments_count, kept.against_count, kept.agree_count) == (2, 1, 0)
    assert (counts(question), counts(other)) == ((0, 0), (1, 2))
    answer = client.get(merged.get_absolute_url(), {"ouvert": argument.pk})
    assert (answer.status_code, answer.url) == (301, f"{kept.get_absolute_url()}?ouvert={argument.pk}")
    page = client.get(kept.get_absolute_url()).text
    assert "Réunit aussi le texte de Alice Martin" in page
    assert "Ouvrir jusqu’à minuit." in page
    assert "Et le voisinage." in page
    notice = Notice.objects.get(person=citizen, kind="merged")
    assert notice.facts["path"] == kept.get_absolute_url()
    assert str(moderator) not in str(notice.facts)


def test_a_text_merged_twice_leads_straight_to_the_last_one(question, moderator):
    first, second, third, fourth = ContributionFactory.create_batch(4, question=question)
    actions.merge(first, second, by=moderator)
    actions.merge(second, third, by=moderator)

    assert actions.merge(fourth, first, by=moderator)

    into = Contribution.objects.filter(pk__in=[first.pk, second.pk, fourth.pk]).values_list("merged_into", flat=True)
    assert list(into) == [third.pk] * 3
    with pytest.raises(actions.Refused):
        actions.merge(third, first, by=moderator)


def test_what_is_not_merged(question, moderator):
    contribution, hidden = ContributionFactory.create_batch(2, question=question)
    actions.hide(hidden, by=moderator, reason="off_topic")
    elsewhere = ContributionFactory(question__theme__consultation=ConsultationFactory())
    argument = ArgumentFactory(parent=contribution)

    for one, into in [(contribution, contribution), (contribution, hidden), (contribution, elsewhere)]:
        with pytest.raises(actions.Refused):
            actions.merge(one, into, by=moderator)
    with pytest.raises(actions.Refused):
        actions.merge(argument, contribution, by=moderator)
    assert not actions.merge(hidden, contribution, by=moderator)


def test_who_began_an_answer_to_both_keeps_both(question, moderator, citizen):
    merged, kept = ContributionFactory.create_batch(2, question=question)
    for parent in (merged, kept):
        drafts.keep(citizen, question, parent.pk, {"body": f"À {parent.pk}."})
    reader = UserFactory()
    drafts.keep(reader, question, merged.pk, {"body": "À l’un."})

    actions.merge(merged, kept, by=moderator)

    assert drafts.at(reader, question, kept).fields["body"] == "À l’un."
    assert {draft.fields["body"] for draft in citizen.drafts.all()} == {f"À {merged.pk}.", f"À {kept.pk}."}


def test_the_words_of_a_merged_text_are_hidden_where_they_stand_and_come_back_there(client, question, moderator):
    kept = ContributionFactory(question=question)
    merged = ContributionFactory(question=question, body="Des mots de trop.")
    actions.merge(merged, kept, by=moderator)
    assert "Des mots de trop." in client.get(kept.get_absolute_url()).text

    assert actions.hide(merged, by=moderator, reason="insult")
    assert "Des mots de trop." not in client.get(kept.get_absolute_url()).text

    assert actions.publish(merged, by=moderator)
    merged.refresh_from_db()
    assert merged.state == State.MERGED
    assert "Des mots de trop." in client.get(kept.get_absolute_url()).text


def test_an_author_takes_back_the_words_of_a_merged_text(client, question, citizen, moderator):
    kept = ContributionFactory(question=question)
    merged = ContributionFactory(question=question, author=citizen, body="Je préfère me taire.")
    actions.merge(merged, kept, by=moderator)

    assert actions.withdraw(merged, by=citizen)

    assert "Je préfère me taire." not in client.get(kept.get_absolute_url()).text
    assert client.get(merged.get_absolute_url()).status_code == 301


# --- In several texts


@pytest.fixture
def whole(question, citizen):
    return ContributionFactory(question=question, author=citizen, title="Tout à la fois", body=THREE)


def parts(nature, *blocks, **more):
    return [actions.Part(f"Partie {n}", nature, chosen, **more) for n, chosen in enumerate(blocks, 1)]


def test_a_text_is_split_word_for_word(client, question, other, citizen, moderator, whole):
    argument = ArgumentFactory(parent=whole)
    (first,) = parts(whole.nature, (0, 1))

    outcome = actions.split(whole, [first, actions.Part("Le loyer", whole.nature, (2,), other)], by=moderator)

    assert outcome
    one, two = whole.parts.order_by("pk")
    argument.refresh_from_db()
    assert one.live.text == "Il faut des lieux ouverts.\n\nle soir\nle samedi"
    assert 'href="https://exemple.invalid/loyer"' in two.live.html
    assert (one.author, one.created_at, two.question) == (citizen, whole.created_at, other)
    assert argument.root == one
    assert (counts(question), counts(other)) == ((1, 1), (1, 0))
    page = client.get(whole.get_absolute_url())
    assert page.status_code == 200
    assert 'content="noindex' in page.text
    assert one.get_absolute_url() in page.text
    assert two.get_absolute_url() in page.text
    assert whole.get_absolute_url() in client.get(one.get_absolute_url()).text
    assert Notice.objects.get(person=citizen, kind="split").facts["count"] == 2


def test_the_parts_of_a_text_that_waits_wait(moderator, citizen, question):
    waiting = ContributionFactory(question=question, author=citizen, body=THREE, state=State.PENDING)

    assert actions.split(waiting, parts(waiting.nature, (0,), (1, 2)), by=moderator)

    assert set(Contribution.objects.awaiting_moderation()) == set(waiting.parts.all())
    assert counts(question) == (0, 0)


@pytest.mark.parametrize(
    "blocks", [[(0, 1, 2)], [(0, 1), (1,)], [(1, 0), (2,)], [(0, 1), (2, 3)], [(0, 1, 2), ()], [(-1, 0, 1), (2,)]]
)
def test_paragraphs_are_whole_in_order_and_none_is_lost(whole, moderator, blocks):
    with pytest.raises(actions.Refused):
        actions.split(whole, parts(whole.nature, *blocks), by=moderator)


def test_what_is_not_split(whole, moderator):
    elsewhere = ConsultationFactory()
    good = parts(whole.nature, (0, 1), (2,))
    foreign = parts(NatureFactory(consultation=elsewhere), (0, 1), (2,))
    far = parts(whole.nature, (0, 1), (2,), question=QuestionFactory(theme__consultation=elsewhere))

    for bad in (foreign, far):
        with pytest.raises(actions.Refused):
            actions.split(whole, bad, by=moderator)
    with pytest.raises(actions.Refused):
        actions.split(whole, good, by=moderator, arguments_to=2)
    with pytest.raises(actions.Refused):
        actions.split(ArgumentFactory(parent=whole), good, by=moderator)
    assert not Version.objects.filter(contribution__split_from=whole).exists()


@pytest.mark.parametrize(
    "body",
    [
        THREE,
        "# Un\n\n> deux\n\n```\ntrois\n\nsuite\n```",
        "un\n\n1. a\n2. b\n\n   c\n\n***\n\nfin",
        "un\ndeux\n\n\n\ntrois",
    ],
)
def test_blocks_read_as_they_did_together(body):
    blocks = text.blocks(body)

    assert text.render("\n\n".join(blocks)).html == text.render(body).html
    assert "\n\n".join(text.render(block).text for block in blocks if text.render(block).text) == text.render(body).text


# --- Two moderators


def test_the_second_moderator_is_told_who_put_the_text_elsewhere(question, other, moderator):
    contribution = ContributionFactory(question=question)
    first = actions.move_to(contribution, other, by=moderator, version=contribution.live, after=0)

    second = actions.hide(contribution, by=UserFactory(), reason="off_topic", version=contribution.live, after=0)

    assert not second
    assert second.first == first.decision
    assert second.first.by == moderator


def test_a_program_is_not_told_of_a_merged_text_but_of_what_stands_for_it(client, question, moderator):
    merged, kept = ContributionFactory.create_batch(2, question=question)
    actions.merge(merged, kept, by=moderator)

    answer = client.get(f"/api/v1/contributions/{merged.pk}/")

    assert answer.status_code == 301
    assert answer["Location"].endswith(f"/api/v1/contributions/{kept.pk}/")


def test_my_space_says_what_became_of_each(client, question, citizen, moderator, whole):
    merged = ContributionFactory(question=question, author=citizen)
    amended = ContributionFactory(question=question, author=citizen)
    actions.split(whole, parts(whole.nature, (0, 1), (2,)), by=moderator)
    actions.merge(merged, ContributionFactory(question=question), by=moderator)
    actions.amend(amended, by=moderator, reason="insult", note="Sans nommer personne.")
    client.force_login(citizen)

    page = client.get(reverse("my_space")).text

    assert "Partagé en plusieurs textes" in page
    assert "Réuni à un autre texte" in page
    assert "Sans nommer personne." in page
    assert reverse("edit", args=[question.consultation.slug, amended.pk]) in page
