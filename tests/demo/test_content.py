"""The texts as written, before any database."""

from collections import Counter

import pytest

from consultation.models import Stakeholder
from consultation.territories import drawing, sources
from debates.models import Nature, Reason, Stance
from demo import content
from synthesis.models import Section

CONTENT = content.read()
SAID = [said for root in CONTENT.contributions() for said in root.thread()]


def test_keys_are_unique():
    assert [key for key, times in Counter(said.key for said in SAID).items() if times > 1] == []


def test_every_word_of_the_files_is_one_the_platform_knows():
    questions = {question["slug"] for theme in CONTENT.consultation["themes"] for question in theme["questions"]}
    authors = {person["key"] for person in CONTENT.participants} | {content.CITIZEN}
    assert {said.author for said in SAID} <= authors
    assert {said.state for said in SAID} == {"pending", "published", "hidden", "to_amend", "withdrawn"}
    assert {said.stance for said in SAID} == {"", *Stance.values}
    assert {said.nature for said in SAID} == {"", *Nature.DEFAULTS}
    assert {said.question for said in SAID} == {"", *questions}
    assert {said.reason for said in SAID} <= {"", *Reason.values}
    assert {person["quality"] for person in CONTENT.participants} == set(Stakeholder.values)


def test_what_is_taken_off_has_a_reason_and_nothing_else_has():
    off = ("hidden", "to_amend")
    assert [said.key for said in SAID if (said.state in off) != bool(said.reason and said.reason_note)] == []


def test_what_is_reported_kept_and_contested_is_what_may_be():
    authors = {person["key"] for person in CONTENT.participants} | {content.CITIZEN}
    for said in SAID:
        assert {told.by for told in said.reports} <= authors - {said.author}
        assert {told.reason for told in said.reports} <= set(Reason.values)
        assert not said.kept or (said.reports and said.state == "published"), said.key
        assert not (said.appeal or said.suspended) or said.state == "hidden", said.key
        if said.appeal and said.appeal.answer:
            assert said.day <= said.appeal.day <= said.appeal.answered < 0, said.key


def test_cases_and_moves_are_of_texts_there_are():
    known = {said.key for said in SAID}
    assert set(content._yaml("moderation")["cases"]) <= known
    for moved in CONTENT.rearranged:
        assert {moved.text, moved.into or moved.text} <= known
        assert bool(moved.into) != bool(moved.parts)


def test_answers_come_after_what_they_answer_and_before_today():
    late = [said.key for said in SAID for reply in said.replies if reply.day < said.day]
    assert late == []
    assert [said.key for said in SAID if not -50 <= said.day < 0] == []


@pytest.mark.parametrize("chapter", CONTENT.chapters, ids=lambda chapter: chapter.theme)
def test_statements_cite_passages_there_are(chapter):
    passages = {
        f"{said.key}#{number}"
        for said in [*chapter.contributions, *(row.said for row in CONTENT.gathered)]
        for number in range(1, len(said.extracts) + 1)
        if said.state == "published"
    }
    cited = {key for row in chapter.statements for key in [*row["cites"], *row.get("gains", [])]}
    assert cited <= passages
    assert {row["section"] for row in chapter.statements} == set(Section.values)
    assert all(row["cites"] for row in chapter.statements)


def test_what_was_collected_off_the_site_comes_by_several_ways_in_several_themes():
    questions = {q["slug"]: theme["slug"] for theme in CONTENT.consultation["themes"] for q in theme["questions"]}
    rows = CONTENT.gathered
    assert {row.way for row in rows} == {"visit", "letter", "meeting"}
    assert {questions[row.said.question] for row in rows} == {"territoires", "travail", "numerique"}
    assert {row.duplicate_of for row in rows} <= {"", *(said.key for said in SAID)}
    assert all(row.said_on < row.said.day < 0 for row in rows)


def test_french_titles_have_their_narrow_spaces():
    titles = [question["title"] for theme in CONTENT.consultation["themes"] for question in theme["questions"]]
    assert all(title.endswith("\u202f?") for title in titles)


def test_places_are_those_of_practices_and_models_whose_texts_name_the_commune():
    names = {row["code"]: row["name"] for row in sources.communes()}
    said = {said.key: said for said in CONTENT.contributions()}
    for key, where in content.places().items():
        assert said[key].nature in Nature.PLACED, key
        town = names[where.commune].removeprefix("Le ").split("-en-")[0]
        assert town in f"{said[key].title} {said[key].body}", (key, town)
        department = where.commune[:2]
        if where.longitude is not None:
            assert drawing.is_within(department, where.longitude, where.latitude, margin=2), key
