"""From the parts of a roll-up to its frozen snapshot."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from sys import intern

from synthesis import small_cells
from synthesis.models import RollUp, RollUpPart
from synthesis.reading.counted_rows import rows_of
from synthesis.rollup import indicators
from synthesis.rollup import snapshot as snapshots
from synthesis.rollup.figures import Row, figures
from synthesis.rollup.texts import Text


def snapshot(rollup: RollUp, *, answers: dict, population: Mapping[str, int], meta: dict) -> dict:
    """The parts of a roll-up with the figures of the whole consultation, by theme and by question too, small cells
    left out.

    `answers`: the reactions to all of it (`answering.of_consultation`). The same debate gives the same bytes, whoever
    asks and whenever: neither the number of the roll-up nor any time of day is in it but what `meta` holds.
    """
    parts = list(rollup.parts.select_related("question__theme").defer("rows").order_by("pk"))
    questions = [(_info(part.question), part.result) for part in parts]
    rows = counted(parts)
    whole = figures(row for found in rows.values() for row in found)
    whole["by"]["theme"] = _grouped(questions, rows, "theme")
    whole["by"]["question"] = _grouped(questions, rows, "id")
    whole["answers"] = answers
    meta = {"consultation": rollup.consultation.slug} | meta
    guarded = small_cells.guarded(snapshots.freeze(questions, whole, meta=meta))
    return with_representation(guarded, population)


def with_representation(snapshot: dict, population: Mapping[str, int]) -> dict:
    """A guarded snapshot with who wrote beside who lives there: made of published counts alone. Nothing is said where
    no inhabitant is known, or no contribution of a kind of territory may be told.
    """
    written = {row["value"]: row["contributions"] for row in snapshot["figures"]["by"]["kind"]}
    rows: list[dict] = []
    if any(written.get(kind) for kind in population) and any(population.values()):
        rows = indicators.representation({kind: written.get(kind, 0) for kind in population}, population)
    return snapshots.plain(snapshot | {"figures": snapshot["figures"] | {"representation": rows}})


def counted(parts: Iterable[RollUpPart]) -> dict[int, list[Row]]:
    """By question, what these parts counted: light enough for a worker to hold those of a whole country."""
    return {part.question_id: [_row(values) for values in rows_of(part.pk)] for part in parts}


def _info(question) -> dict:
    return {
        "id": question.pk,
        "title": question.title,
        "theme": question.theme_id,
        "theme_name": question.theme.name,
    }


def light(texts: Iterable[Text], voices: Iterable[dict]) -> list[dict]:
    """Contributions without their texts, as a part keeps them for the figures, each with its voice; `_row` reads one
    back. `voices`: those of several texts, of `read_question`. What is empty is left out.
    """
    voice_of = {member: voice["contribution"] for voice in voices for member in voice["members"]}
    return [_light(text) | {"voice": voice_of.get(text.id, text.id)} for text in texts]


def _light(text: Text) -> dict:
    values = {name: getattr(text, name) for name in Row.__slots__ if name != "voice"}
    values["posted_on"] = text.posted_on.isoformat()
    return {name: value for name, value in values.items() if value}


_day = lru_cache(1_000)(date.fromisoformat)


def _row(values: dict) -> Row:
    """Words that come in each row (a region, a nature) are kept once for all of them."""
    once = {name: intern(value) for name, value in values.items() if isinstance(value, str)}
    return Row(**(values | once | {"posted_on": _day(values["posted_on"])}))


def _grouped(questions: list, rows: dict[int, list[Row]], key: str) -> list[dict]:
    """Contributions, voices and distinct authors by question or by theme."""
    gathered = defaultdict(list)
    for info, _ in questions:
        gathered[info[key]] += rows[info["id"]]
    return [
        {
            "value": value,
            "contributions": len(found),
            "voices": len({row.voice for row in found}),
            "authors": len({row.author for row in found} - {None}),
        }
        for value, found in gathered.items()
    ]
