"""Near-identical texts are one voice with its signatories; each keeps its page, and no count goes astray."""

import pytest
from django.urls import reverse

from consultation.models import Consultation
from debates import actions
from debates.actions import campaigns
from debates.models import Campaign, Contribution, Likeness, State
from tests.factories import (
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

PLEA = (
    "Nous demandons à l’État de financer un espace de travail partagé dans chaque bourg de plus de mille habitants, "
    "ouvert à tous, avec un animateur payé et une connexion fiable, parce que les trajets nous coûtent trop cher."
)
OTHER = (
    "La garderie du village ferme à dix-huit heures, ce qui oblige les parents à quitter l’atelier bien avant la fin "
    "de la journée et rend toute réunion du soir impossible pour les familles qui vivent loin du centre."
)


@pytest.fixture
def question():
    consultation = ConsultationFactory(moderation=Consultation.Moderation.AFTER)
    PhaseFactory(consultation=consultation)
    NatureFactory(consultation=consultation, key="proposal")
    return QuestionFactory(theme=ThemeFactory(consultation=consultation))


@pytest.fixture
def moderator(question):
    return MembershipFactory(consultation=question.consultation).user


def send(question, body=PLEA, by=None, title="Un lieu par bourg"):
    nature = question.consultation.natures.get()
    return actions.post(question, by=by or UserFactory(), nature=nature, title=title, body=body)


def published(contribution, moderator):
    assert actions.publish(contribution, by=moderator)
    contribution.refresh_from_db()
    return contribution


def campaign_of(contribution):
    return Campaign.objects.get(texts=contribution)


def is_right(campaign):
    """What the rows say is what the campaign says."""
    campaign.refresh_from_db()
    public = list(campaign.texts.published().order_by("created_at", "pk"))
    assert campaign.signatories == len({text.author_id or -text.pk for text in public})
    if public:
        assert campaign.first == public[0]
        assert [text.is_echo for text in public] == [False, *[True] * (len(public) - 1)]
    return campaign.signatories


def test_a_plea_sent_by_several_is_one_voice_with_its_signatories(question, moderator, client):
    first = send(question)
    assert first.state == State.PUBLISHED
    second = send(question, f"{PLEA} Merci.")
    assert second.state == State.PENDING  # near-identical: a moderator looks
    assert [hold.kind for hold in second.holds.all()] == ["near_identical"]
    published(second, moderator)
    assert is_right(campaign_of(first)) == 2
    page = client.get(question.get_absolute_url()).content.decode()
    assert "<b>2</b> personnes ont envoyé ce texte" in page
    assert f'id="c{first.pk}"' in page
    assert f'id="c{second.pk}"' not in page
    assert "2 contributions" in page
    own = client.get(second.get_absolute_url()).content.decode()
    assert "2 personnes ont envoyé ce texte, presque mot pour mot" in own
    listed = client.get(reverse("campaign", args=[question.consultation.slug, first.pk])).content.decode()
    assert f'id="c{first.pk}"' in listed
    assert f'id="c{second.pk}"' in listed


def test_texts_of_their_own_stay_alone(question):
    send(question)
    send(question, OTHER)
    assert not Campaign.objects.exists()
    assert Likeness.objects.count() == 2
    assert not Contribution.objects.filter(holds__isnull=False).exists()


def test_the_same_words_under_another_question_are_looked_at_and_not_grouped(question):
    send(question)
    elsewhere = QuestionFactory(theme=question.theme)
    copied = send(elsewhere)
    assert copied.state == State.PENDING
    assert not Campaign.objects.exists()


def test_another_consultation_is_none_of_its_business(question):
    send(question)
    other = ConsultationFactory(moderation=Consultation.Moderation.AFTER)
    NatureFactory(consultation=other, key="proposal")
    assert send(QuestionFactory(theme=ThemeFactory(consultation=other))).state == State.PUBLISHED


def test_an_accepted_campaign_lets_those_that_follow_in_and_no_insult(question, moderator):
    first, second = send(question), send(question)
    campaign = campaign_of(first)
    assert actions.campaigns.accept_campaign(campaign, by=moderator)
    assert not actions.campaigns.accept_campaign(campaign, by=moderator)
    third = send(question)
    assert third.state == State.PUBLISHED
    assert send(question, f"{PLEA} Bande de salauds.").state == State.PENDING
    second.refresh_from_db()
    assert second.state == State.PENDING  # what waited already still waits
    assert is_right(campaign) == 2


def test_who_sends_it_twice_signs_once(question, moderator):
    person = UserFactory()
    first = send(question, by=person)
    again = published(send(question, by=person, title="Encore"), moderator)
    campaign = campaign_of(first)
    assert is_right(campaign) == 1
    assert actions.withdraw(first, by=person)
    assert is_right(campaign) == 1
    again.refresh_from_db()
    assert not again.is_echo


def test_when_the_first_goes_the_next_takes_its_place_until_it_comes_back(question, moderator):
    texts = [send(question)]
    texts += [published(send(question), moderator) for _ in range(2)]
    campaign = campaign_of(texts[0])
    assert is_right(campaign) == 3
    texts[0].refresh_from_db()
    assert actions.hide(texts[0], by=moderator, reason="insult")
    assert is_right(campaign) == 2
    assert campaign.first == texts[1]
    texts[1].refresh_from_db()
    assert actions.withdraw(texts[1], by=texts[1].author)
    assert is_right(campaign) == 1
    texts[0].refresh_from_db()
    assert actions.publish(texts[0], by=moderator)
    assert is_right(campaign) == 2
    assert campaign.first == texts[0]


def test_all_gone_and_one_back(question, moderator):
    first, second = send(question), published(send(question), moderator)
    campaign = campaign_of(first)
    for text in (first, second):
        text.refresh_from_db()
        assert actions.hide(text, by=moderator, reason="insult")
        is_right(campaign)
    second.refresh_from_db()
    assert actions.publish(second, by=moderator)
    assert is_right(campaign) == 1


def test_an_edit_that_says_something_else_leaves_the_campaign(question, moderator):
    first, second, third = send(question), published(send(question), moderator), published(send(question), moderator)
    campaign = campaign_of(first)
    actions.edit(first, by=first.author, title="Autre chose", body=OTHER)
    first.refresh_from_db()
    assert first.campaign is None
    assert not first.is_echo
    assert is_right(campaign) == 2
    assert campaign.first == second
    second.refresh_from_db()
    actions.edit(second, by=second.author, title="Autre chose", body=f"{OTHER} C’est ainsi.")  # held: it waits
    second.refresh_from_db()
    assert second.campaign == campaign
    published(second, moderator)  # of the two that are left one goes to the other campaign: nobody is left to be many
    third.refresh_from_db()
    assert third.campaign is None
    assert not third.is_echo
    first.refresh_from_db()
    assert is_right(first.campaign) == 2


def test_mending_a_word_of_a_text_in_its_campaign_is_not_held(question, moderator):
    first = send(question)
    published(send(question), moderator)
    first.refresh_from_db()
    actions.edit(first, by=first.author, title=first.live.title, body=PLEA.replace("fiable", "solide"))
    first.refresh_from_db()
    assert first.awaiting is None
    assert "solide" in first.live.text


def test_a_text_moved_to_another_question_leaves_its_campaign(question, moderator):
    first, second = send(question), published(send(question), moderator)
    elsewhere = QuestionFactory(theme=question.theme)
    first.refresh_from_db()
    first.question = elsewhere
    first.save()
    campaigns.follow(first)
    second.refresh_from_db()
    assert (first.campaign, second.campaign, second.is_echo) == (None, None, False)
    assert not Campaign.objects.exists()


def test_texts_that_were_imported_are_gathered_once_and_the_run_goes_on_where_it_stopped(question):
    texts = [ContributionFactory(question=question, body=PLEA, title="Un lieu") for _ in range(3)]
    alone = ContributionFactory(question=question, body=OTHER, title="La garderie")
    run = campaigns.gather(size=2)
    assert [next(run), next(run)] == [texts[0].pk, texts[1].pk]
    run.close()
    assert list(campaigns.gather(size=2)) == [texts[2].pk, alone.pk]
    assert list(campaigns.gather()) == []
    assert is_right(campaign_of(texts[0])) == 3
    alone.refresh_from_db()
    assert alone.campaign is None


def test_only_some_texts_of_a_large_campaign_are_compared_with(question, monkeypatch):
    monkeypatch.setattr(campaigns, "SCOUTS", 2)
    for _ in range(4):
        ContributionFactory(question=question, body=PLEA, title="Un lieu")
    list(campaigns.gather())
    assert Likeness.objects.exclude(bands=[]).count() == 2
    assert is_right(Campaign.objects.get()) == 4


def test_short_texts_are_alike_only_in_the_same_words(question):
    send(question, "Oui, bien sûr.", title="Pour")
    assert send(question, "Non, bien sûr.", title="Pour").state == State.PUBLISHED
    assert send(question, "oui bien SUR", title="Pour").state == State.PENDING


def test_every_change_of_the_signatories_shows_at_once(question, moderator, client):
    first = send(question)
    client.get(question.get_absolute_url())
    for number in (2, 3):
        published(send(question), moderator)
        for path in (question.get_absolute_url(), first.get_absolute_url()):
            page = client.get(path).content.decode()
            assert f"{number}</b> personnes ont" in page or f"{number} personnes ont" in page


def test_the_page_of_a_campaign_is_for_texts_of_one(question, moderator, client):
    alone = send(question, OTHER)
    first, second = send(question), published(send(question), moderator)
    address = "campaign", [question.consultation.slug]
    assert client.get(reverse(address[0], args=[*address[1], alone.pk])).status_code == 404
    assert client.get(reverse(address[0], args=[*address[1], second.pk])).url.endswith(f"/{first.pk}/memes-textes/")
    waiting = send(question)
    assert client.get(reverse(address[0], args=[*address[1], waiting.pk])).status_code == 404
    page = client.get(reverse(address[0], args=[*address[1], first.pk])).content.decode()
    assert f'id="c{waiting.pk}"' not in page


def test_the_other_lists_show_one_voice_and_programs_find_all(question, moderator, client):
    first, second = send(question), published(send(question), moderator)
    consultation = question.consultation
    for path in (
        consultation.get_absolute_url(),
        question.theme.get_absolute_url(),
        reverse("question_feed", args=[consultation.slug, question.pk]),
    ):
        page = client.get(path).content.decode()
        assert f"/contributions/{first.pk}/" in page
        assert f"/contributions/{second.pk}/" not in page
    [row] = client.get(f"/api/v1/contributions/?question={question.pk}").json()["results"]
    assert (row["id"], row["signatories"], row["campaign"]) == (first.pk, 2, campaign_of(first).pk)
    rows = client.get(f"/api/v1/contributions/?campaign={row['campaign']}").json()["results"]
    assert {each["id"] for each in rows} == {first.pk, second.pk}
    assert client.get(f"/api/v1/contributions/{second.pk}/").status_code == 200


def test_a_post_costs_the_same_number_of_queries_however_much_was_written(
    question, moderator, django_assert_max_num_queries
):
    first = send(question)
    published(send(question), moderator)
    campaigns.accept_campaign(campaign_of(first), by=moderator)
    with django_assert_max_num_queries(200) as few:
        send(question)
    for _ in range(15):
        send(question)
    with django_assert_max_num_queries(len(few)):
        assert send(question).state == State.PUBLISHED
