"""What was frozen and is no longer to be read: a published document keeps its evidence, pages do not show it all.

A synthesis is frozen with the passages it cites. When the author of one withdraws it since, or a moderator hides it,
the frozen bytes stay, so that the digest can still be checked by those who keep them; whatever shows them leaves the
words of that text out. So it does for the quality and the commune of somebody who chose since not to show them.
"""

from dataclasses import replace
from typing import Any

from debates.models import Contribution
from synthesis import representing
from synthesis.document import Document
from synthesis.models import Statement

# What a person says in words, or what tells of them.
SAID = frozenset(["text", "quote", "title", "author", "stakeholder", "place", "territory", "source_url", "lang"])


def without_withdrawn(frozen: dict) -> tuple[dict, list[int]]:
    """A frozen document or snapshot without the words of texts that are not public now, and their ids.

    Three queries at most. The words become "", everything else (marks, offsets, counts, ids) stays; so do the
    quotations of a text that its author took along when he left: they name nobody.
    """
    texts = named(frozen)
    public = set(Contribution.objects.quotable().filter(pk__in=texts).values_list("pk", flat=True))
    gone, silent = texts - public, _silent(texts)
    if not gone and not silent:
        return frozen, []
    kept = _taken(gone) if gone else set()
    shown = _left(frozen, gone, _marks(frozen, gone - kept), silent)
    if "quotes" in frozen:
        shown["quotes"] = _left(frozen["quotes"], gone - kept, set(), silent)
        kept &= {quote["contribution"] for quote in frozen["quotes"]}
        shown["figures"] = representing.recounted(shown["figures"], said_by(shown["quotes"]))
    else:
        kept = set()
    return shown, sorted(gone - kept)


def said_by(quotes: list[dict]) -> list[representing.Whence]:
    """Where the quotations of a frozen document say that their authors speak from."""
    return [(quote["territory"], quote["stakeholder"]) for quote in quotes]


def without_words(value: Any, taken: set[int]) -> Any:
    """JSON of a roll-up, or of the figures of a document, without the words of these contributions."""
    return _left(value, taken, set(), {})


def _taken(gone: set[int]) -> set[int]:
    rows = Contribution.objects.filter(pk__in=gone, taken_at__isnull=False, covered=False)
    return set(rows.values_list("pk", flat=True))


WHERE_FROM = {"stakeholder": "shows_stakeholder", "place": "shows_commune", "territory": "shows_commune"}


def discreet(document: Document) -> Document:
    """A document whose quotations say of their authors only what these let be shown today. One query."""
    silent = _silent({quote.contribution for quote in document.quotes})
    quotes = (replace(quote, **dict.fromkeys(silent.get(quote.contribution, ()), "")) for quote in document.quotes)
    return representing.readable(replace(document, quotes=tuple(quotes))) if silent else document


def _silent(named: set[int]) -> dict[int, set[str]]:
    """The contributions whose authors are only counted by quality or commune, and what to leave out of each."""
    rows = Contribution.objects.filter(pk__in=named).exclude(shows_stakeholder=True, shows_commune=True)
    return {
        row["pk"]: {said for said, column in WHERE_FROM.items() if not row[column]}
        for row in rows.values("pk", *set(WHERE_FROM.values()))
    }


def _marks(frozen: dict, gone: set[int]) -> set[int]:
    """The marks of the quotations of those texts, in a document."""
    return {quote["mark"] for quote in frozen.get("quotes", ()) if quote["contribution"] in gone}


def named(value: Any) -> set[int]:
    """The contributions whose words are somewhere in `value`."""
    if isinstance(value, dict):
        own = {value["contribution"]} if isinstance(value.get("contribution"), int) else set()
        return own.union(*map(named, value.values()))
    if isinstance(value, list):
        return set().union(*map(named, value))
    return set()


def _left(value: Any, gone: set[int], marks: set[int], silent: dict[int, set[str]]) -> Any:
    if isinstance(value, dict):
        own = value.get("contribution")
        is_gone = own in gone or _is_borrowed(value, marks)
        out = SAID if is_gone else silent.get(own, ()) if isinstance(own, int) else ()
        return {key: "" if key in out else _left(item, gone, marks, silent) for key, item in value.items()}
    if isinstance(value, list):
        return [_left(item, gone, marks, silent) for item in value]
    return value


def _is_borrowed(value: dict, marks: set[int]) -> bool:
    """Whether this is a statement whose words are the title of a text it cites, and that text is gone."""
    return value.get("source") == Statement.Source.SNAPSHOT and not marks.isdisjoint(value.get("marks", ()))
