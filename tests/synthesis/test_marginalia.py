"""What the page of a contribution says of the passages harvested from it."""

import pytest
from django.utils import timezone

from consultation.text import Mark, plain, render, underline
from debates import actions as debate
from debates.models import Nature
from synthesis import actions, reading
from synthesis.templatetags.harvest import underlined
from tests.factories import (
    ArgumentFactory,
    ContributionFactory,
    ExtractFactory,
    NatureFactory,
    StatementFactory,
    UserFactory,
)


def of(body: str, *passages: str) -> str:
    """The body with these passages marked and numbered."""
    made = render(body)
    starts = [made.text.index(passage) for passage in passages]
    marks = [Mark(at, at + len(p), f"p{n}", n) for n, (at, p) in enumerate(zip(starts, passages, strict=True), 1)]
    return underline(made.html, marks)


def test_a_passage_ends_with_the_link_to_its_note():
    assert of("Le bail est trop long.", "bail") == (
        '<p>Le <mark class="harvested" id="p1">bail<a class="note-ref" href="#note-1" aria-label="Note 1">1</a></mark>'
        " est trop long.</p>"
    )


def test_a_passage_across_tags_has_one_note_after_its_last_word():
    html = of("Le bail **commercial** est trop\n\nlong pour nous.", "commercial est trop\n\nlong")

    assert html.count("note-ref") == 1
    assert html.index("note-ref") > html.index("long")


def test_a_passage_that_another_covers_keeps_its_place_and_its_note():
    html = of("Le bail commercial est trop long.", "bail commercial est", "commercial")

    assert '<span id="p2"></span>commercial<a class="note-ref" href="#note-2"' in html
    assert html.count("<mark") == 1


def test_two_passages_of_the_same_words_have_both_their_places():
    html = of("Le bail est long.", "bail", "bail")

    assert 'id="p1"' in html
    assert 'id="p2"' in html
    assert html.index("#note-1") < html.index("#note-2")


def test_a_note_never_stands_within_a_link():
    html = of("Voir [le rapport entier](https://exemple.invalid) enfin.", "rapport")

    assert html.index("</a>") < html.index("note-ref")


def test_notes_change_nothing_else():
    body = "Le bail *trop* long\n\n- un\n- deux [lien](https://exemple.invalid)"
    html = of(body, "bail trop", "un\ndeux lien")

    assert (
        plain(html.replace(' aria-label="Note 1">1', ">").replace(' aria-label="Note 2">2', ">")) == render(body).text
    )


@pytest.fixture
def contribution(question):
    return ContributionFactory(question=question, body="Le bail commercial est trop long.\n\nOn y gagne du temps.")


def test_the_margin_says_where_a_passage_is_cited(client, contribution, editor):
    extract = ExtractFactory(contribution=contribution, quote="trop long")
    synthesis = actions.draft(contribution.consultation, by=editor)
    for _ in range(2):
        StatementFactory(synthesis=synthesis, theme=contribution.question.theme, extracts=[extract])

    assert reading.notes(contribution)[0].cited_in == []
    actions.publish(synthesis, by=editor)

    (cited,) = reading.notes(contribution)[0].cited_in
    assert cited.url == f"{synthesis.get_absolute_url()}#extrait-{extract.pk}"
    page = client.get(contribution.get_absolute_url()).content.decode()
    assert f'<mark class="harvested" id="passage-{extract.pk}">trop long<a class="note-ref" href="#note-1"' in page
    assert cited.url in page


def test_a_passage_of_a_former_version_is_told_apart(client, contribution):
    old = ExtractFactory(contribution=contribution, quote="trop long")
    version = debate.edit(contribution, by=contribution.author, title="Titre", body="Le bail est fort long.")
    debate.publish(contribution, by=UserFactory(), version=version)
    contribution.refresh_from_db()
    new = ExtractFactory(contribution=contribution, version=contribution.live, quote="fort long")

    notes = reading.notes(contribution)

    assert [(note.extract.pk, note.is_former) for note in notes] == [(new.pk, False), (old.pk, True)]
    assert f"passage-{old.pk}" not in underlined(contribution, notes)
    page = client.get(contribution.get_absolute_url()).content.decode()
    assert f'id="passage-{old.pk}"' in page


def test_a_passage_of_an_argument_leads_to_the_argument(contribution, natures):
    argument = ArgumentFactory(parent=contribution)
    extract = ExtractFactory(contribution=argument, nature=natures["finding"])

    assert extract.get_absolute_url() == argument.get_absolute_url()


def test_notes_cost_the_same_whatever_their_number(contribution, editor, django_assert_num_queries):
    synthesis = actions.draft(contribution.consultation, by=editor)
    for key, quote in zip(Nature.DEFAULTS, ["bail", "commercial", "trop", "long", "gagne", "temps"], strict=True):
        nature = NatureFactory(consultation=contribution.consultation, key=key)
        extract = ExtractFactory(contribution=contribution, quote=quote, nature=nature)
        StatementFactory(synthesis=synthesis, theme=contribution.question.theme, extracts=[extract])
    synthesis.state, synthesis.published_at, synthesis.document = "published", timezone.now(), {}
    synthesis.save()

    with django_assert_num_queries(3):
        assert all(len(note.cited_in) == 1 for note in reading.notes(contribution))
