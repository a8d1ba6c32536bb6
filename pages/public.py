"""What everybody may read of the mission's own pages."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from consultation import public
from consultation.models import Consultation
from consultation.public import PublicPage
from pages import reading
from pages.models import Kind, Page

LISTED = 1_000  # pages of one sitemap, the newest


@public.shows("mission")
def mission(slug: str) -> PublicPage | None:
    return _of_the_site("mission", slug, _("La mission"))


@public.shows("mission_agenda")
def agenda(slug: str) -> PublicPage | None:
    return _of_the_site("mission_agenda", slug, _("L’agenda des visites"))


@public.shows("mission_contact")
def contact(slug: str) -> PublicPage | None:
    return _of_the_site("mission_contact", slug, _("Écrire à la mission"))


@public.shows("mission_page")
def page(slug: str, page_slug: str) -> PublicPage | None:
    rows = Page.objects.public().filter(consultation__in=Consultation.objects.public(), consultation__slug=slug)
    found = rows.select_related("consultation").filter(slug=page_slug).first()
    return found and _page(found)


@public.lists
def pages_of_the_mission(consultation: Consultation) -> Iterator[PublicPage]:
    """One query."""
    for route in ("mission", "mission_agenda", "mission_contact"):
        yield PublicPage(reverse(route, args=[consultation.slug]), consultation.name, consultation)
    rows = reading.public(consultation).exclude(kind=Kind.CONTACT).defer("body", "html", "text")
    for one in rows[:LISTED]:
        yield _page(one)


def _of_the_site(route: str, slug: str, title: str) -> PublicPage | None:
    found = Consultation.objects.public().filter(slug=slug).first()
    return found and PublicPage(reverse(route, args=[slug]), title, found)


def _page(found: Page) -> PublicPage:
    return PublicPage(found.get_absolute_url(), found.title, found.consultation, found.updated_at)
