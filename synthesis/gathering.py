"""From the rows of the debate to the plain records that the roll-up reads."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from debates.models import Contribution, Question, State, Version
from synthesis.rollup.texts import Text

BATCH = 500  # rows read from PostgreSQL at a time


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
    )


def _is_read(contribution: Contribution) -> bool:
    return getattr(contribution, "reading", None) is not None
