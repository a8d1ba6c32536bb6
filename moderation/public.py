"""What everybody may read of the moderation: its register."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from consultation import public
from consultation.models import Consultation
from consultation.public import PublicPage


@public.shows("register")
def register_page(slug: str) -> PublicPage | None:
    found = Consultation.objects.public().filter(slug=slug).first()
    return found and _page(found)


@public.lists
def register_pages(consultation: Consultation) -> Iterator[PublicPage]:
    """No query."""
    yield _page(consultation)


def _page(consultation: Consultation) -> PublicPage:
    return PublicPage(reverse("register", args=[consultation.slug]), _("Registre de la modération"), consultation)
