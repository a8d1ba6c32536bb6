"""What changed from one version to another: for everybody, in words, and never too long to compute."""

import time

import pytest
from django.urls import reverse

from debates import actions, differences
from debates.models import Contribution
from tests.factories import ContributionFactory

BEFORE = "Le bail est trop long.\n\nOn n’ose pas essayer."


@pytest.fixture
def edited(question, citizen, moderator) -> Contribution:
    contribution = ContributionFactory(question=question, author=citizen, title="Un bail", body=BEFORE)
    words = BEFORE.replace("trop long", "trop long <et> cher")
    actions.edit(contribution, by=citizen, title="Un bail", body=words, source_url="https://exemple.fr/bail")
    actions.publish(contribution, by=moderator)
    return contribution


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "Un mot."), ("a b c", "a c"), (BEFORE, BEFORE.upper()), ("même", "même"), ("a\n\nb", "a b"), ("", "")],
)
def test_the_pieces_give_both_texts_back(before, after):
    pieces = differences.between(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != "inserted") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "deleted") == after
    assert differences.changed(pieces) == (before != after)


@pytest.mark.parametrize("unit", ["a ", "a b ", "a\n", "mot mot\n"])
def test_a_text_made_to_be_slow_is_not(unit):
    before, after = (unit * 20_000)[:20_000], (f"x {unit * 20_000}")[:20_000]
    start = time.process_time()

    pieces = differences.between(before, after)

    assert time.process_time() - start < 2
    assert "".join(piece.text for piece in pieces if piece.kind != "deleted") == after


def test_a_version_says_what_it_changed(client, edited):
    page = client.get(reverse("version", args=["tiers-lieux", edited.pk, 2])).text

    assert "Ce qui a changé depuis la version 1" in page
    assert "<del>" in page
    assert "&lt;et&gt; cher" in page.split("<ins>")[1]
    assert 'href="https://exemple.fr/bail" rel="nofollow ugc noopener external"' in page
    assert "Ce qui a changé" not in client.get(reverse("version", args=["tiers-lieux", edited.pk, 1])).text


def test_two_versions_are_compared_whichever_comes_first(client, edited):
    address = reverse("compare", args=["tiers-lieux", edited.pk])

    there = client.get(address, {"de": 1, "a": 2})
    back = client.get(address, {"de": 2, "a": 1})

    assert (there.status_code, back.status_code) == (200, 200)
    assert (
        there.text.split('id="changes"')[1].split("</section>")[0]
        == (back.text.split('id="changes"')[1].split("</section>")[0])
    )


@pytest.mark.parametrize("asked", [{"de": 1, "a": 9}, {"de": "x"}, {"a": "1' OR 1=1"}, {"de": -1, "a": "9" * 400}])
def test_a_version_that_does_not_exist_is_said(client, edited, asked):
    answer = client.get(reverse("compare", args=["tiers-lieux", edited.pk]), asked)

    assert answer.status_code == 400
    assert "n’existe pas" in answer.text


def test_a_version_nobody_read_is_not_compared(client, edited, citizen):
    actions.edit(edited, by=citizen, title="Un bail", body="Un secret.")
    answer = client.get(reverse("compare", args=["tiers-lieux", edited.pk]), {"de": 1, "a": 3})

    assert answer.status_code == 400
    assert "Un secret." not in answer.text


# --- The source


def test_a_source_is_part_of_the_version_and_of_its_digest(edited):
    first, second = edited.versions.all()

    assert second.source_host == "exemple.fr"
    assert first.sha256 != second.sha256
    assert first.source_url == ""


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "data:text/html,x", "ftp://exemple.fr/", "https://", "http://[::1", "//exemple.fr"),
        *("https://insee.fr@exemple.org/", "https://exemple.fr/\u202egpj", "https://exemple.fr/" + "a" * 500, "un mot"),
    ],
)
def test_a_source_that_leads_nowhere_or_elsewhere_is_refused(client, question, natures, citizen, address):
    client.force_login(citizen)
    sent = {"nature": "barrier", "title": "Un titre", "body": "Un texte.", "source_url": address}

    answer = client.post(reverse("post", args=["tiers-lieux", question.pk]), sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"source_url"}
    assert not Contribution.objects.exists()


def test_the_host_of_a_source_is_read_in_the_letters_of_the_network(citizen):
    contribution = ContributionFactory(author=citizen)
    version = actions.edit(
        contribution, by=citizen, title="T", body="Un texte.", source_url="https://\u0435xemple.fr/page"
    )

    assert version.source_host == "xn--xemple-2of.fr"
    assert actions.edit(contribution, by=citizen, title="T", body="Un texte.", source_url="insee.fr/fr").source_url == (
        "https://insee.fr/fr"
    )
