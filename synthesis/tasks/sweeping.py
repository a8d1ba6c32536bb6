"""What a dead worker or a lost message left behind, found in the rows."""

from celery import shared_task

from consultation.notices import hand_over
from synthesis import renewing
from synthesis.models import Export, ExportPart, JobState, RollUp
from synthesis.tasks import export_parts
from synthesis.tasks.exporting import make_export, make_export_part, tell_who_asked, untold
from synthesis.tasks.rolling_up import build_part, freeze, parts_to_build, read_shard, start_roll_up


@shared_task(name="synthesis.tasks.sweep")
def sweep() -> None:
    """Hand over again every job that was asked for and is not being done, and every file that holds a hidden text."""
    for rollup in RollUp.objects.filter(state=JobState.QUEUED).to_send():
        hand_over(start_roll_up, rollup.pk)
    for rollup in RollUp.objects.filter(state=JobState.RUNNING).defer("snapshot"):
        _take_up(rollup)
    for pk in renewing.renew():
        hand_over(make_export, pk)
    for export in Export.objects.to_send():
        hand_over(make_export, export.pk)
    for part in ExportPart.objects.filter(export__state=JobState.RUNNING).to_send():
        hand_over(make_export_part, part.pk)
    export_parts.drop_old()
    for pk in untold():
        tell_who_asked(pk)


def _take_up(rollup: RollUp) -> None:
    for pk in rollup.shards.to_send().order_by("pk").values_list("pk", flat=True):
        hand_over(read_shard, pk)
    for pk in parts_to_build(rollup).to_send().order_by("pk").values_list("pk", flat=True):
        hand_over(build_part, pk)
    freeze(rollup.pk)
