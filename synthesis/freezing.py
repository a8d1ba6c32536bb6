"""From the parts of a roll-up to its frozen snapshot."""

from collections import defaultdict
from datetime import date

from synthesis import small_cells
from synthesis.models import RollUp
from synthesis.rollup import snapshot as snapshots
from synthesis.rollup.figures import Row, figures
from synthesis.rollup.texts import Text


def snapshot(rollup: RollUp) -> dict:
    """The parts of a roll-up with the figures of the whole consultation, by theme and by question too, small cells
    left out.
    """
    parts = list(rollup.parts.select_related("question__theme").order_by("pk"))
    questions = [(_info(part.question), part.result) for part in parts]
    voices = sum(result["voice_count"] for _, result in questions)
    rows = {part.question_id: [_row(values) for values in part.rows] for part in parts}
    whole = figures((row for found in rows.values() for row in found), voices=voices)
    whole["by"]["theme"] = _grouped(questions, rows, "theme")
    whole["by"]["question"] = _grouped(questions, rows, "id")
    meta = {"consultation": rollup.consultation.slug, "cut_off": rollup.cut_off.isoformat(), "rollup": rollup.pk}
    return small_cells.guarded(snapshots.freeze(questions, whole, meta=meta))


def _info(question) -> dict:
    return {
        "id": question.pk,
        "title": question.title,
        "theme": question.theme_id,
        "theme_name": question.theme.name,
    }


def light(text: Text) -> dict:
    """A contribution without its text, as a part keeps it for the figures; `_row` reads it back."""
    return {name: value for name, value in text.to_dict().items() if name in Row.__slots__}


def _row(values: dict) -> Row:
    return Row(**(values | {"posted_on": date.fromisoformat(values["posted_on"])}))


def _grouped(questions: list, rows: dict[int, list[Row]], key: str) -> list[dict]:
    """Contributions and distinct authors by question or by theme."""
    gathered = defaultdict(list)
    for info, _ in questions:
        gathered[info[key]] += rows[info["id"]]
    return [
        {"value": value, "contributions": len(found), "authors": len({row.author for row in found} - {None})}
        for value, found in gathered.items()
    ]
