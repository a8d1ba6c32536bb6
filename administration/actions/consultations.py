"""A consultation from its first row to the archives."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from administration import addresses, copying, preparation
from administration.actions.rows import changed, locked
from consultation import audit
from consultation.models import Consultation, Membership, Role, User
from debates.actions import Refused
from debates.models import Nature

State = Consultation.State


@transaction.atomic
def create(
    *,
    by: User,
    name: str,
    tagline: str = "",
    slug: str = "",
    model: Consultation | None = None,
    starts_on: date | None = None,
) -> Consultation:
    """A consultation in preparation, administered by whoever opens it.

    It has the default natures, or all that `model` may hand on (see `copying`), its calendar beginning on `starts_on`.
    Without `slug` its address tells its name. Refused for an address that is taken or reserved.
    """
    consultation = Consultation(name=name, slug=_free(slug) or addresses.for_consultation(name), state=State.PREPARING)
    if model:
        copying.copy_texts(model, consultation)
    consultation.tagline = tagline or consultation.tagline
    _save_address(consultation)
    Membership.objects.create(consultation=consultation, user=by, role=Role.ADMINISTRATOR)
    if model:
        copying.copy_rows(model, consultation, by=by, starts_on=starts_on)
    else:
        for position, key in enumerate(Nature.DEFAULTS):
            Nature.objects.create(consultation=consultation, key=key, position=position)
    audit.record("consultation.created", consultation, by=by, slug=consultation.slug, model=model.slug if model else "")
    return consultation


@transaction.atomic
def change_general(consultation: Consultation, *, by: User, **values) -> dict[str, list[str]]:
    """Change the general texts and settings; what changed, from what to what.

    Refused for an address that is taken or reserved, and for any other address once the consultation was open: links
    were written in mails and in documents that never change.
    """
    held = locked(consultation)
    if values.get("slug", held.slug) != held.slug:
        if held.state != State.PREPARING:
            raise Refused({"slug": _("L’adresse ne change plus une fois la consultation ouverte.")})
        _free(values["slug"])
    told = _changed_once(held, values)
    if told:
        audit.record("consultation.changed", held, by=by, changed=told)
    return told


def _changed_once(held: Consultation, values: dict) -> dict[str, list[str]]:
    try:
        with transaction.atomic():
            return changed(held, values)
    except IntegrityError:  # somebody took the address meanwhile
        raise _taken() from None


def _save_address(consultation: Consultation) -> None:
    try:
        with transaction.atomic():
            consultation.save()
    except IntegrityError:
        raise _taken() from None


def _free(slug: str) -> str:
    if slug.lower() in addresses.reserved():
        raise Refused({"slug": _("Cette adresse est réservée au site. Choisissez-en une autre.")})
    if slug and Consultation.objects.filter(slug=slug).exists():
        raise _taken()
    return slug


def _taken() -> Refused:
    return Refused({"slug": _("Cette adresse est déjà celle d’une autre consultation. Choisissez-en une autre.")})


@transaction.atomic
def open_to_all(consultation: Consultation, *, by: User) -> bool:
    """Show a consultation in preparation to everybody; its calendar says from then on what may be done.

    Refused while something that it cannot do without is missing. False when somebody opened it first.
    """
    held = locked(consultation)
    missing = preparation.missing(held) if held.state == State.PREPARING else []
    if missing:
        words = ", ".join(step.words[:1].lower() + step.words[1:] for step in missing)
        raise Refused(_("La consultation ne peut pas encore ouvrir. Il reste à : %(words)s.") % {"words": words})
    return _move(held, (State.PREPARING,), State.OPEN, "opened", by)


@transaction.atomic
def close(consultation: Consultation, *, by: User) -> bool:
    """Nobody writes any more, everything stays readable."""
    return _move(locked(consultation), (State.OPEN,), State.CLOSED, "closed", by)


@transaction.atomic
def reopen(consultation: Consultation, *, by: User) -> bool:
    """Let the calendar of a closed consultation say again what may be done."""
    return _move(locked(consultation), (State.CLOSED,), State.OPEN, "reopened", by)


@transaction.atomic
def archive(consultation: Consultation, *, by: User) -> bool:
    """Take a closed consultation off the site's first page; its addresses go on answering."""
    return _move(locked(consultation), (State.CLOSED,), State.ARCHIVED, "archived", by)


@transaction.atomic
def take_out(consultation: Consultation, *, by: User) -> bool:
    """Take a consultation out of the archives: closed, and on the site's first page."""
    return _move(locked(consultation), (State.ARCHIVED,), State.CLOSED, "taken_out", by)


def _move(held: Consultation, before: tuple[str, ...], after: str, verb: str, by: User) -> bool:
    if held.state not in before:
        return False
    changed(held, {"state": after})
    audit.record(f"consultation.{verb}", held, by=by)
    return True
