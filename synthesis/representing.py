"""Who is cited, beside who writes and who lives there.

Citations are counted from the quotations that say where their author speaks from, as a document shows them, and from
nothing else: a count that held one that says nothing would tell where its author lives. So they are counted again
whenever a quotation says less than it did.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from synthesis.document import Document
from synthesis.rollup import indicators
from synthesis.rollup.snapshot import plain

Whence = tuple[str, str]  # the kind of territory and the quality that a quotation shows, "" where it shows none


def whence(document: Document) -> list[Whence]:
    """Where the quotations of a document say that their authors speak from."""
    return [(quote.territory, quote.stakeholder) for quote in document.quotes]


def told(figures: dict[str, Any], shown: Iterable[Whence]) -> dict[str, Any]:
    """Labelled figures with the citations in them: `representation`, by kind of territory, beside the inhabitants
    (`indicators.representation`), and `qualities`, whose rows have no inhabitants to stand beside.

    A row of `qualities`: value, label, contributions (None: a small cell), citations, the share of each among those
    that say it, `ratio` of the second share over the first, and `far` where that is under LEAST or over MOST.
    """
    if not figures.get("by"):
        return figures
    stated = [row for row in figures["by"].get("stakeholder", ()) if row["value"]]
    rows = [{name: row[name] for name in ("value", "label", "contributions")} for row in stated]
    return recounted(figures | {"qualities": rows}, shown)


def recounted(figures: dict[str, Any], shown: Iterable[Whence]) -> dict[str, Any]:
    """The same with the citations counted again; figures that were frozen without citations stay as they are."""
    if "qualities" not in figures:
        return figures
    shown = list(shown)
    kinds = Counter(kind for kind, _quality in shown if kind)
    qualities = Counter(quality for _kind, quality in shown if quality)
    counted = {"qualities": _qualities(figures["qualities"], qualities)}
    if figures.get("representation"):
        counted["representation"] = _kinds(figures["representation"], kinds)
    return figures | plain(counted)


def readable(document: Document) -> Document:
    """A document whose citations are counted from what its quotations say now."""
    figures = recounted(document.figures, whence(document))
    return document if figures == document.figures else replace(document, figures=figures)


def _kinds(rows: list[dict[str, Any]], cited: Mapping[str, int]) -> list[dict[str, Any]]:
    made = indicators.representation(
        {row["value"]: row["contributions"] for row in rows},
        {row["value"]: row["population"] for row in rows},
        {row["value"]: cited.get(row["label"], 0) for row in rows},
    )
    return [row | fresh for row, fresh in zip(rows, made, strict=True)]


def _qualities(rows: list[dict[str, Any]], cited: Mapping[str, int]) -> list[dict[str, Any]]:
    """As those of kinds, citations standing beside contributions instead of inhabitants."""
    written = {row["value"]: row["contributions"] for row in rows}
    quoted = {row["value"]: cited.get(row["label"], 0) for row in rows}
    made = indicators.representation(quoted, {value: count or 0 for value, count in written.items()})
    return [_quality(row, fresh) for row, fresh in zip(rows, made, strict=True)]


def _quality(row: dict[str, Any], fresh: dict[str, Any]) -> dict[str, Any]:
    is_told = row["contributions"] is not None
    return row | {
        "contributions_share": fresh["population_share"] if is_told else None,
        "citations": fresh["contributions"],
        "citations_share": fresh["contributions_share"],
        "ratio": fresh["ratio"] if is_told else None,
        "far": fresh["far"] and is_told,
    }
