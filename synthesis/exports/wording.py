"""Words and numbers as the report writes them, in the active language."""

from datetime import UTC, date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from synthesis.document import Document, Quote

_OFF_THE_SITE = {  # the ways by which texts come that are not posted
    "visit": gettext_lazy("recueilli lors d’une visite de terrain"),
    "letter": gettext_lazy("reçu par courrier"),
    "meeting": gettext_lazy("recueilli en réunion"),
    "talk": gettext_lazy("recueilli en entretien"),
}


def number(value: float) -> str:
    """1234 as "1 234" in French (no-break space)."""
    return formats.number_format(value, use_l10n=True, force_grouping=True)


def share(part: float, whole: float) -> str:
    """A percentage without decimals; "moins de 1 %" rather than 0 for what exists, "0 %" for nothing."""
    if not part or not whole:
        return _("0 %")
    rounded = round(100 * part / whole)
    if rounded == 100 and part < whole:
        rounded = 99
    return _("%(share)s %%") % {"share": rounded} if rounded else _("moins de 1 %")


def day(iso: str) -> str:
    """An ISO date, or date and time, as a date in words, in the local time zone; as it is if it is not one."""
    moment = _read(iso)
    return formats.date_format(moment, "DATE_FORMAT") if moment else iso


def instant(iso: str) -> str:
    """An ISO date and time in words with hours and minutes."""
    moment = _read(iso)
    if not isinstance(moment, datetime):
        return day(iso)
    return _("%(day)s à %(time)s") % {"day": day(iso), "time": formats.date_format(moment, "TIME_FORMAT")}


def utc(iso: str) -> str:
    """An ISO date and time in UTC, as the files of word processors hold them: 2018-06-20T07:30:00Z."""
    moment = _read(iso)
    if not isinstance(moment, datetime):
        return "1970-01-01T00:00:00Z"
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _read(iso: str) -> date | datetime | None:
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    if len(iso) == len("2018-04-12"):
        return moment.date()
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def draft_mark(document: Document) -> str:
    """The words every page and every table of a draft carries; "" for a published version."""
    return _("Brouillon, non publié") if document.is_draft else ""


def status(document: Document) -> str:
    """Which edition a row of a table comes from."""
    return draft_mark(document) or _("Version %(number)s publiée") % {"number": document.number}


def edition(document: Document) -> str:
    words = {"number": document.number, "day": day(document.made_at)}
    if document.is_draft:
        return _("Version %(number)s, lue le %(day)s") % words
    return _("Version %(number)s, publiée le %(day)s") % words


def speaker(quote: Quote) -> str:
    """Who spoke from where: the stated parts only."""
    where = f"{quote.place}, {quote.territory}" if quote.place and quote.territory else quote.place or quote.territory
    return ", ".join(part for part in (quote.author, quote.stakeholder, where) if part)


def source(quote: Quote) -> str:
    return ", ".join(part for part in (speaker(quote), day(quote.posted_on), channel(quote.channel)) if part)


def channel(code: str) -> str:
    """Where a text came in; what was posted on the platform needs no word."""
    return str(_OFF_THE_SITE.get(code, "" if code in ("", "online") else code))


def proof(quote: Quote) -> str:
    """What finds the passage again: contribution, version, offsets, beginning of the version's SHA-256."""
    words = {
        "contribution": quote.contribution,
        "version": quote.version_number,
        "start": quote.start,
        "end": quote.end,
        "digest": quote.version_sha256[:12],
    }
    return _("Contribution %(contribution)s, version %(version)s (%(digest)s), caractères %(start)s à %(end)s") % words


def quoted(text: str) -> str:
    """A verbatim text between the quotation marks of the language."""
    return _("« %(text)s »") % {"text": text}
