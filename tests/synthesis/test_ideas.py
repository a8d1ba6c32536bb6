"""The trees of ideas: what is done to them, by whom, and what follows what is moved."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from consultation.models import AuditEntry
from synthesis import actions, reading
from synthesis.models import Extract, Idea
from tests.factories import (
    ContributionFactory,
    ExtractFactory,
    IdeaFactory,
    StatementFactory,
    SynthesisFactory,
    ThemeFactory,
)
from tests.synthesis.trees import drawn, grown

pytestmark = pytest.mark.django_db


@pytest.fixture
def ideas(theme):
    return grown(theme, "Bail\n Court\n Long\n  Neuf ans\nFibre\n Bourg")


def test_an_idea_goes_under_another_with_all_below_it(theme, ideas, harvester):
    actions.move_idea(ideas["Long"], parent=ideas["Fibre"], by=harvester)

    assert drawn(theme) == "Bail\n Court\nFibre\n Bourg\n Long\n  Neuf ans"
    entry = AuditEntry.objects.get(action="idea.moved")
    assert entry.details == {"former": ideas["Bail"].pk, "parent": ideas["Fibre"].pk, "position": 1}
    assert entry.consultation == theme.consultation


def test_an_idea_goes_before_a_sibling_or_to_the_root(theme, ideas, harvester):
    actions.move_idea(ideas["Bourg"], parent=ideas["Bail"], before=ideas["Long"], by=harvester)
    actions.move_idea(ideas["Court"], parent=None, before=ideas["Bail"], by=harvester)
    actions.move_idea(ideas["Neuf ans"], parent=None, by=harvester)

    assert drawn(theme) == "Court\nBail\n Bourg\n Long\nFibre\nNeuf ans"


@pytest.mark.parametrize(
    ("title", "way", "tree"),
    [
        ("Fibre", "up", "Fibre\n Bourg\nBail\n Court\n Long\n  Neuf ans"),
        ("Court", "down", "Bail\n Long\n  Neuf ans\n Court\nFibre\n Bourg"),
        ("Neuf ans", "out", "Bail\n Court\n Long\n Neuf ans\nFibre\n Bourg"),
        ("Long", "out", "Bail\n Court\nLong\n Neuf ans\nFibre\n Bourg"),
        ("Fibre", "in", "Bail\n Court\n Long\n  Neuf ans\n Fibre\n  Bourg"),
    ],
)
def test_an_idea_moves_step_by_step(theme, ideas, harvester, title, way, tree):
    actions.step_idea(ideas[title], way=way, by=harvester)

    assert drawn(theme) == tree


@pytest.mark.parametrize(("title", "way"), [("Bail", "up"), ("Bail", "out"), ("Bail", "in"), ("Fibre", "down")])
def test_a_step_that_leads_nowhere_changes_nothing(theme, ideas, harvester, title, way):
    before = drawn(theme)

    actions.step_idea(ideas[title], way=way, by=harvester)

    assert drawn(theme) == before
    assert not AuditEntry.objects.filter(action="idea.moved").exists()


@pytest.mark.parametrize("under", ["Bail", "Long", "Neuf ans"])
def test_an_idea_never_goes_under_itself(theme, ideas, harvester, under):
    with pytest.raises(ValidationError, match="sous elle-même"):
        actions.move_idea(ideas["Bail"], parent=ideas[under], by=harvester)


def test_ideas_of_two_themes_are_not_mixed(ideas, extract, harvester):
    other = IdeaFactory(theme=ThemeFactory(consultation=ideas["Bail"].consultation))

    with pytest.raises(ValidationError, match="reste dans son thème"):
        actions.move_idea(other, parent=ideas["Bail"], by=harvester)
    with pytest.raises(ValidationError, match="thèmes différents"):
        actions.merge_ideas(other, into=ideas["Bail"], by=harvester)
    with pytest.raises(ValidationError, match="autre thème que le passage"):
        actions.file_extracts(other, extracts=[extract], by=harvester)
    with pytest.raises(ValidationError, match="autre thème"):
        actions.add_idea(other.theme, title="Une idée", parent=ideas["Bail"], by=harvester)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_loop(theme, harvester):
    """Each under the other, again and again: one of the two is refused, and every idea stays in the tree."""
    one, two = IdeaFactory(theme=theme, title="Un"), IdeaFactory(theme=theme, title="Deux")

    def move(pair):
        idea, parent = (Idea.objects.get(pk=each.pk) for each in pair)
        try:
            actions.move_idea(idea, parent=parent, by=harvester)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    for _round in range(5):
        with ThreadPoolExecutor(2) as both:
            assert sorted(both.map(move, [(one, two), (two, one)])) == [False, True]
        assert len(drawn(theme).splitlines()) == 2
        actions.move_idea(Idea.objects.get(theme=theme, parent__isnull=False), parent=None, by=harvester)


# --- Merging


def test_a_merged_idea_gives_all_it_holds(theme, ideas, contributions, harvester):
    both = ExtractFactory(contribution=contributions[0], ideas=[ideas["Long"], ideas["Fibre"]])
    one = ExtractFactory(contribution=contributions[1], ideas=[ideas["Long"]])
    statement = StatementFactory(synthesis=SynthesisFactory(consultation=theme.consultation), idea=ideas["Long"])

    actions.merge_ideas(ideas["Long"], into=ideas["Fibre"], by=harvester)

    assert drawn(theme) == "Bail\n Court\nFibre\n Bourg\n Neuf ans"
    assert set(ideas["Fibre"].extracts.all()) == {both, one}
    assert [list(extract.ideas.all()) for extract in (both, one)] == [[ideas["Fibre"]], [ideas["Fibre"]]]
    statement.refresh_from_db()
    assert statement.idea == ideas["Fibre"]
    assert Idea.objects.get(title="Long").merged_into == ideas["Fibre"]
    details = {"into": ideas["Fibre"].pk, "extracts": [both.pk, one.pk], "children": [ideas["Neuf ans"].pk]}
    assert AuditEntry.objects.get(action="idea.merged").details == details


def test_an_idea_merged_twice_leads_straight_to_the_last(ideas, harvester):
    actions.merge_ideas(ideas["Neuf ans"], into=ideas["Long"], by=harvester)
    actions.merge_ideas(ideas["Long"], into=ideas["Bail"], by=harvester)

    assert set(Idea.objects.filter(merged_into=ideas["Bail"])) == {ideas["Neuf ans"], ideas["Long"]}


def test_an_idea_is_not_merged_into_what_it_holds(ideas, harvester):
    for into in ("Bail", "Neuf ans"):
        with pytest.raises(ValidationError, match="qu’elle contient"):
            actions.merge_ideas(ideas["Bail"], into=ideas[into], by=harvester)


def test_nothing_is_done_any_more_to_a_merged_idea(theme, ideas, extract, harvester):
    gone = ideas["Long"]
    actions.merge_ideas(gone, into=ideas["Court"], by=harvester)

    acts = [
        lambda: actions.rename_idea(gone, title="Autre", by=harvester),
        lambda: actions.move_idea(gone, parent=None, by=harvester),
        lambda: actions.move_idea(ideas["Fibre"], parent=gone, by=harvester),
        lambda: actions.step_idea(gone, way="up", by=harvester),
        lambda: actions.merge_ideas(ideas["Fibre"], into=gone, by=harvester),
        lambda: actions.split_idea(gone, title="Autre", extracts=[extract], by=harvester),
        lambda: actions.remove_idea(gone, by=harvester),
        lambda: actions.file_extracts(gone, extracts=[extract], by=harvester),
        lambda: actions.add_idea(theme, title="Autre", parent=gone, by=harvester),
    ]
    for act in acts:
        with pytest.raises(ValidationError, match=r"réunie à .*Court"):
            act()
    assert actions.standing_for([gone, ideas["Court"]]) == [ideas["Court"]]


def test_whatever_leads_to_ideas_is_known_to_merging():
    """A new table that points to ideas must say what becomes of its rows when two are merged (`_lead_to`)."""
    leading = {f"{each.related_model.__name__}.{each.field.name}" for each in Idea._meta.related_objects}

    told = {"Idea.parent", "Idea.merged_into", "Extract.ideas", "Statement.idea", "SecondPassage.ideas"}
    assert leading - told == set()


# --- Splitting, removing, filing


def test_a_split_idea_gives_the_chosen_passages_to_a_new_one(theme, ideas, contributions, harvester):
    stays, goes = (ExtractFactory(contribution=text, ideas=[ideas["Court"]]) for text in contributions[:2])

    new = actions.split_idea(ideas["Court"], title=" Bail précaire ", extracts=[goes], by=harvester)

    assert drawn(theme) == "Bail\n Court\n Bail précaire\n Long\n  Neuf ans\nFibre\n Bourg"
    assert (list(ideas["Court"].extracts.all()), list(new.extracts.all())) == ([stays], [goes])
    assert AuditEntry.objects.get(action="idea.split").details == {"new": new.pk, "extracts": [goes.pk]}


def test_what_is_not_filed_there_is_not_split_off(ideas, extract, harvester):
    for chosen in ([], [extract]):
        with pytest.raises(ValidationError):
            actions.split_idea(ideas["Court"], title="Autre", extracts=chosen, by=harvester)
    assert not Idea.objects.filter(title="Autre").exists()


def test_an_empty_idea_is_removed_and_what_was_merged_into_it(theme, ideas, harvester):
    actions.merge_ideas(ideas["Neuf ans"], into=ideas["Court"], by=harvester)

    actions.remove_idea(ideas["Court"], by=harvester)

    assert drawn(theme) == "Bail\n Long\nFibre\n Bourg"
    assert not Idea.objects.filter(title="Neuf ans").exists()


def test_an_idea_that_holds_something_is_not_removed(theme, ideas, contributions, harvester):
    ExtractFactory(contribution=contributions[0], ideas=[ideas["Court"]])
    StatementFactory(synthesis=SynthesisFactory(consultation=theme.consultation), idea=ideas["Bourg"])

    for title in ("Bail", "Court", "Bourg"):
        with pytest.raises(ValidationError):
            actions.remove_idea(ideas[title], by=harvester)


def test_passages_are_filed_and_taken_back(ideas, extract, contributions, harvester):
    other = ExtractFactory(contribution=contributions[1])

    assert actions.file_extracts(ideas["Court"], extracts=[extract, other], by=harvester) == 2
    assert actions.file_extracts(ideas["Court"], extracts=[extract], by=harvester) == 0
    assert actions.unfile_extracts(ideas["Court"], extracts=[extract], by=harvester) == 1

    assert list(ideas["Court"].extracts.all()) == [other]
    assert Extract.objects.count() == 2
    assert AuditEntry.objects.filter(action="idea.filed").count() == 1


@pytest.mark.parametrize("title", ["", " \u200b ", "x" * 201])
def test_an_idea_has_a_name(theme, ideas, harvester, title):
    for act in (lambda: actions.rename_idea(ideas["Bail"], title=title, by=harvester),):
        with pytest.raises(ValidationError, match="200 caractères"):
            act()
    assert "Bail" in drawn(theme)


def test_no_word_of_an_idea_is_in_the_record(theme, ideas, harvester):
    actions.rename_idea(ideas["Bail"], title="Un bail", by=harvester)

    assert AuditEntry.objects.get(action="idea.renamed").details == {}


# --- Reading


def test_a_tree_of_any_depth_is_read_at_once(theme, django_assert_num_queries):
    parent = None
    for depth in range(1200):
        parent = Idea.objects.create(theme=theme, parent=parent, title=f"Idée {depth}")
    ExtractFactory(contribution=ContributionFactory(question__theme=theme), ideas=[parent])

    with django_assert_num_queries(1):
        [root] = reading.tree(theme)

    lines = reading.flat([root])
    assert (root.total, root.extracts, lines[-1].depth) == (1, 0, 1199)
    assert sum(len(line.closes) for line in lines) == 1199


def test_what_is_kept_under_a_merged_idea_goes_to_the_one_that_took_it_in(theme, ideas, contributions, harvester):
    actions.merge_ideas(ideas["Court"], into=ideas["Fibre"], by=harvester)
    text = contributions[0]

    kept = actions.keep(text.live, start=0, end=7, nature=text.nature, ideas=[ideas["Court"]], by=harvester)

    assert list(kept.ideas.all()) == [ideas["Fibre"]]


def test_a_theme_without_ideas_has_an_empty_tree(theme):
    assert reading.tree(theme) == []
    assert reading.trees(theme.consultation) == [(theme, [])]
