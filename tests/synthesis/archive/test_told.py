"""What differs is told in words that anybody follows, and the same to whoever runs the program again."""

import pytest

from synthesis import archive
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
