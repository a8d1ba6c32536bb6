"""A contribution as lists show it, for the templates that show a few."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from consultation.models import Consultation
from debates import fragments, lines
from debates.models import Contribution

register = template.Library()


@register.simple_tag
def card(contribution: Contribution) -> SafeString:
    """The card of a contribution (read `with_author`: no query of its own)."""
    return fragments.card(lines.card(contribution), contribution.consultation)


@register.simple_tag
def card_of(line: Any, consultation: Consultation) -> SafeString:
    """The same from a line (`debates.lines.CARD`)."""
    return fragments.card(line, consultation)
