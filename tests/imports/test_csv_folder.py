"""The generic format: what is read, how it is understood, what is set aside."""

from datetime import UTC, datetime

import pytest

from consultation.models import Consultation, User
from debates.models import Question, Reaction, State
from tests.factories import CommuneFactory
from tests.imports.folders import as_csv, asides, bring, everything, folder, text, texts

pytestmark = pytest.mark.django_db


def test_only_four_columns_are_required(tmp_path):
    folder(tmp_path, "id,question,kind,body\n1,Quels lieux ?,constat,Rien ici.\n")
    bring(tmp_path)

    found = texts()["1"]
    assert (found.live.body, found.nature.key, found.author, found.state) == (
        "Rien ici.",
        "finding",
        None,
        State.PUBLISHED,
    )
    assert (found.question.title, found.question.theme.name, found.channel) == ("Quels lieux ?", "Sans thème", "import")


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_separators_byte_order_marks_and_line_endings(tmp_path, delimiter, mark, ending):
    raw = as_csv([text("1", body="Un, deux; trois\nquatre"), text("2")], delimiter).replace("\r\n", "\n")
    folder(tmp_path, mark + raw.replace("\n", ending))
    bring(tmp_path)

    assert texts()["1"].live.body == "Un, deux; trois\nquatre"
    assert len(texts()) == 2


def test_replies_may_come_before_what_they_answer(tmp_path):
    rows = [text("3", parent="2"), text("2", parent="1"), text("1"), text("4", parent="1", kind="contre")]
    folder(tmp_path, rows)
    bring(tmp_path)

    found = texts()
    assert [found[key].depth for key in "1234"] == [0, 1, 2, 1]
    assert {found[key].root for key in "234"} == {found["1"]}
    assert found["3"].parent == found["2"]
    assert (found["1"].arguments_count, found["1"].for_count, found["1"].against_count) == (3, 1, 1)
    assert list(Question.objects.values_list("contributions_count", "arguments_count")) == [(1, 3)]


@pytest.mark.parametrize(
    ("word", "key"),
    [
        *[(key, key) for key in ("finding", "model", "barrier", "practice", "proposal", "question")],
        *[("constat", "finding"), ("Modèle", "model"), ("FREIN", "barrier"), ("initiative", "practice")],
        *[("bonne pratique", "practice"), ("proposition", "proposal"), (" question ", "question")],
    ],
)
def test_natures_by_key_and_by_french_word(tmp_path, word, key):
    folder(tmp_path, [text("1", kind=word)])
    bring(tmp_path)
    assert texts()["1"].nature.key == key


@pytest.mark.parametrize(
    ("word", "key"),
    [
        *[(key, key) for key in ("for", "against", "nuance", "example", "source", "question")],
        *[("pour", "for"), ("Contre", "against"), ("exemple", "example")],
    ],
)
def test_stances_by_key_and_by_french_word(tmp_path, word, key):
    folder(tmp_path, [text("1"), text("2", parent="1", kind=word)])
    bring(tmp_path)
    assert texts()["2"].stance == key


def test_html_comes_as_markdown_where_there_is_no_other_text(tmp_path):
    folder(
        tmp_path,
        [text("1", body="", body_html="<p>Un <b>lieu</b>&nbsp;!</p>"), text("2", body="*a*", body_html="<p>b</p>")],
    )
    bring(tmp_path)
    assert texts()["1"].live.html == "<p>Un <strong>lieu</strong>\xa0!</p>"
    assert texts()["2"].live.body == "*a*"


def test_who_speaks_and_from_where(tmp_path):
    CommuneFactory(code="23079", name="Felletin")
    rows = [
        text("1", author="Jeanne D.", quality="elected", commune="23079", origin="courrier"),
        text("2", author="1001", quality="Élu ou élue", commune="felletin (23)"),
        text("3", author="jeanne@exemple.invalid", quality="martienne", commune="Atlantis"),
        text("4", author="Jeanne D."),
    ]
    folder(tmp_path, rows)
    report = bring(tmp_path)

    found = texts()
    assert (found["1"].stakeholder, found["1"].commune_id, found["1"].channel) == ("elected", "23079", "courrier")
    assert (found["2"].stakeholder, found["2"].commune_id, found["2"].author.name) == (
        "elected",
        "23079",
        "Participant 1001",
    )
    assert "jeanne" not in found["3"].author.name
    assert (found["3"].stakeholder, found["3"].commune, found["3"].imported) == (
        *("", None),
        {"quality": "martienne", "commune": "Atlantis"},
    )
    assert found["4"].author == found["1"].author
    assert not found["1"].author.has_usable_password()
    assert "1 valeurs inconnues de la colonne commune, gardées avec leur texte." in report


