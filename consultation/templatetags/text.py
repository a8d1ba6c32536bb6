"""Words of people, shortened for lists; a day told by the facts of a notice."""

from datetime import date

from django import template
from django.utils.formats import date_format

from consultation import text

register = template.Library()


@register.filter
def excerpt(value: str, length: int = 280) -> str:
    """The beginning of a plain text, cut between words; the template escapes it."""
    return text.excerpt(str(value or ""), int(length))


@register.filter
def day_of(value: str) -> str:
    """A day written as in JSON ("2026-05-12"), in the reader's language: 12 mai 2026."""
    return date_format(date.fromisoformat(value), "j F Y")
