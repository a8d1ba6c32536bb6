"""Every change of a page of the mission: one function an act, one transaction with its record."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import Consultation, User
from consultation.territories.models import Commune
from pages.models import RESERVED_SLUGS, Kind, Page, PageState

CONTACT = "contact"  # the slug of the one page of that kind, which no other may take
SLUG_MAX = 80


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
) -> None:
    """Change what a page says, online or not; its kind stays, and its address where it was once online.

    `revision` is that of the page as it was opened. Raises RewrittenMeanwhile, ValidationError.
    """
    kept = page.slug if page.published_at else slug or page.slug
    claimed = Page.objects.filter(pk=page.pk, revision=revision).update(revision=F("revision") + 1)
    if not claimed:
        raise RewrittenMeanwhile
    page.revision = revision + 1
    page.updated_at = timezone.now()
    _set(page, title, body, kept, visit_on, venue, commune)
    _saved_once(page)
    audit.record("page.rewritten", page, by=by, revision=page.revision, state=page.state)


@transaction.atomic
def publish(page: Page, *, by: User, at: datetime | None = None) -> None:
    """Put a page online, now or from `at` on; publishing again changes that date.

    Raises ValidationError for an empty page: a visit that is announced may have no text yet.
    """
    if text.is_blank(page.body) and not page.is_visit:
        raise ValidationError({"body": _("Écrivez le texte de la page avant de la publier.")})
    page.state, page.published_at = PageState.PUBLISHED, at or timezone.now()
    page.save(update_fields=["state", "published_at"])
    audit.record("page.published", page, by=by, at=page.published_at.isoformat())


@transaction.atomic
def withdraw(page: Page, *, by: User) -> bool:
    """Take a page off the site; its text stays for those who write. False if it was not published."""
    if not Page.objects.filter(pk=page.pk, state=PageState.PUBLISHED).update(state=PageState.WITHDRAWN):
        return False
    page.state = PageState.WITHDRAWN
    audit.record("page.withdrawn", page, by=by)
    return True


def _set(page: Page, title: str, body: str, slug: str, visit_on, venue: str, commune) -> None:
    page.title, page.slug = text.clean_line(title), CONTACT if page.kind == Kind.CONTACT else slug
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
    left_out = {"consultation", "by", "commune"} | ({"slug"} if page.kind == Kind.CONTACT else set())
    page.clean_fields(exclude=left_out)


def _saved_once(page: Page) -> None:
    try:
        with transaction.atomic():
            page.save()
    except IntegrityError:
        if page.kind == Kind.CONTACT:
            raise ValidationError({"kind": _("La page de contact existe déjà : modifiez-la.")}) from None
        raise ValidationError({"slug": _("Une autre page a déjà cette adresse. Choisissez-en une autre.")}) from None


def _free_slug(consultation: Consultation, title: str) -> str:
    """An address made of the title, followed by a number where it is taken."""
    stem = slugify(text.clean_line(title))[: SLUG_MAX - 5].strip("-") or "page"
    taken = set(consultation.pages.filter(slug__startswith=stem).values_list("slug", flat=True)) | set(RESERVED_SLUGS)
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)
