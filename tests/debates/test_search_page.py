"""The page of the search, whatever is typed into it."""

import pytest
from django.core.cache import cache

from consultation import limits
from debates import excerpts, query, search
from debates.models import Contribution, State
from tests.factories import ArgumentFactory, ContributionFactory, ReactionFactory

pytestmark = pytest.mark.django_db
PAGE = "/tiers-lieux/recherche/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def page(client, asked: str | None = None, **more):
    sent = more if asked is None else {"q": asked, **more}
    return client.get(PAGE, sent)


def test_what_is_found_is_shown_with_its_words_marked(client, question):
    text = ContributionFactory(question=question, title="La <b>Coopération</b>", body="Il faut cooperer & louer.")
    ArgumentFactory(parent=text, body="La coopération, oui.")
    shown = page(client, "cooperation").content.decode()

    assert "La &lt;b&gt;<mark>Coopération</mark>&lt;/b&gt;" in shown
    assert "<mark>cooperer</mark> &amp; louer" in shown
    assert "La <mark>coopération</mark>, oui." in shown
    assert "2 textes" in shown
    assert '<meta name="robots" content="noindex">' in shown


def test_every_page_of_a_consultation_has_the_box(client, question):
    shown = client.get("/tiers-lieux/").content.decode()

    assert f'action="{PAGE}"' in shown
    assert 'for="q-masthead"' in shown


@pytest.mark.parametrize(
    "asked", ["le la les", "&", "| ! & <-> :*", '"', "«", "🙂", "\u202e\u200b", "d’", "'", "\\", "%"]
)
def test_without_a_word_the_page_says_what_is_missing(client, question, asked):
    response = page(client, asked)

    assert response.status_code == 200
    assert "Il manque un mot à chercher" in response.content.decode() or not asked.strip()


@pytest.mark.parametrize(
    "asked",
    [
        '"bail',
        "bail & !loyer | (fibre <-> optique):*",
        "bail:*A",
        "'bail'",
        "\x00bail\x00",
        "ba\u202eil\u202c",
        "bail 🙂",
        "bail" + "'" * 50,
        "<script>bail</script>",
        "bail-" * 20,
        "É" * 200,
        "½ bail ﬁn",
        "مكان عمل",
        " ".join(["bail"] * 30),
        "'' & '' <-> ''",
    ],
)
def test_anything_else_is_words(client, question, asked):
    ContributionFactory(question=question, title="Le bail & le script", body="Non, loyer, fibre optique.")

    assert page(client, asked).status_code == 200


@pytest.mark.parametrize("size", [201, 5_000, 1_000_000])
def test_a_query_too_long_is_refused_with_what_to_do(client, question, size):
    response = page(client, "b" * size)

    assert response.status_code == 422
    assert "Gardez 200 caractères au plus" in response.content.decode()
    assert f'value="{"b" * 1_001}' not in response.content.decode()


def test_values_that_do_not_exist_are_said(client, question):
    ContributionFactory(question=question, title="Le bail")
    response = page(client, "bail", nature="zzz", question="12 OR 1=1", theme="x", apres="abc", tri="hasard")
    shown = response.content.decode()

    assert response.status_code == 200
    assert "dont la valeur est inconnue" in shown
    assert "La suite demandée ne se trouve pas dans cet ordre" in shown
    assert "1 texte" in shown


def test_a_theme_and_a_question_of_another_answer_nothing(client, question):
    from tests.factories import QuestionFactory, ThemeFactory

    ContributionFactory(question=question, title="Le bail")
    other = QuestionFactory(theme=ThemeFactory(consultation=question.consultation, slug="travail"))

    assert "1 texte" in page(client, "bail", theme="territoires", question=question.pk).content.decode()
    assert "Aucun texte ne répond" in page(client, "bail", theme="travail", question=question.pk).content.decode()
    assert "Aucun texte ne répond" in page(client, "bail", question=other.pk).content.decode()


def test_a_hidden_text_leaks_by_no_filter(client, question):
    text = ContributionFactory(question=question, title="Secretissime", body="Secretissime.")
    Contribution.objects.filter(pk=text.pk).update(state=State.HIDDEN)

    for more in ({}, {"tri": "newest"}, {"textes": "contribution"}, {"theme": "territoires"}):
        assert "ecretissime." not in page(client, "secretissime", **more).content.decode()


def test_a_consultation_in_preparation_is_searched_by_its_staff_alone(client, question, moderator):
    consultation = question.consultation
    consultation.state = "preparing"
    consultation.save()
    assert page(client, "bail").status_code == 404

    client.force_login(moderator)
    assert page(client, "bail").status_code == 200


def test_the_next_page_keeps_the_words_and_the_order(client, question):
    for _each in range(21):
        ContributionFactory(question=question, title="Le bail & le loyer")
    first = page(client, "bail & loyer").content.decode()
    assert "q=bail+%26+loyer&amp;tri=closest&amp;apres=" in first or "q=bail+%26+loyer&tri=closest&amp;apres=" in first

    wanted = query.read("bail loyer")
    after = search.search(question.consultation, wanted, search.Facets(), size=20).next
    second = page(client, "bail loyer", tri="closest", apres=after).content.decode()
    assert second.count('<article class="card"') == 1


def test_a_search_too_wide_says_so(client, question, monkeypatch):
    from debates.views import search as view

    def stopped(*args, **kwargs):
        raise search.TooWide

    monkeypatch.setattr(view.finder, "search", stopped)
    response = page(client, "bail")

    assert response.status_code == 422
    assert "Cette recherche demande trop de temps" in response.content.decode()


def test_the_number_of_queries_does_not_depend_on_what_is_found(client, question, django_assert_max_num_queries):
    text = ContributionFactory(question=question, title="Le bail")
    for _each in range(15):
        ReactionFactory(contribution=ArgumentFactory(parent=text, body="Un bail."))
    with django_assert_max_num_queries(25):
        page(client, "bail")


def test_who_asks_too_often_waits(client, question, monkeypatch):
    monkeypatch.setitem(limits.RATES, "search", ("2/m", "2/m"))
    assert [page(client, "bail").status_code for _each in range(3)] == [200, 200, 429]


def test_a_passage_shows_where_the_words_are():
    text = "Un mot. " * 200 + "La fibre manque dans la salle de réunion. " + "Un mot. " * 200
    shown = excerpts.passage(query.read('fibre "salle de réunion"'), text)

    assert "<mark>fibre</mark> manque dans la <mark>salle de réunion</mark>" in shown
    assert shown.startswith("… ")
    assert len(shown) < 400
    assert excerpts.passage(query.read("absent"), "Rien ici.") == "Rien ici."
