"""What a consultation still lacks before it opens, and what its calendar says. Plain reading, constant queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Model
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultation.models import Consultation, Phase, Role
from debates.models import Contribution

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """A thing to do before opening: `route` names the page where it is done; without it, opening waits (`blocks`)."""

    words: str
    route: str
    done: bool
    blocks: bool
    anchor: str = ""


def steps(consultation: Consultation) -> list[Step]:
    """All the steps, done or not, those that opening waits for first. Four queries."""
    phases = list(consultation.phases.all())
    themes = list(consultation.themes.annotate(n=Count("questions")))
    roles = set(consultation.memberships.filter(user__is_active=True).values_list("role", flat=True))
    before = consultation.moderation == Consultation.Moderation.BEFORE
    return [
        Step(_("Dater le débat"), "administer_calendar", _debate_to_come(phases), True),
        Step(_("Créer un thème au moins"), "administer_themes", bool(themes), True),
        Step(
            _("Poser une question au moins dans chaque thème"),
            "administer_themes",
            bool(themes) and all(theme.n for theme in themes),
            True,
        ),
        Step(_("Garder une nature au moins"), "administer_natures", consultation.natures.exists(), True),
        Step(_("Dire en une phrase de quoi il s’agit"), "administer_general", bool(consultation.tagline), False),
        Step(_("Écrire la présentation"), "administer_general", bool(consultation.introduction), False),
        Step(_("Donner une adresse de contact"), "administer_general", bool(consultation.contact), False),
        Step(
            _("Inviter quelqu’un à modérer : chaque texte attend d’être lu")
            if before
            else _("Inviter quelqu’un à modérer"),
            "administer_team",
            Role.MODERATOR in roles,
            False,
        ),
    ]


def missing(consultation: Consultation) -> list[Step]:
    """What keeps the consultation from opening."""
    return [step for step in steps(consultation) if step.blocks and not step.done]


def _debate_to_come(phases: Iterable[Phase]) -> bool:
    today = timezone.localdate()
    return any(phase.kind == Phase.Kind.DEBATE and phase.ends_on >= today for phase in phases)


def remarks(phases: Iterable[Phase]) -> list[str]:
    """What is odd in a calendar, in whole sentences: phases that overlap, days without any, no debate."""
    ordered = sorted(phases, key=lambda phase: (phase.starts_on, phase.ends_on))
    said, latest = [], ordered[0] if ordered else None
    for phase in ordered[1:]:
        said.append(_between(latest, phase))
        latest = max(latest, phase, key=lambda each: each.ends_on)
    if ordered and not any(phase.kind == Phase.Kind.DEBATE for phase in ordered):
        said.append(_("Aucune phase n’est un débat : personne ne pourra écrire."))
    return [sentence for sentence in said if sentence]


def _between(first: Phase, second: Phase) -> str:
    names = {"first": first.name, "second": second.name}
    if second.starts_on <= first.ends_on:
        days = _days(second.starts_on, min(first.ends_on, second.ends_on))
        return _("« %(first)s » et « %(second)s » se chevauchent %(days)s.") % {**names, "days": days}
    if second.starts_on - first.ends_on > A_DAY:
        days = _days(first.ends_on + A_DAY, second.starts_on - A_DAY)
        return _("Rien n’est prévu %(days)s, entre « %(first)s » et « %(second)s ».") % {**names, "days": days}
    return ""


def _days(first: date, last: date) -> str:
    if first == last:
        return _("le %(day)s") % {"day": date_format(first, "j F Y")}
    from_day = date_format(first, "j F" if first.year == last.year else "j F Y")
    return _("du %(first)s au %(last)s") % {"first": from_day, "last": date_format(last, "j F Y")}


def is_leaned_on(row: Model) -> bool:
    """Whether removing the row would take anything else away, or is forbidden because something stands on it."""
    collector = Collector(using="default", origin=row)
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError):
        return True
    others = {instance for rows in collector.data.values() for instance in rows} - {row}
    return bool(others) or any(rows.exists() for rows in collector.fast_deletes)


def awaiting(consultation: Consultation) -> int:
    """Texts that nobody has decided on yet."""
    return Contribution.objects.of(consultation).awaiting_moderation().count()
