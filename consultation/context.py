"""What every template may rely on."""

from django.conf import settings
from django.http import HttpRequest

from consultation.permissions import roles_of


def site(request: HttpRequest) -> dict:
    """The site's name, the consultation of the page (None elsewhere) and the person's roles in it."""
    consultation = getattr(request, "consultation", None)
    user = getattr(request, "user", None)
    roles = roles_of(user, consultation) if consultation and user else frozenset()
    return {"site_name": settings.SITE_NAME, "consultation": consultation, "roles": roles}
