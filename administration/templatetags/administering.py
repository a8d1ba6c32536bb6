"""What the pages of the floors below show of the administration: a menu, and the consultations somebody works on."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy

from consultation import second_factor
from consultation.models import Consultation, Membership, Role, User
from consultation.permissions import allowed

register = template.Library()

SECTIONS = (
    ("administration", gettext_lazy("Où en est la consultation")),
    ("administer_general", gettext_lazy("Général")),
    ("administer_calendar", gettext_lazy("Calendrier")),
    ("administer_themes", gettext_lazy("Thèmes et questions")),
    ("administer_natures", gettext_lazy("Natures")),
    ("administer_moderation", gettext_lazy("Modération")),
    ("administer_charter", gettext_lazy("Règles de la charte")),
    ("pages_desk", gettext_lazy("Pages de la mission")),
    ("administer_accessibility", gettext_lazy("Audits d’accessibilité")),
    ("administer_team", gettext_lazy("L’équipe")),
    ("administer_log", gettext_lazy("Journal des actes")),
)


@register.inclusion_tag("administration/_menu.html")
def administration_menu(consultation: Consultation, path: str) -> dict:
    """The sections of the administration of a consultation, the one of `path` marked."""
    sections = []
    for route, words in SECTIONS:
        url = reverse(route, args=[consultation.slug])
        sections.append({"url": url, "words": words, "is_here": url == path})
    return {"sections": sections}


@dataclass
class Work:
    """A consultation somebody has roles in."""

    consultation: Consultation
    roles: list[str]
    administers: bool = False


@register.inclusion_tag("administration/_mine.html")
def consultations_of(person: User) -> dict:
    """The consultations a person works on, in preparation too, and whether a new one may be opened. Three queries."""
    rows: dict[int, Work] = {}
    memberships = Membership.objects.filter(user=person).select_related("consultation")
    for membership in memberships.order_by("-consultation__created_at", "consultation", "pk"):
        work = rows.setdefault(membership.consultation_id, Work(membership.consultation, []))
        work.roles.append(membership.get_role_display())
        work.administers |= membership.role == Role.ADMINISTRATOR
    may_open = allowed(person, "administration.open_consultation", None)
    is_unprotected = bool(rows or person.is_superuser) and not second_factor.has(person)
    return {"rows": rows.values(), "may_open": may_open, "is_unprotected": is_unprotected}
