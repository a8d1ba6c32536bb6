"""The strings that break software go in as titles, texts, names and words of every column, and come back the same."""

import gzip
import json

import pytest

from consultation import text as door
from imports.rows import TITLE_MAX
from imports.texts import from_plain
from tests.imports.folders import REAL, asides, bring, folder, text, texts

STRINGS = REAL / "naughty-strings" / "blns.json.gz"
OWN = [
    "<script>alert(1)</script>",
    "'; DROP TABLE debates_contribution; --",
    "\\N",
    "a\tb\\tc\\",
    "‮inversé",
    "🏳️‍🌈 ½ é é",
    "%s %(x)s {0} {{7*7}}",
    "a\x01\x02\x7f",
    "=1+1",
    '"guillemets", virgules; points',
    "NULL",
    " bords ",
    "\u2028ligne",
]


def naughty() -> list[str]:
    if not STRINGS.exists():
        return OWN
    return OWN + [string for string in json.loads(gzip.decompress(STRINGS.read_bytes())) if not door.is_blank(string)]


@pytest.mark.django_db
def test_they_come_back_the_same(tmp_path):
    strings = naughty()
    rows = [text(f"n{i}", title=string, body=string, author=string) for i, string in enumerate(strings)]
    bring(folder(tmp_path, rows))
    found = texts()

    assert asides(tmp_path) == []
    for i, string in enumerate(strings):
        one = found[f"n{i}"]
        title = door.clean_line(string)
        if len(title) <= TITLE_MAX:
            assert (one.live.title, one.live.body) == (title, door.clean_body(string))
        else:
            assert one.live.body == f"{from_plain(title)}\n\n{door.clean_body(string)}"
        assert one.author.name == shown_name(string)


@pytest.mark.django_db
@pytest.mark.skipif(not STRINGS.exists(), reason=f"the list of strings is not at {STRINGS}")
def test_they_do_no_harm_in_any_column(tmp_path):
    columns = ("id", "theme", "question", "kind", "parent", "created_at", "quality", "commune", "origin")
    rows = [text(f"{column}{i}") | {column: string} for column in columns for i, string in enumerate(naughty()[::7])]
    reactions = [{"contribution": s, "author": s, "reaction": s, "created_at": s} for s in naughty()]
    report = bring(folder(tmp_path, rows, reactions))
    assert "mises de côté" in report


@pytest.mark.django_db
def test_a_nul_cannot_be_kept_and_it_is_said(tmp_path):
    report = bring(folder(tmp_path, [text("1", body="avant\x00après")]))
    assert texts()["1"].live.body == "avantaprès"
    assert "1 caractères nuls retirés (la base ne peut pas les garder)." in report


def shown_name(string: str) -> str:
    """As the platform shows it: numbers and addresses get a neutral name, the longest are cut."""
    line = door.clean_line(string)
    if line.isdecimal():
        line = f"Participant {line}"
    return line if len(line) <= 80 else line[:79] + "…"
