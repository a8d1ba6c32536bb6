"""The charts and tables that stand in the place of a statement."""

from collections.abc import Mapping

from django import template

from synthesis.charts import Picture

register = template.Library()


@register.filter
def under(pictures: Mapping[str, Picture], key: str) -> Picture | None:
    """The picture of a key, of those that a page has drawn (`synthesis.views.drawings.placed_in`); None without one."""
    return pictures.get(key)
