"""The pictures of a page: all that it shows are drawn together, in its language, unless they were drawn before."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from debates.models import Theme
from synthesis import catalogue, charts, composing, renewing, showing
from synthesis.document import Document
from synthesis.models import Synthesis


def pictures(figures: dict[str, Any]) -> list[charts.Picture]:
    """The pictures of participation figures, in the language of the page; none without figures."""
    return charts.pictures(figures) if figures else []


def placed(synthesis: Synthesis, theme: Theme | None = None) -> dict[str, charts.Picture]:
    """The charts and tables that the statements of a draft (of a theme of it) hold, by key; none costs one query."""
    rows = synthesis.statements.exclude(figure="")
    keys = set((rows.filter(theme=theme) if theme else rows).values_list("figure", flat=True))
    return _figures(composing.document(synthesis, tongues=False), keys) if keys else {}


def placed_in(document: Document) -> dict[str, charts.Picture]:
    """The charts and tables that a document holds in the place of its statements, by key.

    Those of its participation figures, which its page shows too, are drawn with them.
    """
    sections = (section for theme in document.themes for section in theme.sections)
    keys = {said.figure for section in sections for said in section.statements if said.figure}
    beside = charts.planned(showing.figures_of(document)) if keys else []
    return _figures(document, keys, beside) if keys else {}


def represented(document: Document) -> list[tuple[charts.Picture, str]]:
    """Who writes and who is cited, beside who lives there: each table with its note, in the language of the page."""
    if "qualities" not in document.figures:
        return []
    document = renewing.as_readable(document)
    return catalogue.represented(replace(document, figures=showing.figures_of(document)))


def _figures(document: Document, keys: set[str], beside: Sequence[charts.Picture] = ()) -> dict[str, charts.Picture]:
    """Without the titles of texts that are no longer online, in the language of the page."""
    document = renewing.as_readable(document)
    document = replace(document, figures=showing.figures_of(document))
    found = {key: picture for key in sorted(keys) if (picture := catalogue.figure_of(document, key))}
    return dict(zip(found, charts.drawn([*found.values(), *beside]), strict=False))
