"""The public register: what the moderation did, counted per week and in total, so that anybody may judge it.

Nothing in it says who wrote, decided, reported or contested; the finest grain is a week of a whole consultation
(docs/decisions/public-register.md). Weeks are those of ISO 8601, from Monday, in the time of the site. Decisions that
were undone at once are not counted, nor those that carry out the answer to an appeal, which count with the appeals.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, DateField, QuerySet
from django.db.models.functions import TruncWeek

from consultation.models import Consultation
from debates.models import Appeal, Decision, Hold, Report

Outcome = Report.Outcome


@dataclass(frozen=True)
class Delay:
    """How long texts waited for the decision; `measured` is how many did. None where none did.

    `median` and `late` are the 50th and 95th percentiles of `decided - waiting since`, interpolated between the two
    nearest values (PostgreSQL, percentile_cont, https://www.postgresql.org/docs/18/functions-aggregate.html). Texts
    that were decided on without having waited (found by a moderator) have no delay.
    """

    median: timedelta | None = None
    late: timedelta | None = None
    measured: int = 0


@dataclass
class Period:
    """What was done in a week, or in all (`monday` is None). Reports and appeals count in the week they were made,
    whatever the day of their answer."""

    monday: date | None = None
    decisions: Counter = field(default_factory=Counter)  # (verdict, words of the reason or "") -> number
    reports: Counter = field(default_factory=Counter)  # outcome -> number
    appeals: Counter = field(default_factory=Counter)  # state -> number
    holds: Counter = field(default_factory=Counter)  # kind -> number
    delay: Delay = Delay()

    @property
    def iso(self) -> str:
        """2026-S12: the year and the week of ISO 8601; "" for the whole."""
        return f"{self.monday.isocalendar().year}-S{self.monday.isocalendar().week:02d}" if self.monday else ""

    @property
    def sunday(self) -> date | None:
        return self.monday and self.monday + timedelta(days=6)

    @property
    def decided(self) -> int:
        return self.decisions.total()

    @property
    def reported(self) -> int:
        return self.reports.total()

    @property
    def appealed(self) -> int:
        return self.appeals.total()

    @property
    def held(self) -> int:
        return self.holds.total()

    @property
    def upheld_share(self) -> float | None:
        """Of the reports that were found right or wrong, the share found right: 0 to 1; None while there are none."""
        judged = self.reports[Outcome.UPHELD] + self.reports[Outcome.DISMISSED]
        return self.reports[Outcome.UPHELD] / judged if judged else None

    def of_verdict(self, verdict: str) -> int:
        return sum(number for (each, _reason), number in self.decisions.items() if each == verdict)


@dataclass(frozen=True)
class Register:
    """`whole`, and the weeks in which something was done, the oldest first."""

    whole: Period
    weeks: list[Period]


def register_of(consultation: Consultation) -> Register:
    """The register of a consultation as it is now. Five queries, whatever there is to count."""
    periods: dict[date | None, Period] = {None: Period()}
    for name, rows in _counted(consultation):
        for monday, key, number in rows:
            for each in (None, monday):
                counter = getattr(periods.setdefault(each, Period(each)), name)
                counter[key] += number
    for monday, delay in _delays(consultation):
        periods[monday].delay = delay
    whole = periods.pop(None)
    return Register(whole, sorted(periods.values(), key=lambda period: period.monday))


def _counted(consultation: Consultation) -> Iterator[tuple[str, Iterable[tuple[date, object, int]]]]:
    """By counter of a Period: the Monday, the key and the number."""
    under = "contribution__question__theme__consultation"
    decided = Decision.objects.filter(**{under: consultation}, undone_at=None).exclude(details__has_key="appeal")
    rows = _by_week(decided, "verdict", "reason", "reason_name")
    yield "decisions", ((week, (verdict, _words(key, name)), n) for week, verdict, key, name, n in rows)
    yield "reports", _by_week(Report.objects.filter(**{under: consultation}), "outcome")
    yield "appeals", _by_week(Appeal.objects.filter(**{f"decision__{under}": consultation}), "state")
    yield "holds", _by_week(Hold.objects.filter(**{under: consultation}), "kind")


def _by_week(rows: QuerySet, *columns: str) -> Iterable[tuple]:
    weekly = rows.order_by().annotate(week=TruncWeek("at", output_field=DateField()))
    return weekly.values_list("week", *columns).annotate(number=Count("pk"))


def _words(key: str, name: str) -> str:
    """The words of a reason, in the reader's language where the consultation has none of its own."""
    return str(Decision(reason=key, reason_name=name).get_reason_display()) if key else ""


def _delays(consultation: Consultation) -> Iterator[tuple[date | None, Delay]]:
    """By Monday, None for the whole: percentiles do not add up, so the whole is measured and not summed."""
    with connection.cursor() as cursor:
        cursor.execute(_DELAYS, [settings.TIME_ZONE, consultation.pk])
        for monday, is_whole, median, late, measured in cursor.fetchall():
            if measured:
                yield None if is_whole else monday, Delay(median, late, measured)


_DELAYS = """
SELECT week, grouping(week), percentile_cont(0.5) WITHIN GROUP (ORDER BY waited),
    percentile_cont(0.95) WITHIN GROUP (ORDER BY waited), count(*)
FROM (
    SELECT date_trunc('week', decision.at AT TIME ZONE %s)::date AS week, decision.at - decision.waiting_since AS waited
    FROM debates_decision decision
    JOIN debates_contribution text ON text.id = decision.contribution_id
    JOIN debates_question question ON question.id = text.question_id
    JOIN debates_theme theme ON theme.id = question.theme_id
    WHERE theme.consultation_id = %s AND decision.undone_at IS NULL AND decision.waiting_since IS NOT NULL
    AND NOT jsonb_exists(decision.details, 'appeal')
) decided
GROUP BY GROUPING SETS ((week), ())
"""