def test_dates_are_kept(tmp_path):
    folder(tmp_path, [text("1", created_at="2018-05-02"), text("2", created_at="1525219200000")])
    bring(tmp_path)

    found, paris_midnight = texts(), datetime(2018, 5, 1, 22, tzinfo=UTC)
    assert found["1"].created_at == found["1"].live.created_at == found["1"].live.published_at == paris_midnight
    assert found["2"].created_at == datetime(2018, 5, 2, tzinfo=UTC)
    phase = Consultation.objects.get(slug="essai").phases.get()
    assert (str(phase.starts_on), str(phase.ends_on)) == ("2018-05-02", "2018-05-02")


def test_what_cannot_be_placed_is_set_aside_with_line_and_reason(tmp_path):
    rows = [
        text("1", body="Deux\nlignes"),  # lines 2 and 3 of the file
        text("2", kind="chanson"),
        text("3", parent="2"),
        text("4", parent="3"),
        text("5", parent="99"),
        text("6", created_at="hier"),
        text("", body="Sans identifiant"),
        text("8", body=" \u200b "),
        text("1", body="Encore un"),
        text("10", parent="11"),
        text("11", parent="10"),
        text("12", kind="pour"),
        text("13", parent="1", kind="constat"),
        text("14", question=""),
        text("15", body="x" * 20_001),
        text("16", parent="1"),
    ]
    folder(tmp_path, as_csv(rows) + "17,Travail\r\n18,Travail,Quels lieux ?,constat,Virgule, de trop,,reste\r\n")
    report = bring(tmp_path)

    assert [(line, reason) for _file, line, reason in asides(tmp_path)] == [
        (4, "nature inconnue : chanson"),
        (5, "répond à la ligne 4, mise de côté"),
        (6, "répond à la ligne 5, mise de côté"),
        (7, "le texte 99 n’est pas dans l’export"),
        (8, "date illisible : hier"),
        (9, "id manque"),
        (10, "le texte est vide"),
        (11, "même identifiant qu’à la ligne 2"),
        (12, "répond à un texte qui lui répond : la conversation tourne en rond"),
        (13, "répond à un texte qui lui répond : la conversation tourne en rond"),
        (14, "« pour » est une position : il manque le texte auquel celui-ci répond"),
        (15, "position inconnue pour une réponse : constat"),
        (16, "question manque"),
        (17, "le texte dépasse 20000 caractères"),
        (19, "2 colonnes au lieu de 7"),
        (20, "8 colonnes au lieu de 7"),
    ]
    assert sorted(texts()) == ["1", "16"]
    assert "16 lignes mises de côté" in report


def test_a_line_set_aside_is_kept_to_the_letter(tmp_path):
    folder(tmp_path, [text("1", kind="=cmd()", body='Un "mot"\net un retour')])
    bring(tmp_path)

    kept = (tmp_path / "aside" / "aside.csv").read_text(encoding="utf-8")
    assert r'[""1"", ""Travail"", ""Quels lieux ?"", ""=cmd()"", ""Un \""mot\""\net un retour""]' in kept


def test_nothing_set_aside_leaves_no_file(tmp_path):
    bring(folder(tmp_path, [text("1")]))
    assert not (tmp_path / "aside").exists()


