"""The charts and tables that stand in the place of a statement."""

from collections.abc import Iterable, Mapping

from django import template

from synthesis.charts import Picture

register = template.Library()


@register.filter
def under(pictures: Mapping[str, Picture], key: str) -> Picture | None:
    """The picture of a key, of those that a page has drawn (`synthesis.views.drawings.placed_in`); None without one."""
    return pictures.get(key)


@register.filter
def headed(row: Iterable, headings: Iterable[str]) -> list[tuple[str, object]]:
    """The cells of a row, each with the head of its column, which stands beside it where columns do not fit."""
    return list(zip(headings, row, strict=True))
