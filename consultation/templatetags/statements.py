"""What the foot of every page says and leads to."""

from django import template

from consultation import accessibility
from consultation.models import Consultation

register = template.Library()


@register.simple_tag
def accessibility_phrase(consultation: Consultation | None = None) -> str:
    """« Accessibilité : non conforme », or what the last audit that counts allows to say. No query."""
    return accessibility.phrase(accessibility.of(consultation or None))
