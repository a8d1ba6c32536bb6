"""A table of letters, visits and meetings: all of it, or nothing and why."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from debates.models import Collected, Contribution
from imports import collected
from imports.tables import Unreadable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("natures")]
HEAD = "comment;lieu;date;recueilli par;accord;question;nature;titre;texte;qualité"


@pytest.fixture
def line(question):
    def of(**said):
        cells = {"comment": "courrier", "lieu": "Felletin", "date": "12/05/2018", "par": "J. Morel", "accord": "écrit"}
        cells |= {"question": question.title, "nature": "constat", "titre": "Le bus", "texte": "Il ne passe plus."}
        cells |= {"qualite": "élue"} | said
        return ";".join(f'"{cell}"' for cell in cells.values())

    return of


@pytest.fixture
def table(tmp_path):
    def of(*lines):
        path = tmp_path / "lettres.csv"
        path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
        return path

    return of


def test_each_line_is_a_text_with_its_origin(table, line, consultation, harvester):
    outcome = collected.enter(
        table(line(), line(comment="Visite de terrain", titre="La gare")), consultation, by=harvester
    )

    assert (outcome.entered, outcome.there, outcome.refused) == (2, 0, [])
    assert sorted(Collected.objects.values_list("way", "consent")) == [("letter", "written"), ("visit", "written")]
    assert set(Contribution.objects.values_list("stakeholder", flat=True)) == {"elected"}


def test_a_second_time_changes_nothing(table, line, consultation, harvester):
    path = table(line(), line(titre="La gare"))
    collected.enter(path, consultation, by=harvester)
    outcome = collected.enter(path, consultation, by=harvester)

    assert (outcome.entered, outcome.there) == (0, 2)
    assert Contribution.objects.count() == 2


def test_one_bad_line_keeps_the_whole_table_out(table, line, consultation, harvester):
    lines = [line(), line(accord=""), line(date="32/05/2018"), line(question="Autre"), line(nature="avis")]
    outcome = collected.enter(table(*lines), consultation, by=harvester)

    assert not Contribution.objects.exists()
    assert [number for number, _why in outcome.refused] == [3, 4, 5, 6]


@pytest.mark.parametrize("words", ["", "a;b\n1;2", "\x00\x01"])
def test_what_is_no_such_table_is_said(tmp_path, consultation, harvester, words):
    path = tmp_path / "lettres.csv"
    path.write_text(words)

    with pytest.raises(Unreadable):
        collected.enter(path, consultation, by=harvester)


def test_the_page_tells_what_is_wrong_line_by_line(client, table, line, consultation, harvester):
    client.force_login(harvester)
    address = reverse("collected_file", args=[consultation.slug])
    file = SimpleUploadedFile("lettres.csv", table(line(), line(accord="")).read_bytes())
    answer = client.post(address, {"file": file})

    assert answer.status_code == 422
    assert "Ligne 3" in answer.content.decode()
    file = SimpleUploadedFile("lettres.csv", table(line()).read_bytes())
    assert "1 texte saisi" in client.post(address, {"file": file}, follow=True).content.decode()


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"PK\x03\x04"])
def test_a_file_that_is_no_table_is_answered(client, consultation, harvester, data):
    client.force_login(harvester)
    answer = client.post(
        reverse("collected_file", args=[consultation.slug]), {"file": SimpleUploadedFile("t.csv", data)}
    )

    assert answer.status_code == 422
