"""The sitemaps of contributions: read by key and streamed, so that a million of them take no more memory than one."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import chain

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultation.models import PUBLIC_STATES
from consultation.sitemap import urlset
from debates.models import Contribution
from debates.public import CHUNK


@require_safe
def contributions(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The public contributions whose ids lie in the stretch `number`; 404 when there is none."""
    pieces = urlset(_addresses(number))
    begun = next(pieces)  # the 404 comes before the answer begins
    return StreamingHttpResponse(chain([begun], pieces), content_type="application/xml; charset=utf-8")


def _addresses(number: int) -> Iterator[tuple[str, datetime | None]]:
    rows = Contribution.objects.contributions().published().filter(pk__gte=number * CHUNK, pk__lt=(number + 1) * CHUNK)
    rows = rows.filter(question__theme__consultation__state__in=PUBLIC_STATES).order_by("pk")
    wanted = rows.values_list("pk", "question__theme__consultation__slug", "live__published_at")
    for pk, slug, changed_at in wanted.iterator(chunk_size=2_000):
        yield f"{_folder(slug)}{pk}/", changed_at


@cache
def _folder(slug: str) -> str:
    """What the addresses of all contributions of a consultation begin with: found once, not for each."""
    return reverse("contribution", args=[slug, 0]).removesuffix("0/")
