"""A decision in words for the author of the text: what was decided, and the rule of the charter it rests on."""

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from debates.charter import rule_of
from debates.models import Decision

Verdict = Decision.Verdict
WORDS = {
    Verdict.PUBLISH: gettext_noop("Votre texte est en ligne."),
    Verdict.KEEP: gettext_noop("Votre texte reste en ligne."),
    Verdict.HIDE: gettext_noop("Votre texte est masqué."),
    Verdict.REFUSE_EDIT: gettext_noop("Votre nouvelle version n’est pas retenue, la précédente reste en ligne."),
    Verdict.AMEND: gettext_noop("Il vous est demandé de reprendre votre texte."),
    Verdict.MOVE: gettext_noop("Votre texte est placé sous une autre question."),
    Verdict.MERGE: gettext_noop("Votre texte est réuni à un autre."),
    Verdict.SPLIT: gettext_noop("Votre texte est partagé en plusieurs textes."),
}


@dataclass(frozen=True)
class Told:
    """What a decision does, the name of its rule and what that rule asks ("" where the charter has it no more)."""

    words: str
    reason: str
    explanation: str


def told(decision: Decision) -> Told:
    """One query, none for a decision without a reason."""
    rule = rule_of(decision.consultation, decision.reason) if decision.reason else None
    reason = decision.get_reason_display() if decision.reason else ""
    return Told(gettext(WORDS[decision.verdict]), reason, rule.explanation if rule else "")
