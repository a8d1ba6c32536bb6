"""One door for the record of what was done."""

from django.db import models

from consultation.models import AuditEntry, User


def record(action: str, target: models.Model, *, by: User | None, **details) -> AuditEntry:
    """Write that `by` did `action` to `target`, in the transaction of the act. Details must be JSON values."""
    return AuditEntry.objects.create(
        action=action,
        target=f"{target._meta.label_lower}:{target.pk}",
        consultation=getattr(target, "consultation", None),
        by=by,
        details=details,
    )
