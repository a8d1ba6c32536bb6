"""A share of the contributions read a second time, blind: the acts themselves, two of them with another nature."""

from datetime import datetime, timedelta

from consultation.models import User
from demo.clock import recorded_as_of
from demo.harvest import Staff
from synthesis.actions import coding
from synthesis.models import Reading, SecondReading

PACE = timedelta(minutes=4)  # between two second readings
LATER = timedelta(hours=25)  # when the editor looks at what differs


def read_again(staff: Staff, row: dict, since: datetime) -> int:
    """Set the share and read so many texts again, the first `differ` with a passage otherwise than the first reader.

    How many were read: the drawn ones may be fewer. What differs besides is settled the next day, by the editor.
    """
    with recorded_as_of(since, staff.consultation):
        coding.set_double_share(staff.consultation, share=row["share"], by=staff.analyst)
    turns = [staff.reader] * row["by_colleague"] + [staff.analyst] * row["by_analyst"]
    done = differing = 0
    for place, by in enumerate(turns, start=1):
        if second := coding.take_second(staff.consultation, by=by):
            differs = differing < row["differ"] and bool(second.first["passages"])
            at = since + PACE * place
            _read(staff, second, by, differs, at)
            if not differs:
                _settle(staff, second, at + LATER)
            done, differing = done + 1, differing + differs
    return done


def _read(staff: Staff, second: SecondReading, by: User, differs: bool, at: datetime) -> None:
    with recorded_as_of(at, staff.consultation):
        for rank, (_version, start, end, nature, ideas) in enumerate(second.first["passages"]):
            is_other = differs and not rank  # of one passage: two that change places would be the same natures again
            _keep(staff, second, by, (start, end), staff.other(nature) if is_other else staff.nature(nature), ideas)
        first = Reading.objects.get(contribution=second.contribution_id)
        coding.hand_in(second, by=by, outcome=first.outcome, duplicate_of=first.duplicate_of)
    SecondReading.objects.filter(pk=second.pk).update(at=at)


def _settle(staff: Staff, second: SecondReading, at: datetime) -> None:
    """The first reading stays."""
    second.refresh_from_db()
    if second.differs:
        with recorded_as_of(at, staff.consultation):
            coding.settle(second, by=staff.editor)
        SecondReading.objects.filter(pk=second.pk).update(settled_at=at)


def _keep(staff: Staff, second: SecondReading, by: User, span: tuple[int, int], nature, ideas: list[int]) -> None:
    under = [idea for idea in staff.ideas.values() if idea.pk in ideas]
    words = second.contribution.live.text[slice(*span)]
    coding.keep_second(second, passage=words, nature=nature, ideas=under, by=by)
