"""Whose data: a synthesis, what everybody may read of its consultation, and who wrote without saying who."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from consultation.models import Consultation
from debates.models import Contribution, Version
from synthesis.document import Document, to_dict
from synthesis.models import Extract, Synthesis

BATCH = 2_000  # rows read from PostgreSQL at a time
DIGITS = 13  # hexadecimal: 52 bits, which every reader of JSON holds exactly


@dataclass(frozen=True)
class Scope:
    """A synthesis with its document as everybody may read it.

    What was written after a version was published is not of its data.
    """

    synthesis: Synthesis
    document: Document

    @property
    def consultation(self) -> Consultation:
        return self.synthesis.consultation

    @property
    def until(self) -> datetime | None:
        return self.synthesis.published_at

    def texts(self) -> QuerySet[Contribution]:
        """Contributions and arguments whose words everybody may read now."""
        return self.public(Contribution.objects.of(self.consultation))

    def public(self, rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
        """Those of them whose words everybody may read now."""
        rows = rows.quotable().filter(live__isnull=False)
        return rows.filter(created_at__lte=self.until) if self.until else rows

    def versions(self) -> QuerySet[Version]:
        """Of each of them the version online, those that passages were taken from and those the document quotes."""
        harvested = Extract.objects.filter(version=OuterRef("pk"))
        wanted = Q(pk=F("contribution__live")) | Exists(harvested) | Q(pk__in=self.quoted_versions)
        return Version.objects.filter(wanted, contribution__in=self.texts(), published_at__isnull=False)

    def extracts(self) -> QuerySet[Extract]:
        """Passages of texts that are public; of a published version, those kept by then and those it cites."""
        rows = Extract.objects.public().filter(contribution__in=self.texts())
        cited = [quote.extract for quote in self.document.quotes]
        return rows.filter(Q(at__lte=self.until) | Q(pk__in=cited)) if self.until else rows

    @cached_property
    def quoted_versions(self) -> list[int]:
        return sorted(_versions(to_dict(self.document)))

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
