"""Whose data: a synthesis, what everybody may read of its consultation, and who wrote without saying who."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from consultation.models import Consultation
from debates.models import Contribution, Question, Version
from synthesis.document import Document, to_dict
from synthesis.models import Extract, Synthesis

BATCH = 2_000  # rows read from PostgreSQL at a time
DIGITS = 13  # hexadecimal: 52 bits, which every reader of JSON holds exactly


@dataclass(frozen=True)
class Quoted:
    """What a document rests on: the versions that anything in it was taken from, the passages that it quotes."""

    versions: list[int]
    extracts: list[int]


@dataclass(frozen=True)
class Scope:
    """A synthesis with its document as everybody may read it.

    What was written after a version was published is not of its data. Without the document, what it rests on: enough
    for the records that belong to a question.
    """

    synthesis: Synthesis
    document: Document | None
    rests_on: Quoted | None = None

    @property
    def consultation(self) -> Consultation:
        return self.synthesis.consultation

    @property
    def until(self) -> datetime | None:
        return self.synthesis.published_at

    def texts(self, question: int | None = None) -> QuerySet[Contribution]:
        """Contributions and arguments whose words everybody may read now; of one question, or of all."""
        rows = Contribution.objects.of(self.consultation)
        return self.public(rows.filter(question=question) if question else rows)

    def public(self, rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
        """Those of them whose words everybody may read now."""
        rows = rows.quotable().filter(live__isnull=False)
        return rows.filter(created_at__lte=self.until) if self.until else rows

    @cached_property
    def weights(self) -> dict[int, int]:
        """By question, all of them in the order of their keys, how many texts of it are public. Two queries."""
        rows = self.texts().order_by().values_list("question_id").annotate(number=Count("pk"))
        found, asked = dict(rows), Question.objects.filter(theme__consultation=self.consultation)
        return {pk: found.get(pk, 0) for pk in asked.order_by("pk").values_list("pk", flat=True)}

    @property
    def is_large(self) -> bool:
        """Whether there is enough for several processes, and too much to put in order at once."""
        return sum(self.weights.values()) >= settings.EXPORT_PARTS_FROM

    def shares(self) -> tuple[int | None, ...]:
        """The questions to ask a dataset for, one after the other; (None,) for all at once, of few texts."""
        return tuple(self.weights) if self.is_large else (None,)

    def versions(self, question: int | None = None) -> QuerySet[Version]:
        """Of each of them the version online, those that passages were taken from and those the document quotes."""
        harvested = Extract.objects.filter(version=OuterRef("pk"))
        wanted = Q(pk=F("contribution__live")) | Exists(harvested) | Q(pk__in=self.quoted.versions)
        return Version.objects.filter(wanted, contribution__in=self.texts(question), published_at__isnull=False)

    def extracts(self, question: int | None = None) -> QuerySet[Extract]:
        """Passages of texts that are public; of a published version, those kept by then and those it cites."""
        rows = Extract.objects.public().filter(contribution__in=self.texts(question))
        return rows.filter(Q(at__lte=self.until) | Q(pk__in=self.quoted.extracts)) if self.until else rows

    @cached_property
    def quoted(self) -> Quoted:
        if self.rests_on:
            return self.rests_on
        extracts = sorted({quote.extract for quote in self.document.quotes})
        return Quoted(sorted(_versions(to_dict(self.document))), extracts)

    def person(self, author: int | None, has_left: bool) -> int | None:
        """A number for a person, that means nothing elsewhere and is another one in every synthesis.

        None where nobody is known to have written, and for who left: texts of theirs are not gathered for readers.
        """
        if author is None or has_left:
            return None
        digest = salted_hmac(f"open data of synthesis {self.synthesis.pk}", str(author), algorithm="sha256")
        return int(digest.hexdigest()[:DIGITS], 16)


def _versions(value: Any) -> Iterable[int]:
    """The versions that something in this JSON was taken from."""
    if isinstance(value, dict):
        own = {value["version"]} if isinstance(value.get("version"), int) else set()
        return own.union(*map(_versions, value.values()))
    return set().union(*map(_versions, value)) if isinstance(value, list) else set()


def moment(value: datetime) -> str:
    """In the time of the site, with its offset."""
    return timezone.localtime(value).isoformat(timespec="seconds")


def day(value: datetime) -> str:
    return timezone.localdate(value).isoformat()
