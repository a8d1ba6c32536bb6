"""Words of people, shortened for lists."""

from django import template

from consultation import text

register = template.Library()


@register.filter
def excerpt(value: str, length: int = 280) -> str:
    """The beginning of a plain text, cut between words; the template escapes it."""
    return text.excerpt(str(value or ""), int(length))
