"""What became of the texts of a person, for the pages where he finds them."""

from collections.abc import Iterable

from django import template
from django.template.context import RequestContext

from debates.models import Contribution
from synthesis import becoming

register = template.Library()


@register.simple_tag
def fates(contributions: Iterable[Contribution]) -> list[becoming.Fate]:
    """What became of each of these, in their order."""
    return becoming.fates(contributions)


@register.inclusion_tag("synthesis/_my_contribution.html", takes_context=True)
def my_contribution(context: RequestContext, contribution: Contribution) -> dict:
    """On the page of a contribution, what became of it, for its author alone; nobody else costs a query."""
    person = context["request"].user
    is_own = person.is_authenticated and contribution.author_id == person.pk
    return {"fate": becoming.fates([contribution])[0] if is_own else None}
