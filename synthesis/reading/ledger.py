"""The ledger of coverage: in which one of six states each contribution is, and the sums of it.

Contributions are those posted under a question; arguments are read with them and have no line here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation.models import Consultation, Stakeholder
from consultation.territories.models import Region, TerritoryKind
from debates.models import Contribution, State, Way
from synthesis.document import Coverage
from synthesis.models import Citation, Extract, Reading, Synthesis


class LedgerState(TextChoices):
    """Where a contribution stands. Whatever was done, it is in exactly one of these."""

    CITED = "cited", gettext_lazy("citée")
    KEPT = "kept", gettext_lazy("un passage gardé, pas cité")
    NOTHING_KEPT = "nothing_kept", gettext_lazy("lue, rien de gardé")
    UNREAD = "unread", gettext_lazy("pas encore lue")
    DUPLICATE = "duplicate", gettext_lazy("doublon d’une autre")
    SET_ASIDE = "set_aside", gettext_lazy("pas en ligne")


FIELDS = {state: "read_nothing_kept" if state == "nothing_kept" else state for state in LedgerState.values}
NOTHING_KEPT = (Reading.Outcome.NOTHING_NEW, Reading.Outcome.OFF_TOPIC)


def state_of(synthesis: Synthesis | None = None) -> Case:
    """The state of a contribution, as an expression for querysets of Contribution: a value of LedgerState.

    The first of these that is true:
    - set_aside: not everybody can read it where it was posted. It waits for a moderator, is hidden, withdrawn, to be
      written again, merged into another or split; `reason_of` tells which. This goes first: what was kept or cited of
      a text that went away since counts no more (the statements that rest on it are flagged elsewhere);
    - cited: a statement of `synthesis` rests on one of its passages; without one, of any published synthesis;
    - kept: a passage of it is kept;
    - duplicate: whoever read it said that it repeats another;
    - nothing_kept: it was read and nothing kept, for one of two reasons (`reason_of`);
    - unread: all others; also one whose passages are all given up, until somebody reads it again.
    """
    cites = Q(statement__synthesis=synthesis) if synthesis else Q(statement__synthesis__state="published")
    cited = Citation.objects.filter(cites, extract__contribution=OuterRef("pk"))
    kept = Extract.objects.filter(contribution=OuterRef("pk"))
    return Case(
        When(_set_aside(), then=Value(LedgerState.SET_ASIDE)),
        When(Exists(cited), then=Value(LedgerState.CITED)),
        When(Exists(kept), then=Value(LedgerState.KEPT)),
        When(reading__outcome=Reading.Outcome.DUPLICATE, then=Value(LedgerState.DUPLICATE)),
        When(reading__outcome__in=NOTHING_KEPT, then=Value(LedgerState.NOTHING_KEPT)),
        default=Value(LedgerState.UNREAD),
        output_field=CharField(),
    )


def _set_aside() -> Q:
    """What `ContributionQuerySet.published` leaves out."""
    return ~Q(state=State.PUBLISHED, covered=False)


def reason_of() -> Case:
    """Why a contribution is set aside (its `State`) or nothing was kept of it (a `Reading.Outcome`); "" for others.

    For querysets annotated with `ledger=state_of(...)`.
    """
    return Case(
        When(ledger=LedgerState.SET_ASIDE, then=F("state")),
        When(ledger=LedgerState.NOTHING_KEPT, then=F("reading__outcome")),
        default=Value(""),
        output_field=CharField(),
    )


def why(state: str, reason: str) -> str:
    """The words for a state and its reason, as readers are told why a contribution is not cited."""
    outcomes = dict(Reading.Outcome.choices)
    return str(outcomes[reason]) if reason in outcomes else str(LedgerState(state).label)


def entered(consultation: Consultation, synthesis: Synthesis | None = None) -> QuerySet[Contribution]:
    """All contributions of a consultation, whatever their state, with `ledger` and `reason`.

    Those of a version that kept its `standings` are the contributions it was published on, as they stood then.
    """
    if synthesis and synthesis.has_standings:
        kept = FilteredRelation("standings", condition=Q(standings__synthesis=synthesis))
        rows = Contribution.objects.annotate(kept=kept).filter(kept__isnull=False)
        return rows.annotate(ledger=F("kept__state"), reason=F("kept__reason"))
    rows = Contribution.objects.of(consultation).contributions()
    return rows.annotate(ledger=state_of(synthesis)).annotate(reason=reason_of())


def coverage(consultation: Consultation, synthesis: Synthesis | None = None) -> Coverage:
    """How many contributions are in each state; they add up to `contributions`, which is all of them. One query."""
    rows = entered(consultation, synthesis).order_by().values_list("ledger")
    return _sums(dict(rows.annotate(n=Count("pk"))))


def _sums(counts: dict[str, int]) -> Coverage:
    by_state = {field: counts.get(state, 0) for state, field in FIELDS.items()}
    return Coverage(contributions=sum(by_state.values()), **by_state)


# --- By what the contributions are


@dataclass(frozen=True)
class Breakdown:
    """One way to part the contributions: the column that does it, and the words for its values."""

    key: str
    title: str  # lazy
    column: str
    words: Callable[[Consultation], dict[Any, str]]


def _names(rows: QuerySet) -> dict[Any, str]:
    return dict(rows.order_by().values_list("pk", "name"))


def _reasons(consultation: Consultation) -> dict[str, str]:
    outcomes = dict(Reading.Outcome.choices)
    return {outcome: outcomes[outcome] for outcome in NOTHING_KEPT} | dict(State.choices) | {"": _("sans objet")}


def _kinds(consultation: Consultation) -> dict[str, str]:
    return dict(TerritoryKind.choices)


def _origins() -> dict[str, str]:
    return {"online": _("sur le site"), **dict(Way.choices)}


def _regions(consultation: Consultation) -> dict[str, str]:
    return _names(Region.objects)


BREAKDOWNS = {
    each.key: each
    for each in (
        Breakdown("theme", gettext_lazy("Par thème"), "question__theme", lambda c: _names(c.themes.all())),
        Breakdown("nature", gettext_lazy("Par nature"), "nature", lambda c: {n.pk: n.label for n in c.natures.all()}),
        Breakdown("kind", gettext_lazy("Par type de territoire"), "commune__kind", _kinds),
        Breakdown("region", gettext_lazy("Par région"), "commune__department__region", _regions),
        Breakdown("quality", gettext_lazy("Par qualité"), "stakeholder", lambda c: dict(Stakeholder.choices)),
        Breakdown("origin", gettext_lazy("Par origine"), "channel", lambda c: _origins()),
        Breakdown("reason", gettext_lazy("Par raison"), "reason", _reasons),
    )
}


LOW = 0.5  # less than this share of what is online read: said to be low


@dataclass(frozen=True)
class Row:
    """The contributions of one value of a breakdown (None: not stated), state by state."""

    value: str | int | None
    label: str
    sums: Coverage

    @property
    def read_share(self) -> float | None:
        """What part of the contributions online was read, 0 to 1; None when none is online."""
        return (self.sums.online - self.sums.unread) / self.sums.online if self.sums.online else None

    @property
    def read_per_cent(self) -> int | None:
        """The same, rounded down: 100 says that all is read."""
        return None if self.read_share is None else int(100 * self.read_share)

    @property
    def is_low(self) -> bool:
        return self.read_share is not None and self.read_share < LOW


def ledger(consultation: Consultation, by: str, synthesis: Synthesis | None = None) -> list[Row]:
    """The rows of one breakdown (a key of BREAKDOWNS), the largest first, what nobody stated last.

    Their sums add up to `coverage` of the same synthesis, state by state. Two queries at most.
    """
    return ledgers(consultation, synthesis, only=(by,))[by]


def ledgers(
    consultation: Consultation, synthesis: Synthesis | None = None, only: Iterable[str] = tuple(BREAKDOWNS)
) -> dict[str, list[Row]]:
    """The rows of several breakdowns, of one look at the contributions, so that they agree. Four queries at most."""
    keys = list(only)
    columns = [BREAKDOWNS[key].column for key in keys]
    counts = {key: defaultdict(lambda: defaultdict(int)) for key in keys}
    rows = entered(consultation, synthesis).order_by().values_list("ledger", *columns).annotate(n=Count("pk"))
    for state, *values, n in rows:
        for key, value in zip(keys, values, strict=True):
            counts[key][_stated(key, value)][state] += n
    return {key: _rows(consultation, BREAKDOWNS[key], counts[key]) for key in keys}


def _stated(key: str, value: Any) -> Any:
    return value if value != "" or key == "reason" else None


def _rows(consultation: Consultation, breakdown: Breakdown, counts: dict) -> list[Row]:
    words = breakdown.words(consultation)
    absent = {None: _("non précisé")}
    rows = [Row(value, str((words | absent).get(value, value)), _sums(by_state)) for value, by_state in counts.items()]
    return sorted(rows, key=lambda row: (row.value is None, -row.sums.contributions, row.label, str(row.value)))


def total(rows: Iterable[Row]) -> Coverage:
    """The sums of all rows of a breakdown: every contribution, once."""
    sums = [row.sums for row in rows]
    added = {field: sum(getattr(each, field) for each in sums) for field in FIELDS.values()}
    return Coverage(contributions=sum(added.values()), **added)


def told(consultation: Consultation, by: str, value: str | None) -> str:
    """The words for a value of a breakdown, as an address tells it. One query at most."""
    if value is None:
        return _("non précisé")
    words = {str(known): words for known, words in BREAKDOWNS[by].words(consultation).items()}
    return str(words.get(value, value))


def in_cell(rows: QuerySet[Contribution], by: str, value: str | None) -> QuerySet[Contribution]:
    """Those of `entered` rows that one value of a breakdown holds, as an address tells it; None: not stated.

    None of them when there is no such value.
    """
    column = BREAKDOWNS[by].column
    if value is None:
        unsaid = Q(**{f"{column}__isnull": True})
        return rows.filter(unsaid | Q(**{column: ""}) if by in _IN_WORDS else unsaid)
    if by in _BY_NUMBER and not value.isdecimal():
        return rows.none()
    return rows.filter(**{column: value[:18]} if by in _BY_NUMBER else {column: value})


_BY_NUMBER = ("theme", "nature")
_IN_WORDS = ("kind", "quality", "origin")  # where "" says that nothing is stated
