"""Audits of accessibility: recorded with their result, and shown at the foot of every page."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from administration.actions.rows import locked
from consultation import accessibility, audit, text
from consultation.models import Consultation, User
from debates.actions import Refused
from pages.models import AccessibilityAudit


@transaction.atomic
def record_audit(
    consultation: Consultation,
    *,
    by: User,
    made_on: date,
    auditor: str,
    rate: Decimal,
    valid_until: date | None = None,
    reference: str = "RGAA 4.1.2",
    **texts: str,
) -> AccessibilityAudit:
    """Write down an audit; `rate` is the share of the criteria met, in %. Without `valid_until` it counts three years.

    `texts`: nonconformities, derogations, exempt (Markdown). Refused for dates that cannot be, or are too far.
    """
    held, last_day = locked(consultation), accessibility.latest(made_on)
    until = valid_until or last_day
    if made_on > timezone.localdate():
        raise Refused({"made_on": _("L’audit est daté d’un jour à venir : corrigez la date.")})
    if not made_on <= until <= last_day:
        words = _("Un audit vaut trois ans au plus, ici jusqu’au %(day)s.")
        raise Refused({"valid_until": words % {"day": date_format(last_day, "j F Y")}})
    said = {name: text.clean_body(body) for name, body in texts.items()}
    columns = {"made_on": made_on, "auditor": auditor, "rate": rate, "valid_until": until, "reference": reference}
    row = AccessibilityAudit.objects.create(consultation=held, by=by, **columns, **said)
    _show_the_last(held)
    audit.record("accessibility_audit.recorded", row, by=by, made_on=made_on.isoformat(), rate=str(rate))
    return row


@transaction.atomic
def remove_audit(row: AccessibilityAudit, *, by: User) -> None:
    """Take back an audit that was written down by mistake; the one before counts again."""
    held = locked(row.consultation)
    audit.record("accessibility_audit.removed", row, by=by, made_on=row.made_on.isoformat(), rate=str(row.rate))
    row.delete()
    _show_the_last(held)


def _show_the_last(held: Consultation) -> None:
    """Keep the result of the last audit on the consultation, where the foot of every page reads it."""
    last = held.accessibility_audits.first()
    held.accessibility_rate = last.rate if last else None
    held.accessibility_until = last.valid_until if last else None
    held.save(update_fields=["accessibility_rate", "accessibility_until"])
