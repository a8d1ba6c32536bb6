"""The acts: publish a text that people accept, accept it, let something be shown or take that back."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consultation import audit
from consultation.consents import asking
from consultation.consents.models import FIRST, SHARING, TEXTS, Acceptance, Kind, Terms
from consultation.models import Consultation, User


@transaction.atomic
def publish_terms(
    consultation: Consultation | None,
    kind: str,
    *,
    body: str,
    asks_again: bool,
    by: User | None,
    at: datetime | None = None,
) -> Terms | None:
    """A new version of the charter or of the privacy policy, in force now or from `at` on.

    `asks_again`: whoever accepted an older one is asked before writing again. What was to come into force later is
    replaced. None, and nothing written, for the words that are in force already unless people are to be asked again.
    """
    if consultation:  # versions follow one another
        Consultation.objects.select_for_update(no_key=True).only("pk").get(pk=consultation.pk)
    rows, digest = Terms.objects.filter(consultation=consultation, kind=kind), _digest(body)
    rows.filter(published_at__gt=timezone.now()).delete()
    last = rows.first()
    if not asks_again and digest == (last.digest if last else _digest("")):
        return None
    values = {"body": body, "digest": digest, "asks_again": asks_again, "published_at": at or timezone.now()}
    version = last.version + 1 if last else FIRST + 1
    terms = Terms.objects.create(consultation=consultation, kind=kind, version=version, by=by, **values)
    audit.record("terms.published", terms, by=by, kind=kind, version=version, asks_again=asks_again)
    return terms


@transaction.atomic
def ask_again(consultation: Consultation | None, kind: str, *, by: User | None) -> Terms:
    """Ask everybody to accept a text once more, its words as they are: something it refers to has changed."""
    last = Terms.objects.in_force().filter(consultation=consultation, kind=kind).first()
    return publish_terms(consultation, kind, body=last.body if last else "", asks_again=True, by=by)


@transaction.atomic
def accept(person: User, due: Iterable[asking.Due]) -> None:
    """Write down that a person accepts these versions."""
    Acceptance.objects.bulk_create(
        Acceptance(person=person, consultation=one.consultation, kind=one.kind, version=one.version) for one in due
    )


@transaction.atomic
def sign_up(person: User) -> None:
    """Write down that a person accepts the texts of the site, by making an account under a line that says so."""
    accept(person, [asking.Due(kind, asking.version_of(None, kind), None) for kind in TEXTS])


@transaction.atomic
def share(person: User, **shown: bool) -> None:
    """Write down what a person lets be shown beside her texts, or no longer: stakeholder=True, commune=False."""
    Acceptance.objects.bulk_create(
        Acceptance(person=person, kind=Kind(kind), accepted=shown[kind]) for kind in SHARING if kind in shown
    )


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
