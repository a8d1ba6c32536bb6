"""Somebody brings an archive to the page, or to the command, and is told what agrees."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from synthesis import archive
from synthesis.views import verifying
from tests.synthesis.archive.test_verify import edited, members, pack, rewritten

pytestmark = pytest.mark.django_db


@pytest.fixture
def packed(published) -> bytes:
    return pack(published)


def bring(client, data: bytes, slug: str = "tiers-lieux"):
    file = SimpleUploadedFile("archive.zip", data, content_type="application/zip")
    return client.post(reverse("verify_archive", args=[slug]), {"file": file})


def test_an_archive_that_agrees_is_said_to_be_what_the_site_publishes(client, packed):
    page = client.get(reverse("verify_archive", args=["tiers-lieux"]))
    assert page.status_code == 200
    assert not page.cookies
    answer = bring(client, packed)
    assert answer.status_code == 200
    assert answer.context["found"]["agrees"]
    assert answer.context["ours"] == "document"
    assert "Tout concorde" in answer.content.decode()
    assert not answer.cookies


def test_a_quote_that_was_altered_is_named(client, packed):
    def change(document):
        document["quotes"][0]["text"] = "Le bail commercial est trop court"

    answer = bring(client, rewritten(edited(members(packed), "synthesis.json", change)))
    assert answer.context["ours"] == "other"
    words = answer.content.decode()
    assert "quotes.0" in words
    assert "mot pour mot" in words
    assert "Ce n’est pas la synthèse que ce site publie" in words


def test_what_is_no_archive_is_told_in_the_page(client, consultation):
    for data in (b"bonjour", b"PK\x03\x04", b"\x00" * 3_000_000):
        answer = bring(client, data)
        assert answer.status_code == 422
        assert "ne se lit pas" in answer.content.decode()
    nothing = client.post(reverse("verify_archive", args=["tiers-lieux"]), {"other": "x"})
    assert nothing.status_code == 422
    assert "Choisissez l’archive" in nothing.content.decode()


def test_too_large_is_not_even_read(client, consultation, monkeypatch):
    monkeypatch.setattr(verifying, "LARGEST", 1000)
    answer = bring(client, b"x" * 20_000)
    assert answer.status_code == 413
    assert "100 Mo" in answer.content.decode()


def test_whoever_asks_too_often_waits(client, consultation):
    answers = [client.post(reverse("verify_archive", args=["tiers-lieux"]), {"a": "b"}).status_code for _ in range(13)]
    assert set(answers) == {422, 429}


def test_the_command_answers_as_the_program_does(packed, tmp_path):
    path = tmp_path / "a.zip"
    for data, code in ((packed, 0), (rewritten(members(packed) | {"extra.txt": b"x"}), 1), (b"x", 2)):
        path.write_bytes(data)
        out = io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("verify", str(path), stdout=out)
        assert ended.value.code == code, out.getvalue()
        assert out.getvalue()


def test_an_archive_is_made_by_the_command(published, tmp_path):
    out, path = io.StringIO(), tmp_path / "archive.zip"
    call_command("export", "tiers-lieux", format="archive", out=str(path), stdout=out, stderr=io.StringIO())
    assert set(members(path.read_bytes())) >= {"manifest.json", "verify.py", "synthesis.json"}
    assert archive.VERIFIER.read_bytes() == members(path.read_bytes())["verify.py"]
    with pytest.raises(SystemExit) as ended:
        call_command("verify", str(path), stdout=io.StringIO())
    assert ended.value.code == 0
