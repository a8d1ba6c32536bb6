"""Statements saved as they are typed, by two editors at once: nobody writes over anybody unknowingly."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from consultation.models import AuditEntry, Role
from synthesis import actions
from synthesis.models import Statement, Synthesis
from tests.factories import ExtractFactory, MembershipFactory, StatementFactory, SynthesisFactory

TYPED, HTMX = {"X-Typed": "1"}, {"HX-Request": "true"}


def address(name: str, *args) -> str:
    return reverse(name, args=["tiers-lieux", *args])


@pytest.fixture
def draft(consultation):
    return SynthesisFactory(consultation=consultation)


@pytest.fixture
def statement(draft, theme, extract):
    return StatementFactory(synthesis=draft, theme=theme, extracts=[extract], text="Au départ.")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def eric(editor):
    return signed_in(editor)


@pytest.fixture
def nadia(consultation):
    return signed_in(MembershipFactory(consultation=consultation, role=Role.EDITOR, user__name="Nadia B.").user)


def sent(text: str, revision: int, extract, **more) -> dict:
    return {"text": text, "revision": revision, "extracts": [extract.pk], **more}


# --- As typed


def test_what_is_typed_is_saved_and_the_page_is_told_when(eric, statement, extract):
    answer = eric.post(address("statement", statement.pk), sent("Tapé.", 0, extract), headers=TYPED)

    assert answer.json()["revision"] == 1
    assert answer.json()["said"].startswith("Enregistré à ")
    statement.refresh_from_db()
    assert (statement.text, statement.revision) == ("Tapé.", 1)
    again = eric.post(address("statement", statement.pk), sent("Tapé.", 0, extract), headers=TYPED)
    assert (again.status_code, again.json()["revision"]) == (200, 1)  # the answer was lost: the same text is sent again


def test_a_sitting_makes_one_entry_of_the_record(eric, statement, extract):
    for revision, text in enumerate(["T", "Ta", "Tap", "Tapé"]):
        eric.post(address("statement", statement.pk), sent(text, revision, extract), headers=TYPED)

    assert AuditEntry.objects.filter(action="statement.rewritten").count() == 1


def test_what_cannot_be_saved_is_said(eric, statement, extract):
    answer = eric.post(address("statement", statement.pk), sent("x" * 5001, 0, extract), headers=TYPED)

    assert answer.status_code == 422
    assert "raccourcissez" in answer.json()["said"]


def test_a_new_statement_is_made_once_and_goes_on_at_its_own_address(eric, draft, theme):
    page = eric.get(address("new_statement", theme.slug))
    origin = page.context["form"]["origin"].value()
    typed = {"section": "proposal", "text": "Un bail", "origin": origin}

    answers = [eric.post(address("new_statement", theme.slug), typed, headers=TYPED).json() for _ in range(2)]

    made = draft.statements.get()
    assert {answer["url"] for answer in answers} == {address("statement", made.pk)}
    assert str(made.origin) == str(origin)


# --- Passages in one click


def test_a_click_adds_a_passage_keeps_what_is_typed_and_the_order(eric, statement, extract, contributions):
    second = ExtractFactory(contribution=contributions[1], quote="bail précaire")

    answer = eric.post(
        address("statement", statement.pk), sent("Tapé.", 0, extract, add=second.pk, idea=""), headers=HTMX
    )

    assert answer.status_code == 200
    assert 'name="revision" value="1"' in answer.content.decode()
    statement.refresh_from_db()
    assert statement.text == "Tapé."
    assert list(statement.citations.values_list("extract", flat=True)) == [extract.pk, second.pk]
    both = {"text": "Tapé.", "revision": 1, "extracts": [extract.pk, second.pk], "raise": second.pk, "idea": "7"}
    assert eric.post(address("statement", statement.pk), both).url.endswith("?idee=7#passages")
    assert list(statement.citations.values_list("extract", flat=True)) == [second.pk, extract.pk]
    eric.post(address("statement", statement.pk), both | {"revision": 2, "raise": "", "remove": second.pk})
    assert list(statement.citations.values_list("extract", flat=True)) == [extract.pk]


# --- Two at once


def test_who_comes_second_sees_both_texts_and_keeps_his(eric, nadia, statement, extract):
    url = address("statement", statement.pk)
    nadia.post(url, sent("Celui de Nadia.", 0, extract))

    answer = eric.post(url, sent("Celui d’Éric.", 0, extract))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nadia B. a enregistré cet énoncé" in page
    assert answer.context["form"]["text"].value() == "Celui d’Éric."
    assert "Celui de Nadia." in page
    assert 'name="revision" value="1"' in page
    statement.refresh_from_db()
    assert statement.text == "Celui de Nadia."
    assert eric.post(url, sent("Celui d’Éric.", 0, extract), headers=TYPED).status_code == 409
    assert "<html" not in eric.post(url, sent("Celui d’Éric.", 0, extract, add="0"), headers=HTMX).content.decode()

    assert eric.post(url, sent("Celui d’Éric.", 1, extract)).status_code == 302
    statement.refresh_from_db()
    assert (statement.text, statement.revision) == ("Celui d’Éric.", 2)


def test_a_form_that_does_not_say_what_it_starts_from_is_not_kept(eric, statement, extract):
    for revision in ("", "x", "-1", "9" * 30):
        answer = eric.post(address("statement", statement.pk), sent("Perdu ?", revision, extract))
        assert answer.status_code == 422
        assert "Perdu ?" in answer.content.decode()


def test_a_statement_taken_out_meanwhile_gives_its_words_back(eric, nadia, statement, extract, theme, draft):
    nadia.post(address("remove_statement", statement.pk))

    typed = sent("Mes mots.", 0, extract, place=theme.slug, part="proposal")
    answer = eric.post(address("statement", statement.pk), typed)

    assert answer.status_code == 409
    assert "Mes mots." in answer.content.decode()
    assert answer.context["form"]["section"].value() == "proposal"
    assert not draft.statements.exists()


@pytest.mark.django_db(transaction=True)
def test_of_writers_at_the_same_moment_one_is_kept_and_the_others_are_told(draft, statement, editor):
    told = _at_once(
        lambda n: actions.rewrite(Statement.objects.get(pk=statement.pk), by=editor, text=f"Texte {n}.", revision=0), 4
    )

    assert sorted(told) == ["Overtaken"] * 3 + ["Statement"]
    assert Statement.objects.get(pk=statement.pk).revision == 1


@pytest.mark.django_db(transaction=True)
def test_two_publishers_at_once_give_one_version(draft, statement, editor):
    told = _at_once(lambda n: actions.publish(Synthesis.objects.get(pk=draft.pk), by=editor), 2)

    assert sorted(told) == ["Refused", "Synthesis"]
    assert AuditEntry.objects.filter(action="synthesis.published").count() == 1


def _at_once(act, people: int) -> list[str]:
    """The kinds of what each got, an answer or a refusal."""
    start, told = threading.Barrier(people), []

    def one(n: int) -> None:
        start.wait(timeout=20)
        try:
            told.append(type(act(n)).__name__)
        except actions.Refused as refused:
            told.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told
