"""What everybody may read of the mission's own pages."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation import public
from consultation.models import Consultation
from consultation.public import PublicPage
from pages import reading
from pages.models import ALONE, Page

public.shares("charter", "method", "site_map", "consultation_legal", "consultation_privacy")
public.shares("consultation_accessibility")
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


def _shown_as(route: str, title: str) -> None:
    """Register a page that every consultation has; `title` is a lazy text."""

    @public.shows(route)
    def found(slug: str) -> PublicPage | None:
        return _of_the_site(route, slug, str(title))


STANDING = {
    "charter": gettext_lazy("La charte"),
    "method": gettext_lazy("La méthode"),
    "consultation_legal": gettext_lazy("Mentions légales"),
    "consultation_privacy": gettext_lazy("Données personnelles"),
    "consultation_accessibility": gettext_lazy("Accessibilité"),
    "site_map": gettext_lazy("Plan du site"),
}
for _route, _title in STANDING.items():
    _shown_as(_route, _title)


@public.lists
def pages_of_the_mission(consultation: Consultation) -> Iterator[PublicPage]:
    """One query."""
    titles = {"mission": _("La mission"), "mission_agenda": _("L’agenda des visites")}
    for route, title in {**titles, "mission_contact": _("Écrire à la mission"), **STANDING}.items():
        yield PublicPage(reverse(route, args=[consultation.slug]), str(title), consultation)
    rows = reading.public(consultation).exclude(kind__in=ALONE).defer("body", "html", "text")
    for one in rows[:LISTED]:
        yield _page(one)


def _of_the_site(route: str, slug: str, title: str) -> PublicPage | None:
    found = Consultation.objects.public().filter(slug=slug).first()
    return found and PublicPage(reverse(route, args=[slug]), title, found)


def _page(found: Page) -> PublicPage:
    return PublicPage(found.get_absolute_url(), found.title, found.consultation, found.updated_at)