def test_the_last_reaction_of_a_person_wins(tmp_path):
    reactions = [
        {"contribution": "1", "author": "a", "reaction": "agree", "created_at": "2018-05-03"},
        {"contribution": "1", "author": "a", "reaction": "disagree", "created_at": "2018-05-02"},
        {"contribution": "1", "author": "b", "reaction": "-1", "created_at": ""},
        {"contribution": "1", "author": "b", "reaction": "D’accord", "created_at": ""},
        {"contribution": "2", "author": "a", "reaction": "SVP + d’infos", "created_at": ""},
        {"contribution": "9", "author": "a", "reaction": "agree", "created_at": ""},
        {"contribution": "3", "author": "a", "reaction": "agree", "created_at": ""},
        {"contribution": "1", "author": "c", "reaction": "bravo", "created_at": ""},
        {"contribution": "1", "author": "", "reaction": "agree", "created_at": ""},
        {"contribution": "1", "author": "d", "reaction": "agree", "created_at": "demain"},
    ]
    folder(tmp_path, [text("1", author="a"), text("2", parent="1"), text("3", kind="chanson")], reactions)
    report = bring(tmp_path)

    one, two = texts()["1"], texts()["2"]
    assert (one.agree_count, one.disagree_count, two.more_info_count) == (2, 0, 1)
    assert Reaction.objects.get(contribution=one, by=one.author).at == datetime(2018, 5, 2, 22, tzinfo=UTC)
    assert [(line, reason) for _file, line, reason in asides(tmp_path)[1:]] == [
        (7, "le texte 9 n’est pas dans l’export"),
        (8, "porte sur la ligne 4, mise de côté"),
        (9, "réaction inconnue : bravo"),
        (10, "author manque"),
        (11, "date illisible : demain"),
    ]
    assert [line.split() for line in report.splitlines() if line.startswith("Réactions")] == [
        ["Réactions", "10", "3", "0", "2", "5"]
    ]
    assert not User.objects.filter(name__in=["c", "d"]).exists()


def test_titles_and_questions_too_long_for_their_column_lose_no_word(tmp_path):
    long = "très " * 60 + "long"
    folder(tmp_path, [text("1", title=long, question=long, theme=long, origin=long, author=long)])
    bring(tmp_path)

    found = texts("essai")[next(iter(texts()))]
    assert found.live.title == ""
    assert found.live.text == f"{long}\n\nTexte 1."
    assert found.question.title.endswith("…")
    assert long in found.question.context
    assert found.imported == {"origin": long}


def test_twice_changes_nothing(tmp_path):
    reactions = [{"contribution": "1", "author": "a", "reaction": "agree"}]
    folder(tmp_path, [text("1", author="a"), text("2", parent="1"), text("3", kind="chanson")], reactions)
    bring(tmp_path)
    before = everything()

    report = bring(tmp_path)

    assert everything() == before
    assert [line.split() for line in report.splitlines()[-6:-2]][1:] == [
        ["Contributions", "2", "0", "1", "0", "1"],
        ["Arguments", "1", "0", "1", "0", "0"],
        ["Réactions", "1", "0", "1", "0", "0"],
    ]


def test_an_export_that_grew_brings_what_is_new(tmp_path):
    rows = [text("1", author="a"), text("2", parent="1")]
    bring(folder(tmp_path, rows, [{"contribution": "1", "author": "a", "reaction": "agree"}]))
    rows = [text("4", parent="2"), *rows, text("3")]
    later = [
        {"contribution": "1", "author": "a", "reaction": "disagree"},
        {"contribution": "4", "author": "b", "reaction": "1"},
    ]
    bring(folder(tmp_path, rows, later))

    found = texts()
    assert (found["1"].agree_count, found["1"].disagree_count, found["4"].agree_count) == (0, 1, 1)
    assert (found["1"].arguments_count, found["4"].depth, found["4"].root) == (2, 2, found["1"])
    assert list(Question.objects.values_list("contributions_count", "arguments_count")) == [(2, 2)]


def test_another_text_under_a_known_identifier_is_never_taken_for_the_first(tmp_path):
    bring(folder(tmp_path, [text("1")]))
    report = bring(folder(tmp_path, [text("1", body="Tout autre chose."), text("2", parent="1")]))

    assert texts()["1"].live.body == "Texte 1."
    assert [reason for _file, _line, reason in asides(tmp_path)] == [
        "la consultation a déjà un autre texte sous cet identifiant",
        "répond à la ligne 2, mise de côté",
    ]
    assert "2 lignes mises de côté" in report
