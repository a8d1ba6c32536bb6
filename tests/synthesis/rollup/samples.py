"""Texts for the tests of the roll-up."""

import datetime
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import strategies

from bench.grouping import lille_questions
from synthesis.rollup.texts import Text

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

# Two subjects without a full word in common, three texts each.
FIBRE = (
    "La fibre optique n'arrive pas dans notre village et le débit internet reste très faible.",
    "Sans fibre optique ni débit correct, le télétravail à la campagne est impossible au village.",
    "Notre village attend la fibre optique depuis dix ans, le débit internet décourage les familles.",
)
TRAIN = (
    "Les horaires des trains régionaux empêchent les salariés de rejoindre la gare le matin.",
    "Il manque des trains régionaux tôt le matin pour les salariés de la gare centrale.",
    "La gare ferme le soir, les trains régionaux sont rares et les salariés prennent leur voiture.",
)


def make(key: int, body: str, **values) -> Text:
    """A text with the values that matter to the test, and ordinary ones for the others."""
    ordinary = {
        "version_id": key + 1000,
        "title": "",
        "nature": "finding",
        "kind": "rural",
        "region": "Bretagne",
        "department": "29",
        "stakeholder": "citizen",
        "origin": "online",
        "posted_on": datetime.date(2018, 4, 12),
        "author": key,
    }
    return Text(id=key, body=body, **(ordinary | values))


def made(*bodies: str, **values) -> list[Text]:
    return [make(key, body, **values) for key, body in enumerate(bodies, start=1)]


def assert_verbatim(part: dict, texts: list[Text]) -> None:
    """Each passage of a part is the substring at its offsets of the very version it names."""
    known = {text.id: text for text in texts}
    found = [passage for group in part["groups"] for passage in group["passages"]]
    found += [voice["passage"] for voice in part["voices"] if voice["passage"]]
    for passage in found:
        text = known[passage["contribution"]]
        assert passage["version"] == text.version_id
        assert passage["quote"] == text.body[passage["start"] : passage["end"]]
        assert passage["quote"]
        assert passage["quote"] in text.body


def assert_whole(part: dict, texts: list[Text]) -> None:
    """Each contribution is in exactly one group, and labels hold nothing but words of the group's texts."""
    known = {text.id: text.whole for text in texts}
    members = [key for group in part["groups"] for key in group["members"]]
    assert sorted(members) == sorted(known)
    for group in part["groups"]:
        assert all(any(term in known[key] for key in group["members"]) for term in group["terms"])


def lille() -> dict[str, list[Text]]:
    folder = DATA / "lille-grand-debat-2019"
    if not folder.is_dir():
        pytest.skip(f"the export of the « grand débat » of Lille is not in {folder}")
    return lille_questions(folder)


def naughty_strings() -> list[str]:
    file = DATA / "naughty-strings" / "blns.json.gz"
    if not file.is_file():
        pytest.skip(f"the big list of naughty strings is not in {file}")
    return json.loads(gzip.decompress(file.read_bytes()))


# Pieces that people type, in any order, with any characters between them.
_pieces = strategies.sampled_from(
    [
        *FIBRE,
        *TRAIN,
        "Oui.",
        "M. Dupont",
        "etc.",
        "…",
        "« Non ! »",
        "- ",
        "1. ",
        "\n",
        "\n\n",
        " ",
        "\u202f",
        "😀👨‍👩‍👧",
        "l’État",
    ]
)
bodies = strategies.lists(_pieces | strategies.text(max_size=20), max_size=12).map("".join)
