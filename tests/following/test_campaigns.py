"""A campaign is told as one voice: once to each follower, with the number of those who sent its text."""

import pytest
from django.core import mail
from django.urls import reverse

from consultation.models import Notice
from debates import actions
from debates.models import Campaign
from tests.factories import ContributionFactory
from tests.following.conftest import at, following, online, run, text
from tests.stories.conftest import plain

pytestmark = pytest.mark.django_db
WORDS = "personnes ont envoyé ce texte, presque mot pour mot."


def signed(question, *times, campaign=None) -> Campaign:
    """Texts of one campaign, of an author each, that came online at these times."""
    for when in times:
        each = ContributionFactory(question=question, created_at=when, title="Un lieu par bourg")
        campaign = campaign or Campaign.objects.create(first=each, signatories=0)
        each.campaign, each.is_echo = campaign, campaign.first_id != each.pk
        each.save()
        campaign.signatories += 1
        campaign.save()
        online(each, when)
    return campaign


def test_a_digest_shows_a_campaign_once_with_its_number(client, question):
    reader = following(question, at(5, 9), rhythm="daily")
    campaign = signed(question, *(at(5, 10, minute) for minute in range(4)))
    other = text(question, at(5, 11), title="Une autre voix")
    run(at(6, 8))

    assert len(Notice.objects.get().facts["items"]) == 2
    [sent] = mail.outbox
    assert plain(sent.subject) == "2 nouveautés dans ce que vous suivez"
    assert plain(sent.body).count(f"4 {WORDS}") == 1
    assert sent.body.count("Un lieu par bourg") == 1
    assert campaign.first.get_absolute_url() in sent.body
    assert other.author.name in sent.body
    client.force_login(reader)
    page = plain(client.get(reverse("notices")).text)
    assert page.count(f"4 {WORDS}") == 1
    assert campaign.first.author.name not in page


def test_those_who_sign_later_are_no_news(question):
    reader = following(question, at(5, 9))
    campaign = signed(question, at(5, 10))
    assert run(at(5, 10, 1)) == [reader.email]
    for minute in (2, 4):
        signed(question, at(5, 10, minute), campaign=campaign)
        assert run(at(5, 10, minute + 1)) == []


def test_a_campaign_whose_first_text_is_hidden_is_told_by_the_next_one(question, moderator):
    reader = following(question, at(5, 9))
    campaign = signed(question, at(5, 10))
    run(at(5, 10, 1))
    actions.hide(campaign.first, by=moderator, reason="insult")
    signed(question, at(5, 10, 2), at(5, 10, 3), campaign=campaign)
    assert reader.email in run(at(5, 10, 4))
    assert len(Notice.objects.filter(person=reader).latest("pk").facts["items"]) == 1


def test_readers_of_two_positions_are_each_told_once(question):
    """One was told already when the other began to follow: what is older than that is not told to him."""
    early = following(question, at(5, 9))
    campaign = signed(question, at(5, 10))
    run(at(5, 10, 1))
    late = following(question, at(5, 10, 2))
    signed(question, at(5, 10, 3), campaign=campaign)
    text(question, at(5, 10, 4))
    assert run(at(5, 10, 5)) == sorted([early.email, late.email])
    assert [len(notice.facts["items"]) for notice in Notice.objects.order_by("-pk")[:2]] == [1, 1]
