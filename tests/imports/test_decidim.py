"""A small Decidim export that has what the large ones have, and one large one where it is at hand."""

import csv
import shutil
from collections import Counter
from datetime import UTC, datetime

import pytest

from consultation.models import AuditEntry, Consultation, User
from debates.models import Contribution, Question, Reaction, State, Theme
from tests.imports.folders import DECIDIM, REAL, asides, bring, everything, texts

pytestmark = pytest.mark.django_db
LILLE = REAL / "lille-grand-debat-2019"


@pytest.fixture
def export(tmp_path):
    """A copy, so that nothing is ever written beside the fixtures."""
    shutil.copytree(DECIDIM, tmp_path / "decidim")
    return tmp_path / "decidim"


def test_debates_become_questions_under_the_themes_of_their_descriptions(export):
    bring(export, "decidim")

    assert [theme.name for theme in Theme.objects.all()] == ["Territoires", "Travail"]
    assert [
        question.title for question in Question.objects.filter(origin__startswith="decidim:debate:").order_by("pk")
    ] == [
        "Quels lieux manquent ?",
        "Faut-il ouvrir le dimanche ?",
        "Qui paie la fibre ?",
    ]


def test_comments_keep_their_depth_alignment_date_and_author(export):
    bring(export, "decidim")
    found = texts()

    chain = [found[f"comment:{number}"] for number in (100, 101, 102, 103)]
    assert [one.depth for one in chain] == [0, 1, 2, 3]
    assert [one.imported["alignment"] for one in chain] == [1, -1, 1, 0]
    assert [one.stance for one in chain] == ["", "against", "for", "nuance"]
    assert [one.parent for one in chain] == [None, *chain[:3]]
    assert {one.root for one in chain[1:]} == {chain[0]}
    assert chain[0].nature.key == "comment"
    assert chain[0].created_at == chain[0].live.created_at == chain[0].live.published_at
    assert chain[0].created_at == datetime(2018, 4, 13, 6, 30, tzinfo=UTC)
    assert [one.author.name for one in chain] == ["Jeanne D.", "Participant 52", "Jeanne D.", "Participant 52"]
    assert chain[0].imported["group"] == "Le Fablab"
    assert {one.state for one in found.values()} == {State.PUBLISHED}


def test_a_text_shows_what_was_written(export):
    bring(export, "decidim")
    found = texts()

    assert found["comment:100"].live.text == "- Un atelier.\n- Une salle *gratuite*.\n1. D'abord le toit."
    assert found["comment:104"].live.html == "<p>Fermé, c'est <strong>mieux</strong>.</p>"


def test_proposals_keep_their_supports_and_stand_in_the_theme_of_their_category(export):
    bring(export, "decidim")
    found = texts()

    proposal = found["proposal:20"]
    assert (proposal.live.title, proposal.nature.key) == ("Un lieu par canton", "proposal")
    assert (proposal.supports, proposal.agree_count) == (7, 7)
    assert (proposal.question.theme.name, proposal.question.title) == ("Territoires", "Propositions libres")
    strays = {found["proposal:21"].question, found["proposal:22"].question}
    assert [question.title for question in strays] == ["Propositions libres sans thème"]
    assert found["proposal:22"].imported["category"] == "Autre sujet"
    assert found["comment:200"].parent == proposal


def test_a_comment_of_another_site_never_lands_under_a_text_of_the_same_number(export):
    bring(export, "decidim")

    assert asides(export) == [
        ("commentaires_debats.csv", 9, "le débat 99 n’est pas dans l’export"),
        (
            "commentaires_propositions_libres.csv",
            3,
            "la proposition 20 (autre.exemple.invalid) n’est pas dans l’export",
        ),
        ("commentaires_propositions_libres.csv", 4, "répond à la ligne 3, mise de côté"),
        ("commentaires_propositions_libres.csv", 5, "la proposition 23 n’est pas dans l’export"),
    ]
    assert texts()["proposal:20"].arguments_count == 1
    assert not User.objects.filter(origin__endswith=":70").exists()


def test_twice_changes_nothing(export):
    bring(export, "decidim")
    before = everything()

    report = bring(export, "decidim")

    assert everything() == before
    assert "4 lignes mises de côté" in report
    assert AuditEntry.objects.filter(action="import.done").count() == 1


def test_two_consultations_do_not_share_their_people(export):
    bring(export, "decidim", slug="un")
    bring(export, "decidim", slug="deux")

    assert User.objects.filter(name="Jeanne D.").count() == 2
    assert len(texts("un")) == len(texts("deux"))


@pytest.mark.skipif(not LILLE.is_dir(), reason=f"the export of Lille is not at {LILLE}")
def test_the_great_debate_of_lille_comes_in_whole(tmp_path):
    report = _bring_lille(tmp_path)
    lille = Consultation.objects.get(slug="lille")
    found = Contribution.objects.of(lille)
    comments = found.filter(origin__startswith="decidim:comment:")
    proposals = found.filter(origin__startswith="decidim:proposal:")

    assert lille.themes.count() == 4
    assert Question.objects.filter(theme__consultation=lille, origin__startswith="decidim:debate:").count() == 29
    assert Counter(comments.values_list("depth", flat=True)) == {0: 545, 1: 120, 2: 21, 3: 7}
    assert Counter(comments.values_list("imported__alignment", flat=True)) == {1: 93, -1: 26, 0: 574}
    assert all(one.depth == one.imported["depth"] for one in comments)
    assert (
        comments.values("author").distinct().count()
        == User.objects.filter(contributions__in=comments).distinct().count()
        == 118
    )
    assert proposals.count() == 196
    assert (
        sum(proposals.values_list("supports", flat=True)) == sum(proposals.values_list("agree_count", flat=True)) == 498
    )
    assert proposals.exclude(imported__has_key="category").count() == 34
    assert comments.count() + proposals.count() == found.published().count()
    assert not Reaction.objects.exists()
    assert len(asides(tmp_path)) == 44
    assert {file for file, _line, _reason in asides(tmp_path)} == {"commentaires_propositions_libres.csv"}
    assert all(f"{file}, ligne {line} : {reason}" in report for file, line, reason in asides(tmp_path))


@pytest.mark.skipif(not LILLE.is_dir(), reason=f"the export of Lille is not at {LILLE}")
def test_lille_reads_word_for_word_and_twice_changes_nothing(tmp_path):
    _bring_lille(tmp_path)
    found = texts("lille")
    for kind, name in (("comment", "commentaires_debats.csv"), ("proposal", "propositions-libres.csv")):
        with (LILLE / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                assert found[f"{kind}:{row['id']}"].live.text.split() == row["body"].split()
    before = everything()

    _bring_lille(tmp_path)

    assert everything() == before


def _bring_lille(tmp_path) -> str:
    return bring(LILLE, "decidim", slug="lille", aside=tmp_path / "aside" / "aside.csv")
