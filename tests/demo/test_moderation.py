"""What the demonstration shows of moderation: reports, appeals, what filters hold, campaigns, texts put together."""

from django.utils import timezone

from consultation import audit
from consultation.models import User
from debates import recounting
from debates.actions import CONTESTABLE
from debates.models import Appeal, Campaign, Contribution, Decision, Hold, Report, State, Suspension
from moderation import reading
from moderation.asking import Asked
from moderation.register import register_of


def test_the_register_counts_reports_appeals_and_holds(demonstration):
    whole = register_of(demonstration).whole
    assert dict(whole.reports) == {"upheld": 3, "dismissed": 4, "open": 3, "moot": 1}
    assert dict(whole.appeals) == {"granted": 1, "rejected": 1, "open": 1}
    assert {"personal_data", "insult", "links", "near_identical"} <= set(whole.holds)
    assert {verdict for verdict, _reason in whole.decisions} == set(Decision.Verdict.values) - {"move", "refuse_edit"}
    assert whole.delay.measured > 600


def test_the_desk_has_something_of_every_kind(demonstration):
    counts = reading.counts(demonstration, Asked())
    assert all(counts.kinds.values()), counts.kinds
    assert {"personal_data", "insult", "links", "near_identical"} <= set(counts.holds)
    held = Hold.objects.filter(lifted_at=None).values_list("kind", "found")
    assert ("personal_data", "06 39 98 27 41") in held
    assert ("insult", "bande de voleurs") in held


def test_the_moderation_account_may_answer_the_open_appeal(demonstration):
    moderator = User.objects.get(email="moderation@demo.invalid")
    opened = Appeal.objects.get(state="open")
    assert opened.decision.by != moderator
    assert opened.decision.verdict in CONTESTABLE
    for answered in Appeal.objects.exclude(state="open"):
        assert answered.decision.by == moderator != answered.answered_by
        assert answered.decision.at < answered.at < answered.answered_at < timezone.now()


def test_campaigns_are_one_voice_with_their_signatories(demonstration):
    campaigns = list(Campaign.objects.order_by("first__created_at"))
    assert [campaign.signatories for campaign in campaigns] == [5, 5, 5]
    for campaign in campaigns:
        texts = campaign.texts.order_by("created_at")
        assert [text.is_echo for text in texts] == [False] + [True] * (len(texts) - 1)
        assert texts.first() == campaign.first
    waiting = Contribution.objects.filter(campaign__isnull=False, state=State.PENDING)
    assert waiting.count() == 2


def test_a_text_was_put_with_another_and_one_made_two_of(demonstration):
    merged, split = Contribution.objects.get(state=State.MERGED), Contribution.objects.get(state=State.SPLIT)
    assert merged.merged_into.replies.filter(author__name="Céline Baudry").exists()
    assert split.parts.count() == 2
    assert all(part.is_public and part.created_at == split.created_at for part in split.parts.all())
    for text in (merged, split):
        decided = text.decisions.first()
        assert text.replies.count() == 0
        assert max(text.versions.values_list("published_at", flat=True)) < decided.at < timezone.now()


def test_a_suspension_that_was_told_runs_until_its_day(demonstration):
    made = Suspension.objects.get()
    assert made.decision.verdict == Decision.Verdict.HIDE
    assert made.at < timezone.now() < made.until
    assert not Contribution.objects.filter(author=made.person, created_at__gt=made.at).exists()


def test_what_happened_to_each_text_is_in_order(demonstration):
    for report in Report.objects.exclude(decision=None).select_related("decision", "version"):
        assert report.version.published_at < report.at < report.decision.at
    for hold in Hold.objects.exclude(lifted_at=None).select_related("version"):
        assert hold.version.created_at == hold.at < hold.lifted_at
    for at in Report.objects.values_list("at", flat=True):
        assert at < timezone.now()


def test_counters_and_the_record_are_sound(demonstration):
    assert recounting.recount(demonstration, repairs=False) == []
    audit.seal_waiting()
    found = audit.verify()
    assert (found.broken, found.unsealed) == (None, 0)
