"""From the rows of the debate to the plain records that the roll-up reads."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from consultation.models import Consultation
from debates.models import Contribution, Question, Stance, State, Version
from synthesis.models import TextFeatures
from synthesis.rollup.texts import Text

BATCH = 500  # rows read from PostgreSQL at a time
ALIGNMENTS = {1: Stance.FOR.value, -1: Stance.AGAINST.value}  # as the source of an import wrote them
_KIND_OF_KEY = re.compile(r"^(?:[^/]+/)?(?:comment|proposal):")  # before the identifier, in the origins of Decidim


def texts(question: Question, cut_off: datetime) -> Iterator[Text]:
    """What was published under a question at `cut_off`, in the version that was then online; arguments only as counts.

    A text hidden since is left out. One query, in batches.
    """
    for version in versions(question, cut_off).iterator(chunk_size=BATCH):
        yield _text(version)


def versions(question: Question, cut_off: datetime) -> QuerySet[Version]:
    """The last version published by `cut_off` of each contribution that is public now."""
    public = Version.objects.filter(
        contribution__question=question,
        contribution__root__isnull=True,
        contribution__state=State.PUBLISHED,
        published_at__lte=cut_off,
    )
    related = ("contribution__nature", "contribution__commune__department__region", "contribution__reading")
    return public.select_related(*related).order_by("contribution_id", "-number").distinct("contribution_id")


def unread(question: Question | int, cut_off: datetime) -> QuerySet[Version]:
    """Of those `versions`, the ones that no roll-up has read: without features of the recipe of today."""
    later = Version.objects.filter(contribution=OuterRef("contribution"), number__gt=OuterRef("number"))
    known = TextFeatures.objects.filter(version=OuterRef("pk"), recipe=recipe())
    public = Version.objects.filter(
        contribution__question=question,
        contribution__root__isnull=True,
        contribution__state=State.PUBLISHED,
        published_at__lte=cut_off,
    )
    return public.exclude(Exists(later.filter(published_at__lte=cut_off))).exclude(Exists(known))


def recipe() -> str:
    """How texts are read here today: with the sentence encoder, or without where it is absent or refused."""
    from synthesis.rollup import features  # looks for the encoder: for the worker only

    return features.recipe(encoder=settings.ROLLUP_ENCODER)


def published_until(consultation: Consultation, cut_off: datetime) -> str | None:
    """When the last text was published that a roll-up of `cut_off` counts, in UTC (ISO 8601); None without any."""
    counted = Version.objects.filter(
        contribution__question__theme__consultation=consultation,
        contribution__root__isnull=True,
        contribution__state=State.PUBLISHED,
        published_at__lte=cut_off,
    )
    last = counted.aggregate(last=Max("published_at"))["last"]
    return last and last.astimezone(UTC).isoformat()


def imported_id(contribution: Contribution) -> str:
    """The identifier of an imported contribution where it came from, "" for one of this site."""
    if not contribution.origin:
        return ""
    return _KIND_OF_KEY.sub("", contribution.origin.removeprefix(f"{contribution.channel}:"))


def _text(version: Version) -> Text:
    contribution = version.contribution
    commune = contribution.commune
    return Text(
        id=contribution.pk,
        version_id=version.pk,
        title=version.title,
        body=version.text,
        nature=contribution.nature.key,
        kind=(commune and commune.kind) or None,
        region=commune and commune.department.region.name,
        department=commune and commune.department_id,
        stakeholder=contribution.stakeholder or None,
        origin=contribution.channel,
        posted_on=timezone.localdate(contribution.created_at),
        agree=contribution.agree_count,
        disagree=contribution.disagree_count,
        unclear=contribution.unclear_count,
        more_info=contribution.more_info_count,
        arguments=contribution.arguments_count,
        pros=contribution.for_count,
        cons=contribution.against_count,
        read=_is_read(contribution),
        author=contribution.author_id,
        stance=ALIGNMENTS.get(contribution.imported.get("alignment"), ""),
        imported_id=imported_id(contribution),
    )


def _is_read(contribution: Contribution) -> bool:
    return getattr(contribution, "reading", None) is not None
