"""Where a contribution is, for the pages that show it."""

from django import template
from django.utils.safestring import SafeString

from debates import place_drawing, place_reading
from debates.models import Contribution, Place

register = template.Library()


@register.simple_tag
def place_of(contribution: Contribution) -> Place | None:
    """The place it names; one query, none for a text that may name none."""
    return place_reading.place_of(contribution)


@register.simple_tag
def locator(place: Place) -> SafeString:
    """A small map of its department with the place on it; "" where there is no outline."""
    return place_drawing.locator(place)
