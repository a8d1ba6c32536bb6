"""What may be done in a consultation today, and until when: the sentence that its pages begin with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from consultation.models import Consultation, Phase

State = Consultation.State


@dataclass(frozen=True)
class Opening:
    """`kind` says which sentence to write: a state of the consultation (preparing, closed, archived), or for one that
    is open: debate (writing is open, until the day `until` included), ahead (the debate begins on `since`), between
    (it ended on `until` and opens again on `since`), over (it ended on `until`), none (no debate is planned).

    `phase` is the step of today, where there is one. Days are those of the site, Europe/Paris.
    """

    kind: str
    since: date | None = None
    until: date | None = None
    phase: Phase | None = None

    @property
    def is_open(self) -> bool:
        return self.kind == "debate"

    @property
    def is_said(self) -> bool:
        """Whether the calendar has something to say: the state of one that is not open stands above all its pages."""
        return self.kind not in (State.PREPARING, State.CLOSED, State.ARCHIVED)


def opening(consultation: Consultation, phases: Iterable[Phase], today: date | None = None) -> Opening:
    """What the calendar says of today (in the time of the site). No query but that of `phases`."""
    today, phases = today or timezone.localdate(), list(phases)
    if consultation.state != State.OPEN:
        return Opening(str(consultation.state), phase=_current(phases, today))
    debates = [phase for phase in phases if phase.kind == Phase.Kind.DEBATE]
    now = [phase for phase in debates if phase.starts_on <= today <= phase.ends_on]
    if now:
        return Opening("debate", until=max(phase.ends_on for phase in now), phase=now[0])
    since = min((phase.starts_on for phase in debates if phase.starts_on > today), default=None)
    until = max((phase.ends_on for phase in debates if phase.ends_on < today), default=None)
    kind = {(True, True): "between", (True, False): "ahead", (False, True): "over"}.get(
        (bool(since), bool(until)), "none"
    )
    return Opening(kind, since, until, _current(phases, today))


def _current(phases: list[Phase], today: date) -> Phase | None:
    return next((phase for phase in phases if phase.starts_on <= today <= phase.ends_on), None)
