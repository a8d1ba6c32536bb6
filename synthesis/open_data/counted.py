"""What the figures were counted on: the contributions of the roll-up, as they stood when it read them."""

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from consultation.models import User
from synthesis.models import RollUpPart
from synthesis.reading.counted_rows import rows_of

from .columns import Column, Dataset, Record
from .scope import BATCH, Scope
from .texts import AUTHOR_STATE, PERSON

_SHOWN = {"stakeholder": "shows_stakeholder", "kind": "shows_commune"} | dict.fromkeys(
    ("region", "department"), "shows_commune"
)
_COUNTS = ("agree", "disagree", "unclear", "more_info", "arguments")
_LATER = {"pros": 0, "cons": 0, "read": False}  # rows of older roll-ups do not have them

_COLUMNS = (
    Column("contribution", "integer", "Numéro de la contribution", "Number of the contribution"),
    Column("question", "integer", "Question où elle était comptée", "Question it was counted under"),
    Column("is_public", "boolean", "Faux si elle a quitté le site depuis : elle n’est pas dans la table contributions",
           "False if it has left the site since: it is not in the table contributions"),
    Column("nature", "code", "Nature", "Nature"),
    Column("origin", "code", "Origine", "Origin", 16),
    Column("posted_on", "date", "Jour de publication", "Day of posting"),
    AUTHOR_STATE,
    PERSON,
    Column("stakeholder", "code", "Qualité, si elle est montrée", "Where its author speaks from, if shown", 20),
    Column("kind", "code", "Type de territoire, s’il est montré", "Kind of territory, if shown", 16),
    Column("region", "text", "Région, si elle est montrée", "Region, if shown", 24),
    Column("department", "text", "Département, s’il est montré", "Department, if shown"),
    Column("shows_stakeholder", "boolean", "Faux : la qualité, s’il y en a une, est seulement comptée",
           "False: where its author speaks from, if stated, is only counted"),
    Column("shows_commune", "boolean", "Faux : le lieu, s’il y en a un, est seulement compté",
           "False: the place, if stated, is only counted"),
    *(Column(name, "integer", "Ce que comptait alors la contribution", "As the contribution counted then")
      for name in (*_COUNTS, "pros", "cons")),
    Column("read", "boolean", "Lue par l’équipe à ce moment ; vide si on ne l’a pas gardé",
           "Read by the staff at that moment; empty if that was not kept"),
    Column("voice", "integer", "Première contribution de celles qui disent presque la même chose ; vide si non gardé",
           "First contribution among those that say nearly the same; empty if that was not kept"),
)  # fmt: skip


def counted(scope: Scope) -> Dataset:
    """One record a contribution of the roll-up; none without one. A query a question, two a batch, and one."""

    def under(question: int | None) -> Iterator[tuple[int, Record]]:
        parts = RollUpPart.objects.filter(rollup=scope.synthesis.rollup_id, rollup__isnull=False)
        parts = parts.filter(question=question) if question else parts
        for pk, key in list(parts.order_by("question_id").values_list("pk", "question")):
            for record in _part(scope, key, rows_of(pk)):
                yield key, record

    words = (
        "Les contributions telles que la consolidation les a comptées à sa date limite",
        "The contributions as the roll-up counted them at its cut-off",
    )
    title, key = _("Contributions comptées"), ("contribution",)
    return Dataset("counted", title, *words, key, _COLUMNS, under=under, shares=scope.shares)


def _part(scope: Scope, question: int, rows: Iterator[dict]) -> Iterator[Record]:
    while batch := list(islice(rows, BATCH)):
        public = _public(scope, [row["id"] for row in batch])
        left = _left({row.get("author") for row in batch})
        for row in batch:
            yield _record(scope, question, row, public.get(row["id"]), row.get("author") in left)


def _public(scope: Scope, pks: list[int]) -> dict[int, dict]:
    """Those of these contributions that are public, with what they show."""
    rows = scope.texts().filter(pk__in=pks).order_by().values("pk", "shows_stakeholder", "shows_commune")
    return {row["pk"]: row for row in rows}


def _left(people: set[int | None]) -> set[int]:
    return set(User.objects.filter(pk__in=people - {None}, erased_at__isnull=False).values_list("pk", flat=True))


def _record(scope: Scope, question: int, row: dict, shown: dict | None, has_left: bool) -> Record:
    """Of a text that is no longer public: that it was counted, and nothing of who wrote it."""
    author, is_public = row.get("author"), shown is not None
    state = "unknown" if author is None else "left" if has_left or not shown else "known"
    person = scope.person(author, state != "known")
    shown = shown if state != "left" else None  # where he spoke from went with him, and stays in what was counted
    where = [row.get(name) or None if shown and shown[column] else None for name, column in _SHOWN.items()]
    shows = [bool(shown and shown[name]) for name in ("shows_stakeholder", "shows_commune")]
    numbers = [row.get(name, 0) for name in _COUNTS]
    later = [row.get(name, empty) if "voice" in row else None for name, empty in _LATER.items()]
    start = (row["id"], question, is_public, row["nature"], row["origin"], row["posted_on"])
    return (*start, state, person, *where, *shows, *numbers, *later, row.get("voice"))
