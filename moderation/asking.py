"""What a moderator asks of the queue, as it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from debates.models import Hold, Question, Theme

KINDS = {
    "new": _("Nouveaux"),
    "edited": _("Modifiés"),
    "held": _("Retenus"),
    "reported": _("Signalés"),
    "appealed": _("Contestés"),
}


@dataclass(frozen=True)
class Asked:
    """What the queue is narrowed to; "" and 0 for all. `unknown` names what was asked and does not exist.

    `themes` are those of the consultation, with their questions.
    """

    kind: str = ""  # of KINDS
    hold: str = ""  # of Hold.Kind
    theme: str = ""  # a slug
    question: int = 0
    unknown: tuple[str, ...] = ()
    themes: list[Theme] = field(default_factory=list, compare=False)

    def address(self, **changes: str) -> str:
        """The query string of what is asked, with what `changes`: `asked.address(kind="new")`."""
        asked = replace(self, **changes)
        pairs = {"attente": asked.kind, "filtre": asked.hold, "sous": asked.under}
        return urlencode({name: value for name, value in pairs.items() if value})

    @property
    def under(self) -> str:
        """The theme or the question, in one word."""
        return f"q{self.question}" if self.question else f"t-{self.theme}" if self.theme else ""


def asked(given: Mapping[str, str], consultation: Consultation) -> Asked:
    """What an address asks for: a value that does not exist is not applied, and named. Two queries."""
    names = ("attente", "filtre", "sous")
    kind, hold, under = (given.get(name, "") for name in names)
    themes = list(consultation.themes.prefetch_related("questions"))
    questions = {f"q{question.pk}": question for theme in themes for question in theme.questions.all()}
    by_slug = {f"t-{theme.slug}": theme.slug for theme in themes}
    known = (kind in ("", *KINDS), hold in ("", *Hold.Kind.values), under in ("", *questions, *by_slug))
    return Asked(
        kind=kind if known[0] else "",
        hold=hold if known[1] else "",
        theme=by_slug.get(under, ""),
        question=_key(questions.get(under)),
        unknown=tuple(name for name, is_known in zip(names, known, strict=True) if not is_known),
        themes=themes,
    )


def _key(question: Question | None) -> int:
    return question.pk if question else 0
