"""Quotes are word for word what was written, or somebody is told: every night, and before each file is made.

Writing checks a quote once and PostgreSQL keeps it; what is looked for here is what went around both: a restored
backup, a hand in the database, a disk.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation import audit
from consultation.models import AuditEntry
from debates.models import Version
from synthesis.document import Document, Quote
from synthesis.models import Extract
from synthesis.reading.verbatim import altered

ACTION = "extract.not_verbatim"
_BATCH = 500


class NotVerbatim(ValueError):
    """A document quotes what nobody wrote: no file is made of it."""


@dataclass(frozen=True)
class Swept:
    """How many passages were read, and which of them are not word for word."""

    read: int
    altered: list[int]


def sweep() -> Swept:
    """Compare every passage with its version, and the version with its digest. What differs is recorded, once.

    All of them, each time: no window that a change could fall between. Passages whose words went with their author
    have none left to compare. Constant memory but for what differs.
    """
    kept = Extract.objects.exclude(Q(version__body="") & Q(version__text=""))
    found = list(altered(kept))
    for start in range(0, len(found), _BATCH):
        _record(found[start : start + _BATCH])
    return Swept(kept.count(), found)


def _record(pks: list[int]) -> None:
    label = Extract._meta.label_lower
    targets = [f"{label}:{pk}" for pk in pks]
    known = set(AuditEntry.objects.filter(action=ACTION, target__in=targets).values_list("target", flat=True))
    rows = Extract.objects.filter(pk__in=pks).select_related("contribution__question__theme__consultation")
    for extract in rows:
        if f"{label}:{extract.pk}" not in known:
            audit.record("extract.not_verbatim", extract, by=None, version=extract.version_id)


def require(document: Document) -> None:
    """NotVerbatim where a quotation of a document is not the passage of its version; two queries at most.

    `document` as everybody may read it: words that were withheld, or went with their author, are not compared.
    """
    shown = [quote for quote in document.quotes if quote.author or quote.stakeholder or quote.place]
    wrong = sorted(set(_wrong(shown)))
    if wrong:
        words = ngettext(
            "la citation %(marks)s n’est plus mot pour mot ce qui a été écrit",
            "les citations %(marks)s ne sont plus mot pour mot ce qui a été écrit",
            len(wrong),
        )
        raise NotVerbatim(words % {"marks": ", ".join(map(str, wrong))})


def _wrong(quotes: list[Quote]) -> Iterable[int]:
    """The marks of those that are not."""
    versions = {quote.version for quote in quotes}
    texts = dict(Version.objects.filter(pk__in=versions).exclude(body="", text="").values_list("pk", "text"))
    for quote in quotes:
        text = texts.get(quote.version)
        if text is not None and text[quote.start : quote.end] != quote.text:
            yield quote.mark
    kept = Extract.objects.filter(pk__in=[quote.extract for quote in quotes], version__in=texts)
    marks = {quote.extract: quote.mark for quote in quotes}
    yield from (marks[pk] for pk in altered(kept))


def told(swept: Swept) -> str:
    """What a sweep found, in words."""
    if not swept.altered:
        return _("%(n)s passages comparés : tous sont mot pour mot.") % {"n": swept.read}
    numbers = ", ".join(map(str, swept.altered[:50])) + (" …" if len(swept.altered) > 50 else "")
    words = {"n": swept.read, "wrong": len(swept.altered), "numbers": numbers}
    return _("%(n)s passages comparés ; %(wrong)s ne sont plus mot pour mot : %(numbers)s.") % words
