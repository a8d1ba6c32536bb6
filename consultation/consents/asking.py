"""What somebody has still to accept before writing in a consultation. Nothing, where no text was ever rewritten."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from consultation.consents.models import FIRST, TEXTS, Acceptance, Kind, Terms, address
from consultation.models import Consultation, User


@dataclass(frozen=True)
class Due:
    """A text to accept, in the version that is in force. Without consultation: of the whole site."""

    kind: Kind
    version: int
    consultation: Consultation | None

    @property
    def url(self) -> str:
        return address(self.kind, self.consultation)

    @property
    def label(self) -> str:
        return str(self.kind.label)


class NotAccepted(ValidationError):
    """Nothing was written: the texts of `due` have to be accepted first, to write in this consultation."""

    def __init__(self, due: list[Due], consultation: Consultation):
        super().__init__(_("Lisez et acceptez d’abord ce qui a changé depuis votre dernier accord."))
        self.due, self.consultation = due, consultation


def due(person: User, consultation: Consultation) -> list[Due]:
    """The texts whose last version that asks again this person has not accepted.

    One query where no text was rewritten so, two elsewhere.
    """
    asked = {place: versions for place, versions in _in_force(consultation).items() if versions[0]}
    if not asked:
        return []
    accepted = _accepted(person, consultation)
    return [
        Due(Kind(kind), current, consultation if of_consultation else None)
        for (of_consultation, kind), (needed, current) in sorted(asked.items())
        if accepted.get((of_consultation, kind), FIRST) < needed
    ]


def require(person: User, consultation: Consultation) -> None:
    """Raise NotAccepted unless this person may write here as far as texts to accept go."""
    if left := due(person, consultation):
        raise NotAccepted(left, consultation)


def version_of(consultation: Consultation | None, kind: str) -> int:
    """The version in force of a text; 1 where nobody rewrote the default."""
    rows = Terms.objects.in_force().filter(consultation=consultation, kind=kind)
    return rows.aggregate(last=Max("version"))["last"] or FIRST


def _in_force(consultation: Consultation) -> dict[tuple[bool, str], tuple[int | None, int]]:
    """{(is it the consultation's own, kind): (last version that asks again, last version)}."""
    rows = Terms.objects.in_force().filter(Q(consultation=consultation) | Q(consultation=None)).order_by("version")
    found: dict[tuple[bool, str], tuple[int | None, int]] = {}
    for own, kind, version, asks_again in rows.values_list("consultation", "kind", "version", "asks_again"):
        needed, _current = found.get((bool(own), kind), (None, 0))
        found[bool(own), kind] = (version if asks_again else needed, version)
    return found


def _accepted(person: User, consultation: Consultation) -> dict[tuple[bool, str], int]:
    rows = Acceptance.objects.filter(Q(consultation=consultation) | Q(consultation=None), person=person)
    rows = rows.filter(accepted=True, kind__in=TEXTS).order_by().values_list("consultation", "kind")
    return {(bool(own), kind): version for own, kind, version in rows.annotate(last=Max("version"))}
