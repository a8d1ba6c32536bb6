"""What was made of the texts: passages, ideas, statements and what they cite, the state of each contribution."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from itertools import count

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from synthesis.models import Idea
from synthesis.reading.ledger import FIELDS, LedgerState, entered

from .columns import Column, Dataset, Record
from .scope import BATCH, Scope, moment
from .texts import natures


def extracts(scope: Scope) -> Dataset:
    columns = (
        Column("id", "integer", "Numéro du passage", "Number of the passage"),
        Column("contribution", "integer", "Texte d’où il vient", "Text that it was taken from"),
        Column("version", "integer", "Version de ce texte, dans la table versions",
               "Version of that text, in the table versions"),
        Column("start", "integer", "Premier caractère (point de code), à partir de 0",
               "First character (code point), from 0"),
        Column("end", "integer", "Caractère après le dernier", "Character after the last"),
        Column("quote", "text", "Le passage, mot pour mot : text[start:end] de la version",
               "The passage, word for word: text[start:end] of the version", 60),
        Column("nature", "code", "Nature du passage", "Nature of the passage", 12, partial(natures, scope)),
        Column("ideas", "list", "Idées où il est classé", "Ideas it is filed under"),
        Column("kept_at", "moment", "Gardé le", "Kept at", 26),
    )  # fmt: skip

    def under(question: int | None) -> Iterator[tuple[int, Record]]:
        standing = ArrayAgg(
            "ideas", filter=Q(ideas__isnull=False, ideas__merged_into=None), order_by="ideas", default=[]
        )
        rows = scope.extracts(question).annotate(filed=standing)
        rows = rows.order_by("contribution__question_id", "contribution_id", "pk")
        names = ("pk", "contribution", "version", "start", "end", "quote", "nature__key", "filed", "at")
        for key, *values, at in rows.values_list("contribution__question_id", *names).iterator(chunk_size=BATCH):
            yield key, (*values, moment(at))

    words = ("Les passages gardés par la mission", "The passages kept by the mission")
    title = _("Passages gardés")
    return Dataset("extracts", title, *words, ("id",), columns, under=under, shares=scope.shares)


def ideas(scope: Scope) -> Dataset:
    columns = (
        Column("id", "integer", "Numéro de l’idée", "Number of the idea"),
        Column("theme", "integer", "Thème, dans la table themes", "Theme, in the table themes"),
        Column("parent", "integer", "Idée au-dessus, vide pour une idée de premier rang",
               "Idea above, empty for one at the top"),
        Column("title", "text", "L’idée", "The idea", 60),
        Column("position", "integer", "Rang sous l’idée du dessus", "Rank below the idea above"),
        Column("extracts", "integer", "Passages publics classés là, sans ceux des idées dessous",
               "Public passages filed there, without those of ideas below"),
        Column("contributions", "integer", "Textes d’où viennent ces passages", "Texts that these passages come from"),
    )  # fmt: skip

    def records() -> Iterator[Record]:
        filed = _filed(scope)
        rows = Idea.objects.standing().filter(theme__consultation=scope.consultation).order_by("pk")
        for row in rows.values_list("pk", "theme", "parent", "title", "position").iterator(chunk_size=BATCH):
            yield (*row, *filed.get(row[0], (0, 0)))

    words = ("L’arbre des idées de chaque thème", "The tree of ideas of each theme")
    return Dataset("ideas", _("Idées"), *words, ("id",), columns, records)


def _filed(scope: Scope) -> dict[int, tuple[int, int]]:
    """By idea, how many passages and texts. One query."""
    rows = scope.extracts().filter(ideas__merged_into=None, ideas__isnull=False).order_by().values_list("ideas")
    rows = rows.annotate(passages=Count("pk", distinct=True), texts=Count("contribution", distinct=True))
    return {idea: (passages, texts) for idea, passages, texts in rows}


def statements(scope: Scope) -> Dataset:
    columns = (
        Column("number", "integer", "Rang dans le document, à partir de 1", "Rank in the document, from 1"),
        Column("theme", "integer", "Thème, dans la table themes", "Theme, in the table themes"),
        Column("section", "code", "Partie du chapitre", "Part of the chapter", 16, partial(_sections, scope)),
        Column("text", "text", "L’énoncé", "The statement", 80),
        Column("source", "code", "idea, snapshot ou editor : d’où vient la phrase",
               "idea, snapshot or editor: where the sentence comes from"),
        Column("citations", "integer", "Nombre de citations", "Number of citations"),
    )  # fmt: skip

    def records() -> Iterator[Record]:
        for number, theme, section, said in _said(scope):
            yield number, theme.id, section.key, said.text, said.source, len(said.marks)

    words = ("Les énoncés de la synthèse", "The statements of the synthesis")
    return Dataset("statements", _("Énoncés de la synthèse"), *words, ("number",), columns, records)


def citations(scope: Scope) -> Dataset:
    columns = (
        Column("statement", "integer", "Énoncé, dans la table statements", "Statement, in the table statements"),
        Column("mark", "integer", "Numéro de la citation dans le document", "Number of the citation in the document"),
        Column("extract", "integer", "Passage cité, dans la table extracts", "Passage cited, in the table extracts"),
        Column("is_public", "boolean", "Faux si le passage a quitté le site depuis",
               "False if the passage has left the site since"),
    )  # fmt: skip

    def records() -> Iterator[Record]:
        cited = {quote.mark: quote.extract for quote in scope.document.quotes}
        public = set(scope.extracts().filter(pk__in=cited.values()).order_by().values_list("pk", flat=True))
        for number, _theme, _section, said in _said(scope):
            for mark in said.marks:
                yield number, mark, cited[mark], cited[mark] in public

    words = ("Les passages que chaque énoncé cite", "The passages that each statement cites")
    return Dataset("citations", _("Passages cités"), *words, ("statement", "mark"), columns, records)


def _said(scope: Scope) -> Iterator[tuple]:
    """(number, theme, section, statement) in the order of the document."""
    numbers = count(1)
    for theme in scope.document.themes:
        for section in theme.sections:
            for said in section.statements:
                yield next(numbers), theme, section, said


def _sections(scope: Scope) -> dict[str, str]:
    return {section.key: section.title for theme in scope.document.themes for section in theme.sections}


def coverage(scope: Scope) -> Dataset:
    columns = (
        Column("contribution", "integer",
               "Numéro de la contribution ; vide pour celles qui ne sont pas en ligne, ou ne l’étaient pas",
               "Number of the contribution; empty for those that are not online, or were not"),
        Column("state", "code", "Où elle en est : cited, kept, duplicate, nothing_kept, unread, set_aside",
               "Where it stands: cited, kept, duplicate, nothing_kept, unread, set_aside", 24,
               lambda: {value: str(label) for value, label in LedgerState.choices}),
        Column("reason", "code", "Pourquoi rien n’en est gardé, sinon vide",
               "Why nothing was kept of it, else empty", 16),
        Column("number", "integer", "Contributions que compte cette ligne", "Contributions that this line counts"),
    )  # fmt: skip

    words = (
        "L’état de chaque contribution à la publication ; d’un brouillon, à ce jour",
        "The state of each contribution at the publication; of a draft, today",
    )
    key = ("contribution", "state", "reason")
    under, away = partial(_online, scope), partial(_away, scope)
    return Dataset("coverage", _("État de chaque contribution"), *words, key, columns, away, under, scope.shares)


def _entered(scope: Scope) -> QuerySet:
    rows = entered(scope.consultation, scope.synthesis)
    is_kept = scope.synthesis.has_standings or not scope.until
    return rows if is_kept else rows.filter(created_at__lte=scope.until)


def is_frozen(scope: Scope) -> bool:
    """Whether the states are those of the publication itself: versions of before were published without them."""
    return scope.synthesis.has_standings


def is_as_published(scope: Scope) -> bool:
    """Whether each state holds as many contributions as the document says: always so where they are frozen."""
    counts = _entered(scope).order_by().values_list("ledger").annotate(n=Count("pk"))
    now = {FIELDS[state]: number for state, number in counts}
    said = asdict(scope.document.coverage)
    return all(said[field] == now.get(field, 0) for field in FIELDS.values())


def _named(scope: Scope) -> QuerySet:
    """Those of which it is told where they stand, one by one."""
    return scope.public(_entered(scope)).exclude(ledger=LedgerState.SET_ASIDE)


def _online(scope: Scope, question: int | None) -> Iterator[tuple[int, Record]]:
    rows = _named(scope).filter(question=question) if question else _named(scope)
    rows = rows.order_by("question_id", "pk").values_list("question_id", "pk", "ledger", "reason")
    for key, pk, state, reason in rows.iterator(chunk_size=BATCH):
        yield key, (pk, state, reason or None, 1)


def _away(scope: Scope) -> Iterator[Record]:
    """Those that are not online, or were not then, as numbers without telling which they are."""
    away = _counted(_entered(scope)) - _counted(_named(scope))
    for state, reason in sorted(away):
        yield None, state, reason or None, away[state, reason]


def _counted(rows: QuerySet) -> Counter:
    """How many are in each state for each reason; why a text was not online is nobody's business."""
    counted = Counter()
    for state, reason, number in rows.order_by().values_list("ledger", "reason").annotate(n=Count("pk")):
        counted[state, "" if state == LedgerState.SET_ASIDE else reason] += number
    return counted
