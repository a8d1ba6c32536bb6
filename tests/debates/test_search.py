"""Search: what is found, in which order, and what nobody may find."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultation.models import Consultation
from debates import actions, indexing, query, search
from debates.models import Contribution, Reason, SearchEntry, State
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ConsultationFactory,
    ContributionFactory,
    DepartmentFactory,
    QuestionFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def found(consultation, asked: str, order: str = search.CLOSEST, **facets) -> list[Contribution]:
    return search.search(consultation, query.read(asked), search.Facets(**facets), size=20, order=order).rows


def write(question, title: str = "Un titre", body: str = "Un corps.", **more) -> Contribution:
    return ContributionFactory(question=question, title=title, body=body, **more)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("La coopération des communes", "cooperation"),
        ("La cooperation des communes", "Coopération"),
        ("Le télétravail change tout", "télétrav"),
        ("Le télétravail change tout", "TELETRAVAIL"),
        ("Une main-d’œuvre rare", "oeuvre"),
        ("Au coeur du bourg", "cœur"),
        ("Il faut l’atelier partagé", "atelier"),
        ("Il faut l'atelier partagé", "l’atelier"),
        ("Des tiers-lieux ruraux", "tiers-lieu"),
        ("Un tiers lieu rural", "tiers-lieux"),
        ("Un tiers‑lieu rural", "tierslieux"),
        ("Le co-working gagne", "coworking"),
        ("Le coworking gagne", "co-working"),
        ("Une salle rénovée", "rénover"),
        ("Une salle re\u0301nove\u0301e", "rénovée"),
        ("De grands travaux", "travail"),
        ("La communication passe", "communica"),
        ("La 5G arrive", "5g"),
        ("Un mot ca\u00adché", "caché"),
    ],
)
def test_a_word_is_found_however_it_is_written(question, written, asked):
    text = write(question, written)

    assert found(question.consultation, asked) == [text]


def test_all_words_must_be_there_and_a_phrase_as_it_stands(question):
    near = write(question, body="La salle de réunion est froide.")
    far = write(question, body="La réunion se tient dans une salle.")

    assert set(found(question.consultation, "salle réunion")) == {near, far}
    assert found(question.consultation, "«\u202fsalle de réunion\u202f»") == [near]
    assert found(question.consultation, '"salle de réunion" froide') == [near]
    assert found(question.consultation, "salle zèbre") == []


def test_no_phrase_runs_from_the_title_into_the_text(question):
    write(question, "Une salle", body="Réunion ce soir.")

    assert found(question.consultation, '"salle réunion"') == []


def test_arguments_are_found_too(question):
    argument = ArgumentFactory(parent=write(question), body="La fibre manque.")

    assert found(question.consultation, "fibre") == [argument]
    assert found(question.consultation, "fibre", part="contribution") == []
    assert found(question.consultation, "fibre", part="argument") == [argument]


def test_a_title_counts_more_then_the_last_comes_first(question):
    in_text = write(question, "Un titre", body="Le bail est trop long.")
    in_title = write(question, "Le bail", body="Il est trop long.")
    again = write(question, "Le bail", body="Il est trop long.")

    assert found(question.consultation, "bail") == [again, in_title, in_text]


def test_a_word_counts_more_than_one_it_begins(question):
    whole = write(question, "Le port", body="Un port.")
    begun = write(question, "Le portail", body="Un portail.")

    assert found(question.consultation, "port") == [whole, begun]
    assert found(question.consultation, '"port"') == [whole]


def test_newest_first_reads_the_dates(question):
    now = timezone.now()
    old = write(question, "Le bail", created_at=now - timedelta(days=3))
    new = write(question, "Un texte", body="Un bail.", created_at=now - timedelta(days=1))

    assert found(question.consultation, "bail", order=search.NEWEST) == [new, old]


@pytest.mark.parametrize("order", [search.CLOSEST, search.NEWEST])
def test_pages_follow_one_another_while_texts_arrive(question, order):
    made = [write(question, "Le bail", created_at=timezone.now() - timedelta(hours=n)) for n in range(7)]
    wanted, seen, after = query.read("bail"), [], ""
    while True:
        page = search.search(question.consultation, wanted, search.Facets(), size=3, order=order, after=after)
        seen += page.rows
        if not (after := page.next):
            break
        write(question, "Le bail", created_at=timezone.now())

    assert {text.pk for text in made} <= {text.pk for text in seen}
    assert len(seen) == len(set(seen))


def test_with_many_answers_the_newest_come_first(question, monkeypatch):
    monkeypatch.setattr(search, "MANY", 3)
    made = [write(question, "Le bail", created_at=timezone.now() - timedelta(hours=n)) for n in range(5)]
    results = search.search(question.consultation, query.read("bail"), search.Facets(), size=2)

    assert results.is_many
    assert results.order == search.NEWEST
    assert results.rows == made[:2]
    following = search.search(
        question.consultation, query.read("bail"), search.Facets(), size=2, order=results.order, after=results.next
    )
    assert following.rows == made[2:4]


# --- What the reader may see


def test_a_hidden_text_is_gone_at_once_with_what_is_below(question, moderator):
    text = write(question, "Le bail")
    argument = ArgumentFactory(parent=text, body="Un bail, oui.")
    actions.hide(text, by=moderator, reason=Reason.values[0])

    assert found(question.consultation, "bail") == []
    assert not SearchEntry.objects.filter(pk__in=[text.pk, argument.pk]).exists()

    actions.publish(text, by=moderator)
    assert set(found(question.consultation, "bail")) == {text, argument}


@pytest.mark.parametrize("change", [{"state": State.HIDDEN}, {"covered": True}, {"state": State.WITHDRAWN}])
def test_an_entry_too_many_shows_nothing(question, change):
    text = write(question, "Le bail")
    Contribution.objects.filter(pk=text.pk).update(**change)

    assert SearchEntry.objects.filter(pk=text.pk).exists()
    assert found(question.consultation, "bail") == []


def test_what_awaits_a_moderator_is_found_once_it_is_online(question, natures, citizen, moderator):
    text = actions.post(question, by=citizen, nature=natures["barrier"], title="Le bail", body="Trop long.")
    assert found(question.consultation, "bail") == []

    actions.publish(text, by=moderator)
    assert found(question.consultation, "bail") == [text]

    actions.edit(text, by=citizen, title="Le loyer", body="Trop cher.")
    assert found(question.consultation, "loyer") == []

    actions.publish(text, by=moderator)
    assert found(question.consultation, "loyer") == [text]
    assert found(question.consultation, "bail") == []


def test_moderated_after_an_edit_is_found_at_once_and_a_withdrawn_text_no_more(question, natures, citizen):
    Consultation.objects.filter(pk=question.consultation.pk).update(moderation=Consultation.Moderation.AFTER)
    question.theme.consultation.refresh_from_db()
    text = actions.post(question, by=citizen, nature=natures["barrier"], title="Le bail", body="Trop long.")
    actions.edit(text, by=citizen, title="Le loyer", body="Trop cher.")
    assert found(question.consultation, "loyer") == [text]

    actions.withdraw(text, by=citizen)
    assert found(question.consultation, "loyer") == []
    assert not SearchEntry.objects.exists()


def test_another_consultation_is_another_search(question):
    elsewhere = QuestionFactory(theme=ThemeFactory(consultation=ConsultationFactory()))
    write(elsewhere, "Le bail")

    assert found(question.consultation, "bail") == []


# --- Filters


def test_filters_narrow_and_go_together(question, theme, natures):
    other = QuestionFactory(theme=theme)
    here = write(question, "Le bail", nature=natures["barrier"])
    there = write(other, "Le bail", nature=natures["proposal"])

    assert found(question.consultation, "bail", questions=(question.pk,)) == [here]
    assert set(found(question.consultation, "bail", questions=(question.pk, other.pk))) == {here, there}
    assert found(question.consultation, "bail", questions=()) == []
    assert found(question.consultation, "bail", nature="proposal") == [there]
    assert found(question.consultation, "bail", nature="proposal", questions=(question.pk,)) == []


def test_where_and_as_who_one_speaks_is_searched_only_when_shown(question):
    commune = CommuneFactory()
    shown = write(question, "Le bail", author=UserFactory(commune=commune, stakeholder="elected"))
    write(
        question,
        "Le bail",
        author=UserFactory(commune=commune, stakeholder="elected"),
        shows_commune=False,
        shows_stakeholder=False,
    )
    region = DepartmentFactory().region_id

    assert len(found(question.consultation, "bail")) == 2
    for facet in ({"territory": "rural"}, {"region": region}, {"stakeholder": "elected"}):
        assert found(question.consultation, "bail", **facet) == [shown]

    Contribution.objects.filter(pk=shown.pk).update(shows_commune=False, shows_stakeholder=False)
    for facet in ({"territory": "rural"}, {"region": region}, {"stakeholder": "elected"}):
        assert found(question.consultation, "bail", **facet) == []


def test_who_shows_again_where_he_speaks_from_is_found_again(question):
    author = UserFactory(commune=CommuneFactory(), stakeholder="elected", shows_stakeholder=False, shows_commune=False)
    text = write(question, "Le bail", author=author, shows_stakeholder=False, shows_commune=False)
    assert found(question.consultation, "bail", stakeholder="elected") == []

    actions.speak_from(
        author,
        name=author.name,
        stakeholder=author.stakeholder,
        commune=author.commune,
        shows_stakeholder=True,
        shows_commune=True,
    )
    assert found(question.consultation, "bail", stakeholder="elected") == [text]


# --- The index


def test_the_index_made_again_is_the_same(question):
    text = write(question, "Le bail")
    ArgumentFactory(parent=text, body="Un bail, oui.")
    hidden = write(question, "Caché")
    Contribution.objects.filter(pk=hidden.pk).update(state=State.HIDDEN)
    before = dict(SearchEntry.objects.exclude(pk=hidden.pk).values_list("pk", "words"))
    SearchEntry.objects.filter(pk=text.pk).delete()
    list(indexing.rebuild())

    assert dict(SearchEntry.objects.values_list("pk", "words")) == before


def test_a_query_that_takes_too_long_is_stopped(question, monkeypatch):
    from django.db import connection

    with pytest.raises(search.TooWide), search.guarded(50), connection.cursor() as sql:
        sql.execute("SELECT pg_sleep(5)")
    with connection.cursor() as sql:
        sql.execute("SHOW statement_timeout")
        assert sql.fetchone()[0] == "0"
