"""The plan of a consultation's pages: what `consultation.public` knows, in chapters."""

from dataclasses import dataclass, field

from django.apps import apps

from consultation import public
from consultation.models import Consultation
from consultation.public import PublicPage


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
    """One an application that has pages here, in the order of the applications. A few queries each."""
    found = []
    for app, pages in public.by_app(consultation):
        chapter = Chapter(str(apps.get_app_config(app).verbose_name))
        for page in pages:
            if page.is_under and chapter.entries:
                chapter.entries[-1].under.append(page)
            else:
                chapter.entries.append(Entry(page))
        found += [chapter] if chapter.entries else []
    return found
