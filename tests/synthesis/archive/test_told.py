"""What differs is told in words that anybody follows, and the same to whoever runs the program again."""

import re

import pytest

from synthesis import archive, verify
from tests.synthesis.archive.test_verify import edited, members, pack, rewritten, run

pytestmark = pytest.mark.django_db


def test_a_text_that_is_not_that_of_its_version_is_told_by_its_number(published, tmp_path):
    def change(rows):
        rows[0]["text"] = "Autre chose."

    path = tmp_path / "altered.zip"
    path.write_bytes(rewritten(edited(members(pack(published)), "data/contributions.jsonl", change)))
    first, again = (run(archive.VERIFIER, path) for _each in range(2))

    assert first.returncode == 1
    assert "data/contributions.jsonl, 1 : ce n'est pas le texte de la version" in first.stdout
    assert first.stdout == again.stdout


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_cannot_be_recomputed_has_a_name_and_a_reason_not_the_name_of_a_field(published, tmp_path, language):
    path = tmp_path / "a.zip"
    path.write_bytes(pack(published))
    told = verify.as_json(verify.verify(path), language)["unknown"]

    said = [each["what"] for each in told]
    assert len(said) == len(set(said))
    assert not [words for words in said if re.search(r"[a-z_]+\.[a-z_]+|_", words)]
    reason = {"fr": "vecteurs des phrases", "en": "vectors of the sentences"}[language]
    assert [words for words in said if reason in words]


def test_a_figure_of_no_known_family_is_told_by_its_path():
    report = verify.Report()
    report.unknown["not_kept:figures.mood"] = 2
    assert verify.as_json(report, "en")["unknown"] == [
        {"number": 2, "what": "figures whose base is not in the data: figures.mood"}
    ]


def test_each_family_has_words_in_both_languages():
    for _pattern, family in verify.FAMILIES:
        assert verify.say(family, "fr") != verify.say(family, "en")
