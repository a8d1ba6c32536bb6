"""Campaigns: contributions of one question that say nearly the same, one voice on the lists with its signatories.

Whoever changes the state, the words online or the question of a contribution calls `follow` in the same transaction.
A campaign is locked before the texts it changes; whoever holds a text of one locks the campaign first (`hold`).
"""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from consultation import audit
from consultation.models import User
from debates.actions.checking import Looked, likened
from debates.likeness import Alike, Sketch
from debates.models import Campaign, Contribution, Likeness, Version

SCOUTS = 20  # texts of a campaign that later ones are compared with: one of thousands costs no more than a small one


@transaction.atomic
def accept_campaign(campaign: Campaign, *, by: User) -> bool:
    """Let the texts that follow in a campaign in without a moderator, as far as they are near-identical to others.

    What else holds a text still does. False when somebody accepted it first.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.accepted_at:
        return False
    campaign.accepted_at = timezone.now()
    campaign.save(update_fields=["accepted_at"])
    audit.record("campaign.accepted", campaign.first, by=by, campaign=campaign.pk, signatories=campaign.signatories)
    return True


def hold(key: int | None) -> None:
    """Lock the campaign of a text, by its id, before the text itself."""
    _locked(key)


def follow(contribution: Contribution, step: int = 0, looked: Looked | None = None) -> None:
    """Bring the campaign of a contribution in line with what it says, where it stands and whether it is public.

    `step`: 1 when it has just become public, -1 when it has just gone, 0 otherwise. Its row is locked by the caller,
    and its columns already say what is now. Arguments are in no campaign.
    """
    if contribution.is_argument:
        return
    version = contribution.live or contribution.awaiting
    if version and _has_changed(contribution, version):
        is_same = looked is not None and looked.version.pk == version.pk
        sketch, near = (looked.sketch, looked.near) if is_same else likened(contribution, version)
        near = [each for each in near if each.question == contribution.question_id]
        if contribution.campaign_id and any(each.campaign == contribution.campaign_id for each in near):
            _compare(contribution, version, sketch, contribution.campaign_id)
            _count(contribution, step)
        else:
            _leave(contribution, was_public=contribution.is_public if not step else step < 0)
            _join(contribution, version, sketch, near)
    else:
        _count(contribution, step)


def gather(first: int = 0, size: int = 500, imported: bool = False) -> Iterator[int]:
    """Find the campaigns among the contributions that nobody compared yet, from the id `first` on, or the imported
    ones alone. What people send here is compared when they send it.

    Gives the id of each one done. A text is a transaction: a stopped run goes on where it was, and texts that somebody
    holds at this moment are left for the next one.
    """
    while keys := _uncompared(first, size, imported):
        for key in keys:
            with transaction.atomic():
                rows = Contribution.objects.select_for_update(of=("self",), skip_locked=True)
                found = rows.select_related("live", "awaiting", "question__theme__consultation").filter(pk=key).first()
                if found:
                    follow(found)
            first = key
            yield key


def _uncompared(first: int, size: int, imported: bool) -> list[int]:
    rows = Contribution.objects.contributions().filter(pk__gt=first, likeness=None)
    if imported:
        rows = rows.exclude(origin="")
    rows = rows.exclude(live=None, awaiting=None).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:size])


def _has_changed(contribution: Contribution, version: Version) -> bool:
    """Whether it was never compared, or says something else, or stands elsewhere, since it was."""
    compared = getattr(contribution, "likeness", None)
    if compared is None or compared.version_id != version.pk:
        return True
    if not contribution.campaign_id:
        return False
    return contribution.campaign.texts.exclude(question=contribution.question_id).exists()


def _locked(key: int | None) -> Campaign | None:
    """The campaign as it is now; None where it is no more."""
    if not key or not Campaign.objects.select_for_update(no_key=True).only("pk").filter(pk=key).exists():
        return None
    return Campaign.objects.select_related("first").get(pk=key)  # once held: its first text may have changed meanwhile


# --- In and out


def _join(contribution: Contribution, version: Version, sketch: Sketch, near: list[Alike]) -> None:
    """Put a text that is in no campaign in that of the text nearest to it, with those that were alone until now."""
    campaign = _locked(next((each.campaign for each in near if each.campaign), None))
    alone = _lone([each.contribution for each in near])
    if campaign is None and alone:
        campaign = _started([*alone, contribution])
    _compare(contribution, version, sketch, campaign and campaign.pk)
    if campaign:
        for text in [*alone, contribution]:
            _enter(campaign, text)


def _compare(contribution: Contribution, version: Version, sketch: Sketch, campaign: int | None) -> None:
    """Write what the text is compared by; of a campaign that has enough scouts, only that it was compared."""
    scouts = Likeness.objects.filter(contribution__campaign=campaign).exclude(contribution=contribution)
    has_enough = campaign is not None and scouts.exclude(bands=[]).count() >= SCOUTS
    made = Likeness(contribution=contribution, version=version, bands=[] if has_enough else sketch.bands)
    columns = {"unique_fields": ["contribution"], "update_fields": ["version", "bands"]}
    Likeness.objects.bulk_create([made], update_conflicts=True, **columns)


def _lone(keys: list[int]) -> list[Contribution]:
    """Those that are still in no campaign, held in the order of their ids."""
    if not keys:
        return []
    return list(Contribution.objects.select_for_update().filter(pk__in=keys, campaign=None).order_by("pk"))


def _started(texts: list[Contribution]) -> Campaign:
    return Campaign.objects.create(first=min(texts, key=_age), signatories=0)


def _age(contribution: Contribution) -> tuple:
    return contribution.created_at, contribution.pk


def _enter(campaign: Campaign, contribution: Contribution) -> None:
    contribution.campaign, contribution.is_echo = campaign, contribution.pk != campaign.first_id
    contribution.save(update_fields=["campaign", "is_echo"])
    if contribution.is_public:
        _count_in(campaign, contribution)


def _leave(contribution: Contribution, was_public: bool) -> None:
    campaign = _locked(contribution.campaign_id)
    if campaign is None:
        return
    contribution.campaign, contribution.is_echo = None, False
    contribution.save(update_fields=["campaign", "is_echo"])
    left = list(campaign.texts.order_by("created_at", "pk")[:2])
    if len(left) < 2:
        Contribution.objects.filter(pk__in=[text.pk for text in left]).update(campaign=None, is_echo=False)
        campaign.delete()
        return
    if was_public:
        _count_out(campaign, contribution)
    if campaign.first_id == contribution.pk:  # nobody else is public: the oldest keeps the place
        _stand(campaign, left[0])


def _count(contribution: Contribution, step: int) -> None:
    """Count a text that has just become public (1), or just gone (-1), in its campaign."""
    campaign = _locked(contribution.campaign_id) if step else None
    if campaign:
        (_count_in if step > 0 else _count_out)(campaign, contribution)


def _count_in(campaign: Campaign, contribution: Contribution) -> None:
    """One public text more; it stands on the lists if it is older than the one that does."""
    if not _signs_elsewhere(campaign, contribution):
        campaign.signatories += 1
        campaign.save(update_fields=["signatories"])
    first = campaign.first
    if first.pk != contribution.pk and (not first.is_public or _age(contribution) < _age(first)):
        _stand(campaign, contribution)
    _show(contribution, is_echo=campaign.first_id != contribution.pk)


def _count_out(campaign: Campaign, contribution: Contribution) -> None:
    """One public text less; if it stood on the lists, the oldest of the others does from now on."""
    if not _signs_elsewhere(campaign, contribution):
        campaign.signatories -= 1
        campaign.save(update_fields=["signatories"])
    if campaign.first_id == contribution.pk:
        others = campaign.texts.published().exclude(pk=contribution.pk).order_by("created_at", "pk")
        if following := others.first():
            _stand(campaign, following)


def _signs_elsewhere(campaign: Campaign, contribution: Contribution) -> bool:
    """Whether its author has another public text there; texts without an author are a voice each."""
    if contribution.author_id is None:
        return False
    return campaign.texts.published().by(contribution.author_id).exclude(pk=contribution.pk).exists()


def _stand(campaign: Campaign, contribution: Contribution) -> None:
    """Let a text stand on the lists for the others of its campaign."""
    former, campaign.first = campaign.first, contribution
    campaign.save(update_fields=["first"])
    if former.campaign_id == campaign.pk and former.pk != contribution.pk:
        Contribution.objects.filter(pk=former.pk, campaign=campaign).update(is_echo=True)
    Contribution.objects.filter(pk=contribution.pk).update(is_echo=False)


def _show(contribution: Contribution, *, is_echo: bool) -> None:
    if contribution.is_echo != is_echo:
        contribution.is_echo = is_echo
        contribution.save(update_fields=["is_echo"])
