"""Atom feeds of a consultation, a theme, a question: the newest contributions that everybody may read.

That of a consultation holds what its mission publishes too: news, press, visits.

An entry's id is the address of its page, which never changes. A text that is hidden or withdrawn leaves at once: a
reader may keep the feed, but has to ask whether it is still the same (ETag); a date alone could not tell that
something left, so `If-Modified-Since` is not taken as an answer.

Entries are ordered by the day they were written, the order of the lists: it has an index for each question. The day of
first publication is in another table (`Publication`), which imported texts are not in, so that no index gives the last
thirty by it: at a million texts each feed would sort its whole question. The cost of the choice: a text that waited for
a moderator longer than it takes thirty others to be written enters no feed; followers are told of it all the same.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import http_date
from django.utils.translation import override
from django.views.decorators.http import require_safe

from consultation.models import Consultation
from consultation.public import absolute
from debates.models import Contribution, Question, Theme
from pages import reading
from pages.models import Page

SIZE = 30  # entries of a feed
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that is new; `path` is that of its page, whose address is the entry's id."""

    path: str
    title: str
    html: str
    published_at: datetime
    updated_at: datetime
    author: str = ""
    words: tuple[str, ...] = ()  # what it is filed under


def in_its_language(feed: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Write a feed in the language of the consultation, for its staff too only if everybody may read it (404)."""

    @wraps(feed)
    def view(request: HttpRequest, slug: str, **where) -> HttpResponse:
        found = get_object_or_404(Consultation.objects.public(), slug=slug)
        with override(found.language):
            return feed(request, found, **where)

    return view


@require_safe
@in_its_language
def whole(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The feed of a consultation."""
    debate = contributions(Question.objects.filter(theme__consultation=consultation))
    entries = sorted(debate + of_the_mission(consultation), key=lambda entry: entry.published_at, reverse=True)
    return _answer(request, consultation, consultation.name, consultation.get_absolute_url(), entries[:SIZE])


@require_safe
@in_its_language
def theme(request: HttpRequest, consultation: Consultation, theme_slug: str) -> HttpResponse:
    found = get_object_or_404(Theme, consultation=consultation, slug=theme_slug)
    title, page = f"{found.name} — {consultation.name}", reverse("theme", args=[consultation.slug, theme_slug])
    return _answer(request, consultation, title, page, contributions(found.questions.all()))


@require_safe
@in_its_language
def question(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    found = get_object_or_404(Question, theme__consultation=consultation, pk=pk)
    title, page = f"{found.title} — {consultation.name}", reverse("question", args=[consultation.slug, pk])
    return _answer(request, consultation, title, page, contributions(Question.objects.filter(pk=pk)))


def contributions(questions: QuerySet[Question]) -> list[Entry]:
    """The newest public contributions of these questions. Two queries; the first reads an index for each question."""
    online = Contribution.objects.voices().published()
    newest = online.filter(question=OuterRef("pk")).order_by("-created_at", "-pk").values("pk")[:SIZE]
    found = questions.annotate(newest=ArraySubquery(newest)).values_list("newest", flat=True)
    chosen = [pk for some in found for pk in some]
    rows = online.with_author().filter(pk__in=chosen).order_by("-created_at", "-pk")[:SIZE]
    return [_entry(row) for row in rows]


def of_the_mission(consultation: Consultation) -> list[Entry]:
    """What the mission published last and everybody may read. One query."""
    return [_page_entry(page) for page in reading.public(consultation)[:SIZE]]


def _page_entry(page: Page) -> Entry:
    """With where and when it is, for a visit."""
    day = date_format(page.visit_on, "l j F Y") if page.visit_on else ""
    said = " · ".join(filter(None, [day, page.venue, str(page.commune or "")])) if page.is_visit else ""
    return Entry(
        path=page.get_absolute_url(),
        title=page.title,
        html=(format_html("<p>{}</p>", said) if said else "") + page.html,
        published_at=page.published_at,
        updated_at=max(page.published_at, page.updated_at),
        words=(page.get_kind_display(),),
    )


def _entry(row: Contribution) -> Entry:
    """With the quality and the place of its author only if the author shows them."""
    said = " · ".join(filter(None, [row.shown_stakeholder, str(row.shown_commune or "")]))
    return Entry(
        path=row.get_absolute_url(),
        title=row.live.heading,
        html=row.live.html + (format_html("<p>{}</p>", said) if said else ""),
        published_at=row.created_at,
        updated_at=max(row.created_at, row.live.published_at or row.created_at),
        author=row.author.name if row.author else "",
        words=(row.nature.label, row.question.theme.name, row.question.title),
    )


def _answer(
    request: HttpRequest, consultation: Consultation, title: str, page: str, entries: list[Entry]
) -> HttpResponse:
    feed = _feed(request.path, consultation, title, page, entries)
    content = feed.writeString("utf-8")
    response = HttpResponse(content, content_type=feed.content_type)
    response["Cache-Control"] = "no-cache"  # may be kept, has to be asked for again
    response["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    response["Content-Language"] = consultation.language
    etag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


def _feed(path: str, consultation: Consultation, title: str, page: str, entries: list[Entry]) -> "Feed":
    feed = Feed(
        title=_held(title),
        link=absolute(page),
        description=None,
        subtitle=_held(consultation.tagline) or None,
        language=consultation.language,
        author_name=_held(settings.SITE_NAME),
        feed_url=absolute(path),
        feed_guid=absolute(path),
        updated_at=max([entry.updated_at for entry in entries], default=consultation.created_at),
    )
    for entry in entries:
        feed.add_item(
            title=_held(entry.title),
            link=absolute(entry.path),
            description=None,
            author_name=_held(entry.author) or None,
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            unique_id=absolute(entry.path),
            categories=[_held(word) for word in entry.words],
            html=_held(entry.html),
        )
    return feed


class Feed(Atom1Feed):
    """Atom with the whole text as its content, and a date of its own when it is empty."""

    def latest_post_date(self) -> datetime:
        return self.feed["updated_at"]

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html", "xml:base": item["link"]})


def _held(value: str) -> str:
    """A text as XML 1.0 can hold it: a sign for each character that it has no way to write."""
    return _NOT_XML.sub("\ufffd", str(value))
