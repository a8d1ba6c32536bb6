"""The pages of ideas: trees with their buttons, an idea with all it rests on, for the staff of the consultation."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from synthesis import actions, reading
from synthesis.models import Idea
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ExtractFactory,
    IdeaFactory,
    ReactionFactory,
    StatementFactory,
    SynthesisFactory,
    UserFactory,
)
from tests.synthesis.trees import drawn, grown

pytestmark = pytest.mark.django_db


@pytest.fixture
def ideas(theme):
    return grown(theme, "Bail\n Court\n Long\n  Neuf ans\nFibre\n Bourg")


@pytest.fixture
def desk(client, harvester):
    client.force_login(harvester)
    return client


def at(name: str, *args) -> str:
    return reverse(name, args=["tiers-lieux", *(getattr(each, "pk", each) for each in args)])


def test_the_tree_is_written_whole_with_a_button_for_each_step(desk, theme, ideas):
    page = desk.get(at("ideas")).content.decode()
    [tree] = re.findall(r'<ul class="tree">.*?</form>', page, re.S)

    assert tree.count("<ul") == tree.count("</ul>") == 4
    assert tree.count("<li") == tree.count("</li>") == 6
    ways = Counter(re.findall(r'formaction="[^"]+" name="way" value="(\w+)"', tree))
    assert ways == {"up": 2, "down": 2, "in": 2, "out": 4}


def test_a_button_moves_an_idea_and_says_where_it_is(desk, theme, ideas):
    page = desk.post(at("move_idea", ideas["Fibre"]), {"way": "up"}, follow=True)

    assert drawn(theme).startswith("Fibre")
    assert "« Fibre » est à la racine du thème, en place 1 sur 2." in page.content.decode()


def test_a_script_gets_the_tree_again(desk, theme, ideas):
    data = {"parent": ideas["Fibre"].pk, "before": ideas["Bourg"].pk}
    answer = desk.post(at("move_idea", ideas["Court"]), data, headers={"HX-Request": "true"})

    assert drawn(theme) == "Bail\n Long\n  Neuf ans\nFibre\n Court\n Bourg"
    assert 'data-said="« Court » est sous « Fibre », en place 1 sur 2."' in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("data", [{"way": "ailleurs"}, {"parent": "²"}, {"parent": "9" * 30}, {"before": "x"}])
def test_a_move_that_makes_no_sense_is_refused(desk, theme, ideas, data):
    before = drawn(theme)

    assert desk.post(at("move_idea", ideas["Court"]), data).status_code == 422
    assert desk.post(at("move_idea", ideas["Court"]), data, headers={"HX-Request": "true"}).status_code == 422
    assert drawn(theme) == before


def test_an_idea_under_itself_is_refused_in_the_page(desk, ideas):
    page = desk.post(at("move_idea", ideas["Bail"]), {"parent": ideas["Neuf ans"].pk}, follow=True)

    assert page.status_code == 422
    assert "sous elle-même" in page.content.decode()


def test_the_page_of_an_idea_counts_with_what_is_below_each_text_once(desk, ideas, contributions):
    argument = ArgumentFactory(parent=contributions[1])
    ExtractFactory(contribution=contributions[0], ideas=[ideas["Bail"], ideas["Neuf ans"]])
    ExtractFactory(contribution=contributions[0], quote="Il engage neuf ans", ideas=[ideas["Court"]])
    ExtractFactory(contribution=argument, nature=contributions[1].nature, ideas=[ideas["Court"]])
    ExtractFactory(contribution=contributions[2], ideas=[ideas["Fibre"]])
    for town, kind in [({}, "agree"), ({"metropolis": True}, "agree"), ({"metropolis": True}, "disagree")]:
        for person in UserFactory.create_batch(5, commune=CommuneFactory(**town)):
            ReactionFactory(contribution=contributions[0], by=person, kind=kind)

    found = desk.get(at("idea", ideas["Bail"])).context["figures"]

    assert (found.extracts, found.contributions, found.arguments) == (3, 1, 1)
    assert [(row.label, row.agree, row.disagree) for row in found.kinds] == [
        ("rural", 5, 0),
        ("métropole", None, None),  # by which the two who say nothing of where they live could be found
        ("non précisé", None, None),
    ]


def test_few_people_are_not_told_by_where_they_live(desk, extract):
    """One of each camp, in the whole: the sums are told, the cells are not."""
    found = desk.get(at("idea", extract.ideas.get())).context["figures"]

    assert [(row.agree, row.disagree) for row in (*found.kinds, *found.qualities)] == [(None, None)] * 2


def test_the_page_says_what_rests_on_an_idea_and_what_it_took_in(desk, theme, ideas, harvester):
    draft = SynthesisFactory(consultation=theme.consultation)
    StatementFactory(synthesis=draft, idea=ideas["Long"], text="Le bail long décourage.")
    actions.merge_ideas(ideas["Long"], into=ideas["Court"], by=harvester)

    page = desk.get(at("idea", ideas["Court"])).content.decode()

    assert "Le bail long décourage." in page
    assert "Réunie avec" in page
    assert desk.get(at("idea", ideas["Long"])).url == at("idea", ideas["Court"])
    assert desk.get(f"{at('ideas')}?idee={ideas['Long'].pk}").url == at("idea", ideas["Long"])


def test_everything_can_be_done_from_the_page_of_an_idea(desk, theme, ideas, contributions):
    extract = ExtractFactory(contribution=contributions[0], ideas=[ideas["Court"]])
    ticked = {"extracts": [extract.pk]}

    assert desk.post(at("rename_idea", ideas["Court"]), {"title": "Précaire"}).status_code == 302
    assert desk.post(at("split_idea", ideas["Court"]), ticked | {"title": "Essai"}).status_code == 302
    new = Idea.objects.get(title="Essai")
    assert list(new.extracts.all()) == [extract]
    back = desk.post(at("file_extracts"), ticked | {"idea": ideas["Fibre"].pk, "from": new.pk})
    assert back.url == at("idea", new)
    assert desk.post(at("unfile_extracts", new), ticked).status_code == 302
    assert list(extract.ideas.all()) == [ideas["Fibre"]]
    assert desk.post(at("remove_idea", new)).url == at("ideas")
    assert desk.post(at("merge_idea", ideas["Long"]), {"into": ideas["Fibre"].pk}).url == at("idea", ideas["Fibre"])
    assert drawn(theme) == "Bail\n Précaire\nFibre\n Bourg\n Neuf ans"


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk, ideas, contributions):
    extract = ExtractFactory(contribution=contributions[0], ideas=[ideas["Court"]])

    for name, data, words in [
        ("rename_idea", {"title": "x" * 201}, "200 caractères au plus"),
        ("rename_idea", {"title": "\u200b"}, "Nommez l’idée"),
        ("merge_idea", {"into": ""}, "Choisissez l’idée"),
        ("merge_idea", {"into": ideas["Court"].pk}, "qu’elle contient"),
        ("split_idea", {"title": "Un titre tapé"}, "Cochez au moins un passage"),
        ("split_idea", {"title": "", "extracts": [extract.pk]}, "Nommez l’idée"),
        ("split_idea", {"title": "Un titre", "extracts": ["²"]}, "n’est plus gardé"),
        ("unfile_extracts", {}, "Cochez au moins un passage"),
    ]:
        page = desk.post(at(name, ideas["Court"]), data)
        assert page.status_code == 422
        assert words in page.content.decode()
    page = desk.post(at("split_idea", ideas["Court"]), {"title": "", "extracts": [extract.pk]}).content.decode()
    assert f'value="{extract.pk}" checked' in page


def test_a_merged_idea_leads_on_in_the_middle_of_an_act(desk, ideas, harvester):
    actions.merge_ideas(ideas["Court"], into=ideas["Fibre"], by=harvester)

    answer = desk.post(at("rename_idea", ideas["Court"]), {"title": "Autre"})

    assert answer.url == at("idea", ideas["Fibre"])


def test_passages_without_idea_are_filed_by_ticking_them(desk, ideas, contributions):
    rows = [ExtractFactory(contribution=text) for text in contributions[:2]]

    assert desk.post(at("file_extracts"), {"idea": ideas["Court"].pk}).status_code == 422
    kept = desk.post(at("file_extracts"), {"idea": "", "extracts": [rows[0].pk]})
    assert f'value="{rows[0].pk}" checked' in kept.content.decode()
    desk.post(at("file_extracts"), {"idea": ideas["Court"].pk, "extracts": [row.pk for row in rows]})

    assert set(ideas["Court"].extracts.all()) == set(rows)
    assert "Tous les passages gardés sont rangés" in desk.get(at("ideas")).content.decode()


@pytest.mark.parametrize("name", ["idea", "rename_idea", "move_idea", "merge_idea", "split_idea", "remove_idea"])
def test_ideas_are_the_staffs_of_this_consultation(client, ideas, citizen, stranger, name):
    assert client.post(at(name, ideas["Court"])).status_code == 302
    for who in (citizen, stranger):
        client.force_login(who)
        assert client.post(at(name, ideas["Court"])).status_code == 403
    assert client.post(reverse(name, args=["ailleurs", ideas["Court"].pk])).status_code == 404
    assert Idea.objects.get(pk=ideas["Court"].pk).title == "Court"


def test_ten_levels_and_three_hundred_ideas_cost_no_more_queries(desk, theme, ideas, contributions):
    def cost(url):
        desk.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(url)
        assert page.status_code == 200
        return len(queries)

    urls = [at("ideas"), at("idea", ideas["Bail"])]
    few = [cost(url) for url in urls]
    parents = [ideas["Bail"]]
    for number in range(300):
        idea = IdeaFactory(theme=theme, parent=parents[-1] if number % 10 else ideas["Bail"], title=f"Idée {number}")
        parents = [*parents, idea] if number % 10 else [idea]
        if number % 10 == 0:
            ExtractFactory(
                contribution=contributions[number % 4], start=number, end=number + 1, quote="x", ideas=[idea]
            )
    assert max(line.depth for line in reading.flat(reading.tree(theme))) == 10

    assert [cost(url) - before for url, before in zip(urls, few, strict=True)] == [0, 0]
    assert max(few) < 25
