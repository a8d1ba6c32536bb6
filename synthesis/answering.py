"""Reactions as cells: how many agree and disagree, by where those who answered live and speak from; never persons."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from consultation import cells
from consultation.models import Consultation, Stakeholder
from consultation.territories.models import Commune, TerritoryKind
from debates.models import Question, Reaction, State, Version
from synthesis.rollup import indicators
from synthesis.rollup.indicators import Answers
from synthesis.rollup.texts import Text

SEGMENTS = {"kind": "by__commune__kind", "stakeholder": "by__stakeholder"}
DECLARED = {"kind": TerritoryKind.values, "stakeholder": Stakeholder.values}
CAMPS = ("agree", "disagree")
COUNTS = {
    "agree": Count("pk", filter=Q(kind="agree")),
    "disagree": Count("pk", filter=Q(kind="disagree")),
    "people": Count("by", distinct=True),
}


def of_question(question: Question, cut_off: datetime, texts: Sequence[Text]) -> dict:
    """`indicators.table` of the reactions under a question, and the `consensus` by each segment. Five queries."""
    reactions = _to_public(cut_off).filter(contribution__question=question)
    known = {text.id: text for text in texts}
    lists = {name: _consensus(reactions, name, known) for name in SEGMENTS}
    return indicators.table(*_cells(reactions)) | {"consensus": lists}


def of_consultation(consultation: Consultation, cut_off: datetime) -> dict:
    """The same table for the whole: distinct people are not added up over questions. Three queries."""
    return indicators.table(
        *_cells(_to_public(cut_off).filter(contribution__question__theme__consultation=consultation))
    )


def population() -> dict[str, int]:
    """Inhabitants of the communes of each kind of territory, in the order of the kinds; 0 where none is known."""
    rows = Commune.objects.exclude(population=None).order_by().values_list("kind").annotate(Sum("population"))
    found = dict(rows)
    return {kind: found.get(kind, 0) for kind in TerritoryKind.values}


def _to_public(cut_off: datetime) -> QuerySet[Reaction]:
    """Agreements and disagreements, as they are now, with contributions that were online at `cut_off` and still are."""
    then = Version.objects.filter(contribution=OuterRef("contribution"), published_at__lte=cut_off)
    public = Reaction.objects.filter(contribution__root=None, contribution__state=State.PUBLISHED, kind__in=CAMPS)
    return public.filter(Exists(then)).order_by()


def _cells(reactions: QuerySet[Reaction]) -> tuple[Answers, dict[str, dict[str | None, Answers]]]:
    by = {}
    for name, path in SEGMENTS.items():
        rows = reactions.values(value=F(path)).annotate(**COUNTS)
        by[name] = _merged((row["value"], Answers(*(row[count] for count in COUNTS))) for row in rows)
    return Answers(**reactions.aggregate(**COUNTS)), by


def _merged(rows: Iterator[tuple[str | None, Answers]]) -> dict[str | None, Answers]:
    """What was not stated is one row, whether nothing ("") or no commune at all (NULL): nobody is in both."""
    found: dict[str | None, Answers] = defaultdict(Answers)
    for value, answers in rows:
        found[value or None] = Answers(*map(sum, zip(found[value or None], answers, strict=True)))
    return dict(found)


def _consensus(reactions: QuerySet[Reaction], name: str, known: Mapping[int, Text]) -> list[dict]:
    counts = {"agree": COUNTS["agree"], "disagree": COUNTS["disagree"], "people": Count("pk")}  # one each
    rows = reactions.values("contribution", value=F(SEGMENTS[name])).annotate(**counts).order_by("contribution")
    read = ((row["contribution"], row["value"], Answers(*(row[count] for count in counts))) for row in rows.iterator())
    by_text = (
        (contribution, _merged((value, answers) for _, value, answers in group))
        for contribution, group in groupby(read, key=lambda found: found[0])
        if contribution in known
    )
    best = indicators.consensus(by_text, DECLARED[name], _hidden)
    return [_entry(known[each.contribution]) | {"score": each.score, "groups": each.groups} for each in best]


def _entry(text: Text) -> dict:
    return {"contribution": text.id, "version": text.version_id, "title": text.title}


def _hidden(by: Mapping[str | None, Answers]) -> set[str | None]:
    if all(answers.people < cells.threshold() for answers in by.values()):
        return set(by)
    return cells.one_way({value: cells.Cell(found.people, found.agree + found.disagree) for value, found in by.items()})
