"""What is asked of a text in a consultation: the rules of its charter, and whether it is read before or after."""

from dataclasses import dataclass

from consultation.models import Consultation
from debates.models import Question, Reason


@dataclass(frozen=True)
class Rule:
    """A rule of the charter. `name` are the consultation's own words, "" where it keeps those of the default rule."""

    key: str
    name: str
    label: str
    explanation: str = ""


def rules_of(consultation: Consultation) -> list[Rule]:
    """The rules of a consultation in their order: its own, or those of `Reason` where it wrote none. One query."""
    rows = consultation.charter_rules.all()
    own = [Rule(row.key, row.name, row.name or default_label(row.key), row.explanation) for row in rows]
    return own or default_rules()


def default_rules() -> list[Rule]:
    """The rules of a consultation that wrote none, in the reader's language."""
    return [Rule(key, "", str(label)) for key, label in Reason.choices]


def default_keys() -> list[str]:
    return list(Reason.values)


def default_label(key: str) -> str:
    """The words of a default rule, in the reader's language; "" for a key that is none."""
    return str(Reason(key).label) if key in Reason.values else ""


def rule_of(consultation: Consultation, key: str) -> Rule | None:
    """The rule of that key; None where the charter of this consultation has none."""
    return next((rule for rule in rules_of(consultation) if rule.key == key), None)


def is_before(question: Question) -> bool:
    """Whether texts under this question are read by a moderator before they are published: its theme says, else its
    consultation."""
    return (question.theme.moderation or question.consultation.moderation) == Consultation.Moderation.BEFORE
