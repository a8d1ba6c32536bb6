"""What everybody may read: each application says it of its own pages, in its module `public`.

The sitemap, "Envoyer à un contact" and what search engines are let in to know of nothing else, so a page that nobody
named here is neither listed, nor sent, nor found.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.urls import Resolver404, resolve

from consultation.models import Consultation

_PATH = re.compile(r"/[a-z0-9A-Z_/-]{0,300}")
_PLACE = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]{0,60}")  # what may follow the # of an address


@dataclass(frozen=True)
class PublicPage:
    """A page that everybody may read now: its path on this site, its title, when its own text last changed.

    `is_under`: on a plan of the site it is shown under the page listed before it.
    """

    path: str
    title: str
    consultation: Consultation
    changed_at: datetime | None = None
    is_under: bool = False


Finder = Callable[..., PublicPage | None]
_finders: dict[str, Finder] = {}
_listers: list[Callable[[Consultation], Iterable[PublicPage]]] = []
_sitemaps: list[Callable[[], Iterable[str]]] = []
_read_alone: set[str] = set()
_shared = {"site_charter", "robots", "sitemap", "consultation_sitemap"}
_about_the_site = frozenset(["home", "accessibility", "legal", "privacy", "api_docs"])


def shows(route: str) -> Callable[[Finder], Finder]:
    """Register how the page of `route` is found from what its address says: None when not everybody may read it."""

    def register(finder: Finder) -> Finder:
        _finders[route] = finder
        return finder

    return register


def lists(lister: Callable[[Consultation], Iterable[PublicPage]]) -> Callable:
    """Register the pages of a consultation for its sitemap: some hundreds at most, their number bound by its staff."""
    _listers.append(lister)
    return lister


def adds_sitemaps(paths: Callable[[], Iterable[str]]) -> Callable:
    """Register sitemaps of what may be too much for one file."""
    _sitemaps.append(paths)
    return paths


def reads(*routes: str) -> None:
    """Register addresses whose GET only reads what everybody may read, and that no cache shares: search."""
    _read_alone.update(routes)


def page_at(address: str) -> PublicPage | None:
    """The page at a path of this site, with its place (#c12) and without its query; None for anything else.

    The path that comes back is made here from what was found: nothing of what was typed is in it but a plain anchor.
    """
    typed, _, place = address.partition("#")
    path = typed.partition("?")[0]
    if not _PATH.fullmatch(path):
        return None
    try:
        match = resolve(path)
    except Resolver404:
        return None
    finder = _finders.get(match.view_name)
    page = finder(**match.kwargs) if finder else None
    return replace(page, path=f"{page.path}#{place}") if page and _PLACE.fullmatch(place) else page


def is_for_search_engines(route: str) -> bool:
    return route in _finders or route in _about_the_site


def shares(*routes: str) -> None:
    """Register pages that everybody may read and that are neither listed nor sent: feeds, lists, older texts."""
    _shared.update(routes)


def is_shared(route: str) -> bool:
    """Whether a reader of whom nothing is known gets there what every other one gets, so that caches may share it."""
    return route in _shared or is_for_search_engines(route)


def is_read_alone(route: str) -> bool:
    """Whether a GET of this route only reads, and shows what everybody may read."""
    return is_shared(route) or route in _read_alone


def pages_of(consultation: Consultation) -> Iterator[PublicPage]:
    for lister in _listers:
        yield from lister(consultation)


def by_app(consultation: Consultation) -> Iterator[tuple[str, Iterator[PublicPage]]]:
    """The same, each application with its own, in the order of their floors."""
    for lister in _listers:
        yield _app(lister), lister(consultation)


def _app(lister: Callable) -> str:
    return lister.__module__.partition(".")[0]


def sitemaps() -> list[str]:
    return [path for paths in _sitemaps for path in paths()]


def absolute(path: str) -> str:
    """The address of a path under the name the site was given, whatever host the request was sent to."""
    return settings.SITE_URL.rstrip("/") + path
