"""How far pages meet the RGAA, from the last audit that still counts.

Source of the thresholds: arrêté du 20 septembre 2019 portant référentiel général d'amélioration de l'accessibilité,
RGAA 4.1.2, "Obligations": all criteria met, total; half of them or more, partial; fewer, or no audit that counts, none.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation.models import Consultation

PARTIAL_FROM = Decimal(50)  # % of the criteria
YEARS = 3  # that a statement counts at most


class Conformity(TextChoices):
    FULL = "full", gettext_lazy("totalement conforme")
    PARTIAL = "partial", gettext_lazy("partiellement conforme")
    NONE = "none", gettext_lazy("non conforme")


@dataclass(frozen=True)
class Audit:
    """What the statement says of an audit. `rate` is the share of the criteria met, in %."""

    made_on: date | None
    auditor: str
    reference: str
    rate: Decimal | None
    valid_until: date | None
    nonconformities: str = ""
    derogations: str = ""
    exempt: str = ""


def conformity(rate: Decimal | None, valid_until: date | None) -> Conformity:
    """What an audit of this rate allows to say today; the day it is valid until counts."""
    if rate is None or valid_until is None or valid_until < timezone.localdate():
        return Conformity.NONE
    if rate >= 100:
        return Conformity.FULL
    return Conformity.PARTIAL if rate >= PARTIAL_FROM else Conformity.NONE


def of(consultation: Consultation | None) -> Conformity:
    """Of the pages of a consultation by its own last audit, else by that of the site. No query."""
    if consultation is not None and consultation.accessibility_rate is not None:
        return conformity(consultation.accessibility_rate, consultation.accessibility_until)
    return of_site()


def of_site() -> Conformity:
    audit = site_audit()
    return conformity(audit.rate, audit.valid_until) if audit else Conformity.NONE


def site_audit() -> Audit | None:
    """The audit of the whole site, as its settings tell it; None where they tell none."""
    if settings.ACCESSIBILITY_AUDIT_RATE is None or settings.ACCESSIBILITY_AUDIT_ON is None:
        return None
    made_on = settings.ACCESSIBILITY_AUDIT_ON
    return Audit(
        made_on=made_on,
        auditor=settings.ACCESSIBILITY_AUDITOR,
        reference="RGAA 4.1.2",
        rate=settings.ACCESSIBILITY_AUDIT_RATE,
        valid_until=min(settings.ACCESSIBILITY_AUDIT_UNTIL or date.max, latest(made_on)),
        nonconformities=settings.ACCESSIBILITY_NONCONFORMITIES,
        derogations=settings.ACCESSIBILITY_DEROGATIONS,
    )


def latest(made_on: date) -> date:
    """The last day on which an audit made that day may count."""
    try:
        return made_on.replace(year=made_on.year + YEARS)
    except ValueError:  # made on 29 February
        return made_on.replace(year=made_on.year + YEARS, day=28)


def phrase(found: Conformity) -> str:
    """The words that the first page has to carry, exactly."""
    if found == Conformity.FULL:
        return _("Accessibilité : totalement conforme")
    if found == Conformity.PARTIAL:
        return _("Accessibilité : partiellement conforme")
    return _("Accessibilité : non conforme")
