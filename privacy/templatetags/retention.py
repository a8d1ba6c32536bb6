"""How long things are kept, for the page that tells people: the very table that the daily job applies."""

from django import template
from django.conf import settings

from privacy import retention

register = template.Library()


@register.simple_tag
def retention_limits() -> tuple[retention.Limit, ...]:
    return retention.limits()


@register.simple_tag
def retention_years() -> float:
    """Years without any contact after which an account is erased."""
    return settings.RETENTION_YEARS
