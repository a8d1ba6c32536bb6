"""When texts are read, what holds one back, and the rules of the charter: changed at any time, each change recorded."""

from django.db import transaction
from django.utils.translation import gettext as _

from administration import addresses
from administration.actions.rows import changed, locked, moved, next_position
from consultation import audit
from consultation.consents import actions as consents
from consultation.consents.models import Kind, Terms
from consultation.models import Consultation, User
from debates import charter
from debates.actions import Refused
from debates.models import CharterRule, Decision

MOST_RULES = 20
KEY_MAX = 20  # characters


@transaction.atomic
def change_moderation(consultation: Consultation, *, by: User, themes: dict[int, str], **values) -> None:
    """Change when texts are read, here and by theme ("": as the consultation), and what holds them back.

    It counts for the texts to come and their new versions: one that waits goes on waiting, one that was read before it
    was published is read again when it changes.
    """
    held = locked(consultation)
    if told := changed(held, values):
        audit.record("consultation.changed", held, by=by, changed=told)
    for theme in held.themes.filter(pk__in=themes):
        if told := changed(theme, {"moderation": themes[theme.pk]}):
            audit.record("theme.changed", theme, by=by, changed=told)


# --- The rules of the charter


@transaction.atomic
def add_rule(consultation: Consultation, *, by: User, name: str, explanation: str = "") -> CharterRule:
    """A rule behind the others. Its key never changes, and is none that a decision was ever given for."""
    held = _with_own_rules(consultation)
    if held.charter_rules.count() >= MOST_RULES:
        raise Refused(_("La charte a déjà %(most)s règles : retirez-en une d’abord.") % {"most": MOST_RULES})
    used = Decision.objects.filter(contribution__question__theme__consultation=held).values_list("reason", flat=True)
    taken = {*held.charter_rules.values_list("key", flat=True), *used.distinct(), *charter.default_keys()}
    key = addresses.told(name[: KEY_MAX - 4], "regle", taken)[:KEY_MAX]
    place = next_position(held.charter_rules)
    rule = CharterRule.objects.create(consultation=held, key=key, name=name, explanation=explanation, position=place)
    audit.record("charter_rule.added", rule, by=by, key=key, name=name)
    return rule


@transaction.atomic
def change_rule(consultation: Consultation, key: str, *, by: User, name: str, explanation: str = "") -> None:
    """Reword a rule; decisions already told keep the words they had. Those of a default are kept as such."""
    rule = _rule(_with_own_rules(consultation), key)
    values = {"name": "" if name == charter.default_label(key) else name, "explanation": explanation}
    if told := changed(rule, values):
        audit.record("charter_rule.changed", rule, by=by, key=key, changed=told)


@transaction.atomic
def move_rule(consultation: Consultation, key: str, step: int, *, by: User) -> bool:
    held = _with_own_rules(consultation)
    rule = _rule(held, key)
    done = moved(rule, held.charter_rules.all(), step)
    if done:
        audit.record("charter_rule.moved", rule, by=by, key=key, step=step)
    return done


@transaction.atomic
def remove_rule(consultation: Consultation, key: str, *, by: User) -> None:
    """Take a rule out of the charter; decisions given for it keep it. Refused for the last one."""
    held = _with_own_rules(consultation)
    rule = _rule(held, key)
    if held.charter_rules.count() == 1:
        raise Refused(_("C’est la dernière règle : un texte masqué l’est toujours pour une raison de la charte."))
    audit.record("charter_rule.removed", rule, by=by, key=key, name=rule.name or charter.default_label(key))
    rule.delete()


@transaction.atomic
def ask_again(consultation: Consultation, *, by: User) -> Terms:
    """Have everybody accept the charter once more before writing: its rules have changed."""
    return consents.ask_again(consultation, Kind.CHARTER, by=by)


def _with_own_rules(consultation: Consultation) -> Consultation:
    """The consultation, held; the default rules are written down as its own before the first change of them."""
    held = locked(consultation)
    if not held.charter_rules.exists():
        CharterRule.objects.bulk_create(
            CharterRule(consultation=held, key=key, name="", position=position)
            for position, key in enumerate(charter.default_keys())
        )
    return held


def _rule(held: Consultation, key: str) -> CharterRule:
    rule = held.charter_rules.filter(key=key).first()
    if rule is None:
        raise Refused(_("Cette règle vient d’être retirée."))
    return rule
