"""Second readings: which texts are read twice, who has which, how far readers agree, and what is to be settled."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from consultation import text
from consultation.cursor import Page, page
from consultation.models import Consultation, User
from debates.models import Contribution, Nature, Theme
from synthesis import agreement
from synthesis.agreement import Agreement
from synthesis.models import Extract, HarvestPlan, Idea, SecondPassage, SecondReading

TURN = timedelta(minutes=30)  # since the last act on it; then somebody else may take the text
MANY = 100  # texts that wait are counted up to there


def lot(slug: str, contribution: int) -> int:
    """The lot of a contribution, from 0 to 99: it is read twice when its lot is below the share, in per cent.

    `int(sha256("<slug of the consultation>:<number of the contribution>")[:8], 16) % 100`, the text in UTF-8 and the
    digest in hexadecimal. Nobody chooses it, anybody can reckon it again, and a greater share only adds texts.
    """
    return int(hashlib.sha256(f"{slug}:{contribution}".encode()).hexdigest()[:8], 16) % 100


class _Lot(Func):
    """`lot`, by PostgreSQL."""

    template = "mod(('x' || left(encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex'), 8))::bit(32)::bigint, 100)"
    output_field = IntegerField()


def share(consultation: Consultation) -> int:
    """How many contributions in a hundred are read twice."""
    shares = HarvestPlan.objects.filter(consultation=consultation).values_list("double_share", flat=True)
    return shares.first() or 0


def sampled(rows: QuerySet[Contribution], consultation: Consultation, share: int) -> QuerySet[Contribution]:
    """Those of these contributions of a consultation that are to be read twice."""
    words = Concat(Value(f"{consultation.slug}:"), Cast("pk", TextField()), output_field=TextField())
    return rows.annotate(lot=_Lot(words)).filter(lot__lt=share)


def awaiting_second(consultation: Consultation, by: User) -> QuerySet[Contribution]:
    """What waits for `by` to read it blind, the oldest first.

    Drawn, online, read by somebody else since its last edit, and no passage of it kept by him; nobody has read it a
    second time, or has it before him.
    """
    rows = Contribution.objects.of(consultation).contributions().published()
    rows = rows.filter(reading__at__gte=F("live__published_at")).exclude(reading__by=by)
    rows = rows.exclude(Exists(Extract.objects.filter(contribution=OuterRef("pk"), by=by)))
    left = Q(second_reading__outcome="", second_reading__at__lt=timezone.now() - TURN)
    rows = sampled(rows.filter(Q(second_reading=None) | left), consultation, share(consultation))
    return rows.order_by("created_at", "pk")


def awaiting_count(consultation: Consultation, by: User) -> int:
    """How many texts wait for his second reading, at most MANY. Two queries, one without a share."""
    if not share(consultation):
        return 0
    return len(awaiting_second(consultation, by).values_list("pk", flat=True)[:MANY])


def under_way(consultation: Consultation, by: User) -> SecondReading | None:
    """The second reading this person has before him. One query."""
    rows = SecondReading.objects.of(consultation).under_way().filter(by=by)
    return rows.select_related(*_TEXT, "by").order_by("-at").first()


_TEXT = (
    "contribution__live",
    "contribution__author",
    "contribution__nature",
    "contribution__commune__department",
    "contribution__question__theme__consultation",
)


PASSAGES = ("passages", Prefetch("passages__ideas", Idea.objects.only("pk")))  # all that is compared


@dataclass(frozen=True)
class Progress:
    """Of the contributions online: how many are drawn, of these how many were read, and how many read twice."""

    drawn: int
    read: int
    read_twice: int


def progress(consultation: Consultation) -> Progress:
    """How far double reading is. Two queries."""
    rows = Contribution.objects.of(consultation).contributions().published()
    rows = sampled(rows, consultation, share(consultation))
    twice = Q(second_reading__isnull=False) & ~Q(second_reading__outcome="")
    counted = rows.aggregate(drawn=Count("pk"), read=Count("reading"), read_twice=Count("pk", filter=twice))
    return Progress(**counted)


def handed_in(consultation: Consultation, by: User) -> QuerySet[SecondReading]:
    """What this person handed in, of texts online or not, the last first."""
    rows = SecondReading.objects.of(consultation).finished().filter(by=by)
    return rows.select_related(*_TEXT, "settled_by").order_by("-at", "-pk")


# --- Agreement


@dataclass(frozen=True)
class Measured:
    """The agreement on one nature or one idea."""

    of: Nature | Idea
    agreement: Agreement


@dataclass(frozen=True)
class Agreements:
    """The agreement of the two readers, over the texts that were read twice.

    `kept`: a passage is kept or not. `outcome`: kept, or the reason why not. `natures`: for each, whether a passage of
    it is kept. `ideas`: by theme, for each idea that one of the two used, whether a passage is filed under it, over the
    texts of its theme.
    """

    kept: Agreement
    outcome: Agreement
    natures: list[Measured]
    ideas: list[tuple[Theme, list[Measured]]]


_Pair = tuple[agreement.Reading, agreement.Reading]


def agreements(consultation: Consultation) -> Agreements:
    """How far two readers agree, whatever was settled since. Six queries."""
    ideas = list(Idea.objects.filter(theme__consultation=consultation).order_by("position", "pk"))
    by_theme = _pairs(consultation, {idea.pk: idea.merged_into_id for idea in ideas})
    pairs = [pair for of_theme in by_theme.values() for pair in of_theme]
    natures = [
        Measured(nature, agreement.on(pairs, agreement.has_nature(nature.pk))) for nature in consultation.natures.all()
    ]
    themes = [
        (theme, _on_ideas([idea for idea in ideas if idea.theme_id == theme.pk], by_theme.get(theme.pk, [])))
        for theme in consultation.themes.all()
    ]
    kept, outcome = agreement.on(pairs, agreement.keeps), agreement.on(pairs, agreement.outcome)
    return Agreements(kept, outcome, natures, [(theme, lines) for theme, lines in themes if lines])


def _on_ideas(ideas: Iterable[Idea], pairs: list[_Pair]) -> list[Measured]:
    used = frozenset().union(*(reading.ideas for pair in pairs for reading in pair))
    return [Measured(idea, agreement.on(pairs, agreement.is_under(idea.pk))) for idea in ideas if idea.pk in used]


def _pairs(consultation: Consultation, merged: dict[int, int | None]) -> dict[int, list[_Pair]]:
    """Both readings of each text, by theme; an idea that was merged counts as the one it went into."""
    rows = SecondReading.objects.of(consultation).finished().prefetch_related(*PASSAGES)
    pairs: dict[int, list[_Pair]] = {}
    for row in rows.annotate(theme=F("contribution__question__theme")):
        both = standing(first_of(row), merged), standing(second_of(row), merged)
        pairs.setdefault(row.theme, []).append(both)
    return pairs


def first_of(row: SecondReading) -> agreement.Reading:
    """The first reading as it was when the second was handed in."""
    first = row.first
    return agreement.Reading(first["outcome"], frozenset(first["natures"]), frozenset(first["ideas"]))


def second_of(row: SecondReading) -> agreement.Reading:
    """The second reading; with PASSAGES fetched before, without a query."""
    passages = row.passages.all()
    ideas = frozenset(idea.pk for passage in passages for idea in passage.ideas.all())
    return agreement.Reading(row.outcome, frozenset(passage.nature_id for passage in passages), ideas)


def standing(reading: agreement.Reading, merged: dict[int, int | None]) -> agreement.Reading:
    """The same with each idea followed to the one it was merged into."""
    return agreement.Reading(
        reading.outcome, reading.natures, frozenset(_standing(idea, merged) for idea in reading.ideas)
    )


def _standing(idea: int, merged: dict[int, int | None]) -> int:
    seen = set()
    while (into := merged.get(idea)) and idea not in seen:
        seen.add(idea)
        idea = into
    return idea


# --- What is to be settled


def to_settle(consultation: Consultation) -> QuerySet[SecondReading]:
    """Texts online of which the two readings differ, and that nobody has settled."""
    rows = SecondReading.objects.of(consultation).finished().filter(differs=True, settled_at=None)
    return rows.filter(contribution__in=Contribution.objects.published())


def disagreements(consultation: Consultation, after: str = "") -> Page:
    """What is to be settled, the oldest first. One query."""
    rows = to_settle(consultation).select_related(*_TEXT, "by", "first_by")
    return page(rows, key="at", size=settings.PAGE, after=after, descending=False)


@dataclass(frozen=True)
class Passage:
    """A passage that one of the two would keep. `pk`: of the second reader's row, None for the first's."""

    pk: int | None
    version_id: int
    quote: str
    start: int
    end: int
    nature: Nature
    ideas: list[Idea]
    is_former: bool  # of a version that another one has replaced
    is_kept: bool  # there is such an extract now, under these ideas


def second_reading(consultation: Consultation, pk: int) -> QuerySet[SecondReading]:
    """One that was handed in, of a text that is online."""
    rows = SecondReading.objects.of(consultation).finished().filter(contribution__in=Contribution.objects.published())
    return rows.filter(pk=pk).select_related(*_TEXT, "by", "first_by", "settled_by")


def sides(row: SecondReading) -> tuple[list[Passage], list[Passage]]:
    """The passages of the first and of the second reading, in the order of the text. Seven queries at most."""
    second = [(p.pk, p.version_id, p.start, p.end, p.nature_id, _ids(p)) for p in own_passages(row)]
    first = sorted(((None, *passage) for passage in row.first["passages"]), key=lambda p: p[2:4])
    contribution = row.contribution
    texts = dict(contribution.versions.values_list("pk", "text"))
    natures = {nature.pk: nature for nature in contribution.consultation.natures.all()}
    ideas = {idea.pk: idea for idea in Idea.objects.filter(theme=contribution.question.theme_id)}
    kept = _kept_now(contribution)

    def passage(pk: int | None, version: int, start: int, end: int, nature: int, under: list[int]) -> Passage:
        found = kept.get((version, start, end, nature))
        is_kept = found is not None and found >= set(under)
        named = [ideas[idea] for idea in under if idea in ideas]
        quote, former = texts.get(version, "")[start:end], version != contribution.live_id
        return Passage(pk, version, quote, start, end, natures[nature], named, former, is_kept)

    first = [passage(*each) for each in first if each[4] in natures]
    return first, [passage(*each) for each in second]


def _kept_now(contribution: Contribution) -> dict[tuple[int, int, int, int], set[int]]:
    """The extracts of a text: version, start, end and nature, with the ideas each is under."""
    kept: dict[tuple[int, int, int, int], set[int]] = {}
    for *where, idea in contribution.extracts.values_list("version", "start", "end", "nature", "ideas"):
        kept.setdefault(tuple(where), set()).add(idea)
    return kept


def own_passages(row: SecondReading) -> list[SecondPassage]:
    """What the second reader has kept so far, in the order of the text. Two queries."""
    rows = row.passages.select_related("nature", "version").prefetch_related("ideas")
    return list(rows.order_by("start", "pk"))


def _ids(passage: SecondPassage) -> list[int]:
    return sorted(idea.pk for idea in passage.ideas.all())


def marked(contribution: Contribution, passages: Iterable[Passage | SecondPassage], prefix: str) -> str:
    """The version online, as HTML, with those of these passages that are of it underlined; their ids are `prefix` and
    their place, from 1.
    """
    marks = [
        text.Mark(passage.start, passage.end, f"{prefix}-{place}")
        for place, passage in enumerate(passages, start=1)
        if passage.version_id == contribution.live_id
    ]
    return text.underline(contribution.live.html, marks)
