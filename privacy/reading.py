"""What the pages of « Mes données » show."""

from dataclasses import dataclass

from django.utils import timezone

from consultation.models import Consultation, Membership, Role, User
from privacy.holdings import HOLDINGS, Holding
from privacy.models import EXPORT_KEPT, PersonalExport


@dataclass(frozen=True)
class Held:
    """A holding and how many rows of it are of this person."""

    holding: Holding
    count: int


def held(person: User) -> list[Held]:
    """What there is on somebody, without the empty ones. One query a holding, whatever the data."""
    counted = (Held(holding, holding.rows(person).count()) for holding in HOLDINGS)
    return [each for each in counted if each.count]


def exports(person: User) -> list[PersonalExport]:
    """Those that can still be fetched, are being made, or failed lately; the newest first."""
    since = timezone.now() - EXPORT_KEPT
    return list(PersonalExport.objects.filter(person=person, asked_at__gt=since)[:10])


def last_administrator_of(person: User) -> list[Consultation]:
    """The consultations that nobody could administer any more without this person."""
    own = Membership.objects.filter(user=person, role=Role.ADMINISTRATOR).values("consultation")
    others = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(user=person)
    return list(Consultation.objects.filter(pk__in=own).exclude(pk__in=others.values("consultation")).order_by("name"))
