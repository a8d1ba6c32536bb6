"""Ask for files, and for failed work once more."""

from django.db import transaction
from django.utils.translation import gettext as _

from consultation import audit
from consultation.models import User
from consultation.notices import hand_over
from synthesis import making, tasks
from synthesis.actions.refusing import Refused
from synthesis.models import Export, JobState, RollUp, Synthesis


@transaction.atomic
def request_export(synthesis: Synthesis, *, format: str, by: User | None, tells: bool = False) -> Export:
    """Ask for a file. That of a published version is made once: the one there is, or is being made, is given back.

    So is it once for each template: a file made before the template of today is not given for one made with it.
    `tells`: who asks is told when it is there, unless it is already.
    """
    if format not in Export.READY:
        raise Refused(_("Ce format n’existe pas."))
    Synthesis.objects.select_for_update().get(pk=synthesis.pk)
    live = (JobState.QUEUED, JobState.RUNNING)
    still_good = (*live, JobState.DONE) if synthesis.state == Synthesis.State.PUBLISHED else live
    look = making.made_with(making.template_for(synthesis, format))
    same = synthesis.exports.filter(format=format, state__in=still_good, template_sha256=look["template_sha256"])
    existing = same.first()
    if existing:
        if tells and by is not None:
            same.filter(pk=existing.pk, state__in=live, by=by).update(tells=True)
        return existing
    export = Export.objects.create(synthesis=synthesis, format=format, by=by, tells=tells and by is not None, **look)
    audit.record("export.requested", export, by=by, format=format)
    transaction.on_commit(lambda: hand_over(tasks.make_export, export.pk))
    return export


@transaction.atomic
def retry(job: RollUp | Export, *, by: User | None) -> None:
    """Put a failed job back in the queue."""
    model = type(job)
    if not model.objects.filter(pk=job.pk, state=JobState.FAILED).requeue():
        return
    if isinstance(job, RollUp):
        for shares in (job.shards, job.parts):
            shares.filter(state=JobState.FAILED).update(state=JobState.QUEUED, error="", attempts=0)
    else:
        Export.objects.filter(pk=job.pk, by__isnull=False, by=by).update(tells=True)
    audit.record(f"{model._meta.model_name}.retried", job, by=by)
    task = tasks.start_roll_up if isinstance(job, RollUp) else tasks.make_export
    transaction.on_commit(lambda: hand_over(task, job.pk))
