"""What other desks say of second readings."""

from django import template

from consultation.models import Consultation, User
from consultation.permissions import allowed
from synthesis.reading import coding

register = template.Library()


@register.inclusion_tag("synthesis/_coding_links.html")
def second_readings(consultation: Consultation, person: User) -> dict:
    """How many texts wait for this person's second reading, with the ways there; nothing for who may not read twice."""
    may = allowed(person, "synthesis.read_twice", consultation)
    waiting = coding.awaiting_count(consultation, person) if may else 0
    return {"may": may, "waiting": waiting, "many": coding.MANY, "slug": consultation.slug}
