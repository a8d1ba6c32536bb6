"""The plan of a consultation's pages: what `consultation.public` knows, in chapters."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _

from consultation import public
from consultation.models import Consultation
from consultation.public import PublicPage
from pages.public import STANDING


@dataclass
class Entry:
    """A page, and those that are shown under it."""

    page: PublicPage
    under: list[PublicPage] = field(default_factory=list)


@dataclass
class Chapter:
    title: str
    entries: list[Entry] = field(default_factory=list)


def chapters(consultation: Consultation) -> list[Chapter]:
    """The debate and what is made of it, one an application; then the mission, and the rules. A few queries each."""
    by_app = dict(public.by_app(consultation))
    mission = _chapter(_("La mission"), by_app.pop("pages", ()))
    found = [_chapter(apps.get_app_config(app).verbose_name, pages) for app, pages in by_app.items()]
    rules = {reverse(route, args=[consultation.slug]) for route in STANDING}
    apart = [entry for entry in mission.entries if entry.page.path in rules]
    mission.entries = [entry for entry in mission.entries if entry.page.path not in rules]
    return [chapter for chapter in (*found, mission, Chapter(_("Règles et mentions"), apart)) if chapter.entries]


def _chapter(title: str, pages: Iterable[PublicPage]) -> Chapter:
    chapter = Chapter(str(title))
    for page in pages:
        if page.is_under and chapter.entries:
            chapter.entries[-1].under.append(page)
        else:
            chapter.entries.append(Entry(page))
    return chapter
