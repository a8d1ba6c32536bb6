"""What a roll-up publishes of territories and qualities: never of fewer than five people, in any table or format."""

import datetime
from dataclasses import replace

import pytest

from consultation.cells import HIDDEN, explanation
from synthesis import charts, small_cells
from synthesis.exports import labels
from synthesis.rollup import snapshot as snapshots
from synthesis.rollup.figures import figures
from synthesis.rollup.groups import group_texts
from synthesis.rollup.texts import Text
from tests.factories import DepartmentFactory, RegionFactory

pytestmark = pytest.mark.django_db

ONE = Text(
    id=0,
    version_id=0,
    title="Un titre",
    body="",
    nature="finding",
    kind="rural",
    region="Nouvelle-Aquitaine",
    department="23",
    stakeholder="citizen",
    origin="online",
    posted_on=datetime.date(2026, 5, 12),
)


def _texts(start: int, people: int, body: str, **fields) -> list[Text]:
    return [
        replace(ONE, id=start + n, version_id=start + n, author=start + n, body=f"{body} numéro {start + n}", **fields)
        for n in range(people)
    ]


def _snapshot(*questions: list[Text]) -> dict:
    """A snapshot as it is before small cells go."""
    everything = [text for texts in questions for text in texts]
    parts = []
    for number, texts in enumerate(questions, start=1):
        part = {"count": len(texts), "groups": group_texts(texts), "figures": figures(texts)}
        parts.append(({"id": number}, part))
    return snapshots.freeze(parts, figures(everything), meta={})


@pytest.fixture
def territories():
    region = RegionFactory(name="Nouvelle-Aquitaine")
    for code in ("23", "87", "19"):
        DepartmentFactory(code=code, region=region)


def _rows(figures_: dict, name: str) -> dict:
    return {row["value"]: row["contributions"] for row in figures_["by"].get(name, ())}


def test_a_quality_of_two_people_is_not_published_nor_the_one_that_would_tell_it(territories):
    texts = [
        *_texts(100, 20, "Ouvrir une salle au bourg"),
        *_texts(200, 2, "Former les élus", stakeholder="elected"),
        *_texts(300, 6, "Aider les associations", stakeholder="association"),
        *_texts(400, 30, "Louer moins cher", stakeholder="company"),
    ]
    shown = small_cells.guarded(_snapshot(texts))
    rows = _rows(shown["figures"], "stakeholder")
    assert rows["elected"] is None
    assert rows["association"] is None
    assert rows["citizen"] == 20
    assert rows["company"] == 30
    assert shown["figures"]["totals"]["contributions"] == 58


def test_a_question_does_not_tell_what_the_whole_hides_nor_the_other_way_round(territories):
    first = [*_texts(100, 20, "Ouvrir une salle"), *_texts(200, 9, "Un marché", kind="small_town")]
    second = [*_texts(300, 15, "Une ligne de car"), *_texts(400, 1, "Un guichet", kind="small_town")]
    shown = small_cells.guarded(_snapshot(first, second))
    whole = _rows(shown["figures"], "kind")
    by_question = [_rows(question["part"]["figures"], "kind") for question in shown["questions"]]
    assert by_question[1].get("small_town") is None
    for value in ("rural", "small_town"):
        known = [rows.get(value) for rows in by_question]
        assert whole[value] is None or None not in known or known.count(None) > 1


def test_a_department_is_not_found_by_its_region(territories):
    texts = [
        *_texts(100, 20, "Ouvrir une salle"),
        *_texts(200, 3, "Un marché", department="87"),
        *_texts(300, 8, "Un car", department="19"),
    ]
    shown = small_cells.guarded(_snapshot(texts))["figures"]
    departments = _rows(shown, "department")
    assert departments["87"] is None
    assert list(departments.values()).count(None) >= 2


def test_groups_of_similar_texts_say_of_whom_they_are_by_the_same_rule(territories):
    texts = [*_texts(100, 12, "Ouvrir une salle au bourg"), *_texts(200, 3, "Ouvrir un bureau", stakeholder="elected")]
    for group in small_cells.guarded(_snapshot(texts))["questions"][0]["part"]["groups"]:
        for row in group["stakeholders"]:
            assert row["count"] is None or row["authors"] >= 5


def test_one_person_who_writes_a_lot_is_one_person(territories):
    one = [replace(text, author=7) for text in _texts(100, 40, "Toujours la même idée", stakeholder="company")]
    shown = small_cells.guarded(
        _snapshot([*one, *_texts(200, 30, "Ouvrir une salle"), *_texts(300, 9, "Un car", stakeholder="user")])
    )
    assert _rows(shown["figures"], "stakeholder")["company"] is None


def test_nothing_is_left_of_a_table_that_would_be_hidden_whole(territories):
    shown = small_cells.guarded(_snapshot(_texts(100, 3, "Ouvrir une salle")))
    assert not any(shown["figures"]["by"][name] for name in small_cells.SEGMENTS)
    assert shown["figures"]["by"]["nature"]  # what is written, not who writes


def test_once_is_enough_and_the_threshold_is_told(territories, settings):
    before = _snapshot([*_texts(100, 20, "Ouvrir"), *_texts(200, 2, "Former", stakeholder="elected")])
    once = small_cells.guarded(before)
    assert small_cells.guarded(once) == once
    assert once["meta"] == {"small_cells": 5}
    settings.SMALL_CELL = 1
    published = small_cells.guarded(before)["figures"]
    assert published == before["figures"]


def test_groups_frozen_before_they_counted_people_say_nothing(territories):
    before = _snapshot(_texts(100, 20, "Ouvrir une salle"))
    for group in before["questions"][0]["part"]["groups"]:
        for row in group["kinds"]:
            del row["authors"]
    [group, *_] = small_cells.guarded(before)["questions"][0]["part"]["groups"]
    assert group["kinds"] == []
    assert group["stakeholders"]


def test_pictures_and_tables_say_it_in_words():
    rows = [
        {"value": "citizen", "contributions": 20, "authors": 18},
        {"value": "elected", "contributions": None, "authors": None},
        {"value": "user", "contributions": None, "authors": None},
        {"value": None, "contributions": 0, "authors": 0},
    ]
    [picture] = charts.pictures({"by": {"stakeholder": rows}})
    assert picture.hides
    assert [row[1:] for row in picture.rows] == [(20, 18), (str(HIDDEN), str(HIDDEN)), (str(HIDDEN), str(HIDDEN))]
    assert str(HIDDEN) in picture.svg
    assert labels.unpublished() == "non publié"
    assert "moins de 5 personnes" in explanation()
