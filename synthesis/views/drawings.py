"""The pictures of a page: drawing them takes a second, so what was drawn once is kept in the cache."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from debates.models import Theme
from synthesis import catalogue, charts, composing, renewing, showing
from synthesis.document import Document, digest
from synthesis.models import Synthesis

KEPT = 7 * 24 * 3600  # seconds


def pictures(figures: dict[str, Any]) -> list[charts.Picture]:
    """The pictures of participation figures, in the language of the page; none without figures."""
    if not figures:
        return []
    told = json.dumps([get_language(), figures], sort_keys=True)
    key = f"pictures:{hashlib.sha256(told.encode()).hexdigest()}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = charts.pictures(figures)
        cache.set(key, drawn, KEPT)
    return drawn


def placed(synthesis: Synthesis, theme: Theme | None = None) -> dict[str, charts.Picture]:
    """The charts and tables that the statements of a draft (of a theme of it) hold, by key; none costs one query."""
    rows = synthesis.statements.exclude(figure="")
    keys = set((rows.filter(theme=theme) if theme else rows).values_list("figure", flat=True))
    return _figures(composing.document(synthesis), keys) if keys else {}


def placed_in(document: Document) -> dict[str, charts.Picture]:
    """The charts and tables that a document holds in the place of its statements, by key."""
    sections = (section for theme in document.themes for section in theme.sections)
    keys = {said.figure for section in sections for said in section.statements if said.figure}
    return _figures(document, keys) if keys else {}


def represented(document: Document) -> list[tuple[charts.Picture, str]]:
    """Who writes and who is cited, beside who lives there: each table with its note, in the language of the page."""
    if "qualities" not in document.figures:
        return []
    document = renewing.as_readable(document)
    return catalogue.represented(replace(document, figures=showing.figures_of(document)))


def _figures(document: Document, keys: set[str]) -> dict[str, charts.Picture]:
    """Drawn once and kept; without the titles of texts that are no longer online, in the language of the page."""
    document = renewing.as_readable(document)
    document = replace(document, figures=showing.figures_of(document))
    bare = tuple(replace(theme, sections=()) for theme in document.themes)  # what is written changes no picture
    told = json.dumps([get_language(), sorted(keys), digest(replace(document, themes=bare, made_at=""))])
    name = f"figures:{hashlib.sha256(told.encode()).hexdigest()}"
    drawn = cache.get(name)
    if drawn is None:
        found = {key: catalogue.figure_of(document, key) for key in sorted(keys)}
        drawn = {key: picture for key, picture in found.items() if picture}
        cache.set(name, drawn, KEPT)
    return drawn
