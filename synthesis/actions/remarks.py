"""What editors say to each other about a statement: never published, and in no file."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import User
from synthesis.actions.refusing import Refused
from synthesis.actions.writing import open_draft
from synthesis.models import Remark, Statement


@transaction.atomic
def remark(statement: Statement, *, by: User, words: str) -> Remark:
    """Say something about a statement of a draft. The record keeps that it was said, not what."""
    open_draft(statement.synthesis)
    words = text.clean_body(words).strip()
    if text.is_blank(words):
        raise Refused({"remark": _("Écrivez votre commentaire.")})
    made = Remark.objects.create(statement=statement, by=by, text=words)
    audit.record("statement.remarked", statement, by=by, remark=made.pk)
    return made


@transaction.atomic
def settle_remark(remark: Remark, *, by: User) -> Remark:
    """Mark a remark as dealt with; again, nothing changes."""
    open_draft(remark.statement.synthesis)
    remark = Remark.objects.select_related("statement__synthesis").get(pk=remark.pk)
    if remark.settled_at is None:
        remark.settled_at, remark.settled_by = timezone.now(), by
        remark.save(update_fields=["settled_at", "settled_by"])
        audit.record("remark.settled", remark.statement, by=by, remark=remark.pk)
    return remark


@transaction.atomic
def withdraw_remark(remark: Remark, *, by: User) -> None:
    """Take back one's own remark; refused for that of somebody else."""
    open_draft(remark.statement.synthesis)
    if remark.by_id != by.pk:
        raise Refused(_("Seule la personne qui a écrit un commentaire peut l’effacer."))
    audit.record("remark.withdrawn", remark.statement, by=by, remark=remark.pk)
    remark.delete()
