"""The register in words and cells: for its page, and as a table whose columns do not change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from debates.models import Appeal, Decision, Hold, Report
from moderation.register import Period, Register

HEADINGS = (
    gettext_lazy("Semaine"),
    gettext_lazy("Premier jour"),
    gettext_lazy("Dernier jour"),
    gettext_lazy("Rubrique"),
    gettext_lazy("Détail"),
    gettext_lazy("Raison"),
    gettext_lazy("Valeur"),
    gettext_lazy("Unité"),
)
Row = tuple[str | int, ...]


def table(register: Register) -> Iterator[Row]:
    """The headings, then one row a figure: week by week, the oldest first, then the whole. What is nought has none."""
    yield tuple(str(heading) for heading in HEADINGS)
    for period in [*register.weeks, register.whole]:
        start = (period.iso or _("Total"), _day(period.monday), _day(period.sunday))
        for row in _figures(period):
            yield (*start, *row)


def _figures(period: Period) -> Iterator[Row]:
    for (verdict, reason), number in sorted(period.decisions.items()):
        yield _("Décisions"), str(Decision.Verdict(verdict).label), reason, number, _("décisions")
    if period.delay.measured:
        yield _("Délai"), _("médiane"), "", minutes(period.delay.median), _("minutes")
        yield _("Délai"), _("95e centile"), "", minutes(period.delay.late), _("minutes")
        yield _("Délai"), _("textes mesurés"), "", period.delay.measured, _("décisions")
    for name, choices, counter, unit in (
        (_("Signalements"), Report.Outcome, period.reports, _("signalements")),
        (_("Recours"), Appeal.State, period.appeals, _("recours")),
        (_("Textes retenus avant décision"), Hold.Kind, period.holds, _("textes")),
    ):
        for choice in choices:
            if counter[choice.value]:
                yield name, str(choice.label), "", counter[choice.value], unit


def minutes(delay: timedelta) -> int:
    """Whole minutes, to the nearest."""
    return round(delay.total_seconds() / 60)


def _day(day) -> str:
    return day.isoformat() if day else ""


@dataclass(frozen=True)
class Shown:
    """A period as the page lists it: pairs of words and numbers, those that are not nought."""

    period: Period
    decisions: list[tuple[str, str, int]]  # verdict, reason, number
    reports: list[tuple[str, int]]
    appeals: list[tuple[str, int]]
    holds: list[tuple[str, int]]
    median: str
    late: str


def shown(period: Period) -> Shown:
    decided = [
        (str(Decision.Verdict(verdict).label), reason, number)
        for (verdict, reason), number in sorted(period.decisions.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Shown(
        period,
        decided,
        _counted(Report.Outcome, period.reports),
        _counted(Appeal.State, period.appeals),
        _counted(Hold.Kind, period.holds),
        length(period.delay.median),
        length(period.delay.late),
    )


def _counted(choices, counter) -> list[tuple[str, int]]:
    return [(str(choice.label), counter[choice.value]) for choice in choices if counter[choice.value]]


def length(delay: timedelta | None) -> str:
    """A delay in words, of one or two units: 40 minutes, 3 h 20, 2 jours et 4 h; "" for none."""
    if delay is None:
        return ""
    whole = minutes(delay)
    hours, rest = divmod(whole, 60)
    if not whole:
        return _("moins d’une minute")
    if not hours:
        return ngettext("%(n)s minute", "%(n)s minutes", whole) % {"n": whole}
    if hours < 48:
        return _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{rest:02d}"}
    days, hours = divmod(hours, 24)
    return ngettext("%(n)s jour", "%(n)s jours", days) % {"n": days} + (f" {hours} h" if hours else "")
