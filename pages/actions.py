"""Every change of a page of the mission: one function an act, one transaction with its record."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.consents.actions import publish_terms
from consultation.models import Consultation, User
from consultation.territories.models import Commune
from pages.models import ACCEPTED, ALONE, RESERVED_SLUGS, Kind, Page, PageState

SLUG_MAX = 80
SLUGS = {kind: f"_{kind}" for kind in ALONE} | {Kind.CONTACT: "contact"}  # which no other page may take


class RewrittenMeanwhile(Exception):
    """Somebody else wrote the page since it was opened; nothing was changed."""


@transaction.atomic
def write(
    consultation: Consultation,
    *,
    by: User,
    kind: str,
    title: str,
    body: str = "",
    slug: str = "",
    visit_on: date | None = None,
    venue: str = "",
    commune: Commune | None = None,
) -> Page:
    """A new page, kept as a draft. Raises ValidationError for what does not make a page, or an address taken."""
    page = Page(consultation=consultation, kind=kind, by=by)
    _set(page, title, body, slug or _free_slug(consultation, title), visit_on, venue, commune)
    _saved_once(page)
    audit.record("page.written", page, by=by, kind=page.kind, slug=page.slug)
    return page


@transaction.atomic
def rewrite(
    page: Page,
    *,
    by: User,
    revision: int,
    title: str,
    body: str = "",
    slug: str = "",
    visit_on: date | None = None,
    venue: str = "",
    commune: Commune | None = None,
    asks_again: bool | None = None,
) -> None:
    """Change what a page says, online or not; its kind stays, and its address where it was once online.

    `revision` is that of the page as it was opened. `asks_again` makes of a charter or a privacy policy online a new
    version (`publish`); None leaves that to `publish`, called next. Raises RewrittenMeanwhile, ValidationError.
    """
    kept = page.slug if page.published_at else slug or page.slug
    claimed = Page.objects.filter(pk=page.pk, revision=revision).update(revision=F("revision") + 1)
    if not claimed:
        raise RewrittenMeanwhile
    page.revision = revision + 1
    page.updated_at = timezone.now()
    _set(page, title, body, kept, visit_on, venue, commune)
    _saved_once(page)
    if asks_again is not None and page.state == PageState.PUBLISHED:
        _new_terms(page, by, asks_again)
    audit.record("page.rewritten", page, by=by, revision=page.revision, state=page.state)


@transaction.atomic
def publish(page: Page, *, by: User, at: datetime | None = None, asks_again: bool | None = None) -> None:
    """Put a page online, now or from `at` on; publishing again changes that date.

    A charter or a privacy policy is a version of what people accept: `asks_again` says whether it changes what they
    accepted, or only corrects words. Raises ValidationError where that is not said, and for an empty page: a visit
    that is announced may have no text yet.
    """
    if text.is_blank(page.body) and not page.is_visit:
        raise ValidationError({"body": _("Écrivez le texte de la page avant de la publier.")})
    page.state, page.published_at = PageState.PUBLISHED, at or timezone.now()
    page.save(update_fields=["state", "published_at"])
    _new_terms(page, by, asks_again)
    audit.record("page.published", page, by=by, at=page.published_at.isoformat())


@transaction.atomic
def withdraw(page: Page, *, by: User) -> bool:
    """Take a page off the site; its text stays for those who write. False if it was not published.

    Of the pages that every consultation has, the default text is shown again.
    """
    if not Page.objects.filter(pk=page.pk, state=PageState.PUBLISHED).update(state=PageState.WITHDRAWN):
        return False
    page.state = PageState.WITHDRAWN
    if page.kind in ACCEPTED:
        publish_terms(page.consultation, page.kind, body="", asks_again=False, by=by)
    audit.record("page.withdrawn", page, by=by)
    return True


def _new_terms(page: Page, by: User, asks_again: bool | None) -> None:
    if page.kind not in ACCEPTED:
        return
    if asks_again is None:
        raise ValidationError({"asks_again": _("Dites si ce texte change ce que les participants ont accepté.")})
    words = f"{page.title}\n\n{page.body}"
    publish_terms(page.consultation, page.kind, body=words, asks_again=asks_again, by=by, at=page.published_at)


def _set(page: Page, title: str, body: str, slug: str, visit_on, venue: str, commune) -> None:
    page.title, page.slug = text.clean_line(title), SLUGS.get(page.kind, slug)
    rendered = text.render(text.clean_body(body), page.title)
    page.body, page.html, page.text = rendered.body, rendered.html, rendered.text
    if page.is_visit:
        page.visit_on, page.venue, page.commune = visit_on, text.clean_line(venue), commune
    _check(page)


def _check(page: Page) -> None:
    errors = {}
    if text.is_blank(page.title):
        errors["title"] = _("Donnez un titre à la page.")
    if page.is_visit and not page.visit_on:
        errors["visit_on"] = _("Dites quel jour a lieu la visite.")
    if errors:
        raise ValidationError(errors)
    left_out = {"consultation", "by", "commune"} | ({"slug"} if page.is_alone else set())
    page.clean_fields(exclude=left_out)


def _saved_once(page: Page) -> None:
    try:
        with transaction.atomic():
            page.save()
    except IntegrityError:
        if page.is_alone:
            raise ValidationError({"kind": _("Cette page existe déjà : modifiez-la.")}) from None
        raise ValidationError({"slug": _("Une autre page a déjà cette adresse. Choisissez-en une autre.")}) from None


def _free_slug(consultation: Consultation, title: str) -> str:
    """An address made of the title, followed by a number where it is taken."""
    stem = slugify(text.clean_line(title))[: SLUG_MAX - 5].strip("-") or "page"
    taken = set(consultation.pages.filter(slug__startswith=stem).values_list("slug", flat=True)) | set(RESERVED_SLUGS)
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)
