"""What the pages of « Mes données » show."""

from dataclasses import dataclass

from django.utils import timezone

from consultation.models import Consultation, Membership, Role, User
from privacy.holdings import HOLDINGS, Holding
from privacy.models import EXPORT_KEPT, PersonalExport

FIRST = 5  # rows of each holding on the page; the copy has them all


@dataclass(frozen=True)
class Held:
    """A holding, how many rows of it are of this person, and the newest ones in words."""

    holding: Holding
    count: int
    lines: list[list[str]]

    @property
    def heading(self) -> str:
        return f"{self.holding.title} ({self.count})"

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def held(person: User) -> list[Held]:
    """What there is on somebody, without the empty ones. Two queries a holding, whatever the data."""
    return [each for each in (_held(holding, person) for holding in HOLDINGS) if each.count]


def _held(holding: Holding, person: User) -> Held:
    rows = holding.rows(person)
    count = rows.count()
    newest = rows.order_by("-pk").values_list(*(path for path, _words in holding.columns))[:FIRST] if count else ()
    return Held(holding, count, [holding.in_words(row) for row in newest])


def exports(person: User) -> list[PersonalExport]:
    """Those that can still be fetched, are being made, or failed lately; the newest first."""
    since = timezone.now() - EXPORT_KEPT
    return list(PersonalExport.objects.filter(person=person, asked_at__gt=since)[:10])


def last_administrator_of(person: User) -> list[Consultation]:
    """The consultations that nobody could administer any more without this person."""
    own = Membership.objects.filter(user=person, role=Role.ADMINISTRATOR).values("consultation")
    others = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(user=person)
    return list(Consultation.objects.filter(pk__in=own).exclude(pk__in=others.values("consultation")).order_by("name"))
