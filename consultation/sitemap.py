"""/sitemap.xml and /robots.txt: what search engines are shown, and what they are asked to leave alone."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from itertools import islice

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultation import public
from consultation.models import Consultation

PIECE = 500  # addresses sent at once
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
LEFT_ALONE = (
    # ADMIN_PATH is not here: a file that everybody reads would tell where it is.
    "/comptes/",
    "/mon-espace/",
    "/*/recherche/",
    "/*/envoyer/",
    "/*/contribuer/",
    "/*/moderation/",
    "/*/pages/",
    "/*/recolte/",
    "/*/idees/",
    "/*/consolidations/",
    "/*/redaction/",
    "/*/exports/",
    "/*/administration/",
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in LEFT_ALONE), ""]
    lines.append(f"Sitemap: {public.absolute(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The sitemaps: one a public consultation, and those of what is too much for one file."""
    slugs = Consultation.objects.public().order_by("pk").values_list("slug", flat=True)
    paths = [reverse("consultation_sitemap", args=[slug]) for slug in slugs] + public.sitemaps()
    entries = "".join(f"<sitemap><loc>{escape(public.absolute(path))}</loc></sitemap>\n" for path in paths)
    return _xml(f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{entries}</sitemapindex>\n")


@require_safe
def of_consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """The pages that a consultation's staff laid out: themes, questions, synthesis, what the mission says."""
    consultation = get_object_or_404(Consultation.objects.public(), slug=slug)
    return _xml("".join(urlset((page.path, page.changed_at) for page in public.pages_of(consultation))))


def urlset(addresses: Iterable[tuple[str, datetime | None]]) -> Iterator[str]:
    """A sitemap, piece by piece, from paths and the dates when their texts last changed. 404 when there is none."""
    found = iter(addresses)
    first = next(found, None)
    if first is None:
        raise Http404
    site = public.absolute("")
    yield f"{_HEAD}<urlset {_NAMESPACE}>\n{_url(site, *first)}"
    while lines := [_url(site, *address) for address in islice(found, PIECE)]:
        yield "".join(lines)
    yield "</urlset>\n"


def _url(site: str, path: str, changed_at: datetime | None) -> str:
    changed = f"<lastmod>{changed_at.isoformat(timespec='seconds')}</lastmod>" if changed_at else ""
    return f"<url><loc>{escape(site + path)}</loc>{changed}</url>\n"


def _xml(content: str) -> HttpResponse:
    return HttpResponse(content, content_type="application/xml; charset=utf-8")
