"""The texts that a roll-up calls one voice are compared again, word by word, by whoever has the archive."""

import json
from hashlib import sha256

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from synthesis import verify
from synthesis.rollup import voices
from synthesis.rollup.settings import settings
from synthesis.rollup.signatures import compared
from tests.factories import CommuneFactory, ContributionFactory, UserFactory
from tests.synthesis.archive.test_verify import edited, found, members, pack, rewritten

LETTER = "Nous demandons que la gare rouvre le soir, car sans train personne ne rentre du travail à temps."
NEARLY = LETTER.replace("personne", "nul d’entre nous")
OTHER = "Un marché couvert sur la place donnerait aux producteurs du plateau un lieu où vendre toute l’année."
HALF = {"voice_shingles": 0.6, "voice_kinship": 0.15, "voice_likeness": 0.7}


@pytest.fixture
def contributions(contributions, question, natures):
    """Three who send nearly the same letter, the second word for word."""
    for body in (LETTER, LETTER, NEARLY):
        author = UserFactory(commune=CommuneFactory())
        ContributionFactory(question=question, nature=natures["barrier"], body=body, author=author)
    return contributions


@pytest.fixture
def files(published) -> dict[str, bytes]:
    return members(pack(published))


def voice_of(document) -> dict:
    [voice] = (document.get("themes") or [document])[0]["questions"][0]["part"]["voices"]
    return voice


def letters(files) -> list[int]:
    return voice_of(json.loads(files["synthesis.json"]))["members"]


def in_both(files, change) -> dict[str, bytes]:
    """The document and the snapshot changed alike."""
    for name in ("synthesis.json", "snapshot.json"):
        files = edited(files, name, lambda value: change((value.get("themes") or [value])[0]["questions"][0]["part"]))
    return files


def with_text(files, pk: int, text: str) -> dict[str, bytes]:
    """Another text in the place of a contribution's, by somebody who makes every digest again."""

    def version(rows):
        row = next(row for row in rows if row["contribution"] == pk)
        written = f"{row['title']}\n\n{text}"
        row.update(body=text, text=text, sha256=sha256(written.encode()).hexdigest())

    def contribution(rows):
        next(row for row in rows if row["id"] == pk)["text"] = text

    return edited(edited(files, "data/versions.jsonl", version), "data/contributions.jsonl", contribution)


def counted_as(files, pk: int, voice: int) -> dict[str, bytes]:
    return edited(
        files,
        "data/counted.jsonl",
        lambda rows: next(row for row in rows if row["contribution"] == pk).update(voice=voice),
    )


@pytest.mark.django_db
def test_letters_of_one_voice_are_compared(files, tmp_path):
    (tmp_path / "a.zip").write_bytes(rewritten(files))
    report = verify.verify(tmp_path / "a.zip")
    assert not report.count
    assert report.checked["near"] == len(letters(files)) == 3
    assert not report.unknown["unlinked"]


@pytest.mark.django_db
def test_a_letter_that_says_something_else_is_named(files, tmp_path):
    last = letters(files)[-1]
    lines = found(rewritten(with_text(files, last, OTHER)), tmp_path)
    assert [line for line in lines if f"text {last} is not near-identical" in line and "voices.0" in line]


@pytest.mark.django_db
def test_one_word_more_or_less_is_still_the_same_letter(files, tmp_path):
    assert found(rewritten(with_text(files, letters(files)[-1], LETTER.replace("soir", "matin"))), tmp_path) == []


@pytest.mark.django_db
def test_a_text_counted_with_a_voice_that_is_not_its_own_is_named(files, contributions, tmp_path):
    stranger, [first, *_others] = contributions[-1].pk, letters(files)

    def joined(part):
        voice = part["voices"][0]
        voice.update(members=sorted([*voice["members"], stranger]), count=4, signatories=4, contribution=stranger)

    changed = in_both(files, joined)
    for pk in letters(changed):
        changed = counted_as(changed, pk, min(stranger, first))
    assert any(f"text {stranger} is not near-identical" in line for line in found(rewritten(changed), tmp_path))


@pytest.mark.django_db
def test_the_same_words_counted_as_two_voices_are_named(files, tmp_path):
    first, second, _third = letters(files)

    def parted(part):
        part["voices"].clear()

    changed = in_both(files, parted)
    for pk in letters(files):
        changed = counted_as(changed, pk, pk)
    lines = found(rewritten(changed), tmp_path)
    assert any(f"texts {first} and {second} say the same words" in line for line in lines)


@pytest.mark.django_db
def test_a_voice_of_both_sides_is_named(files, tmp_path):
    first = letters(files)[0]

    def opposed(part):
        group = next(group for group in part["groups"] if first in group["members"])
        group["members"].remove(first)
        part["groups"].append(group | {"members": [first], "stance": "for"})

    lines = found(rewritten(in_both(files, opposed)), tmp_path)
    assert any("voices.0: members: these texts are not all on the same side" in line for line in lines)


@pytest.mark.django_db
def test_a_threshold_that_is_not_the_one_of_the_run_is_named(files, tmp_path):
    def lower(manifest):
        manifest["settings"]["snapshot"]["settings"]["voice_shingles"] = 0.01

    changed = files | {"manifest.json": edited(files, "manifest.json", lower)["manifest.json"]}
    assert any(line.startswith("manifest.json, settings: snapshot") for line in found(rewritten(changed), tmp_path))
    for name in HALF:
        assert settings()[name] == HALF[name]


@pytest.mark.django_db
def test_a_letter_rewritten_since_is_counted_and_not_called_wrong(files, tmp_path):
    last = letters(files)[-1]
    changed = with_text(files, last, OTHER)

    def later(rows):
        next(row for row in rows if row["contribution"] == last)["published_at"] = "2999-01-01T00:00:00+01:00"

    (tmp_path / "a.zip").write_bytes(rewritten(edited(changed, "data/versions.jsonl", later)))
    report = verify.verify(tmp_path / "a.zip")
    assert not report.count
    assert report.unknown["unlinked"] == 1


# --- As the roll-up does it

LETTERS = "abcÀéèœﬁİßΣς’'-_. \n12٣ひらがな漢字カナ한국어ﷺ½Ⅳ🙂\u0301å"


@given(st.text(LETTERS, max_size=60), st.text(LETTERS, max_size=12))
@example("Ⅳ ½ ﷺ", "漢字カ")
def test_words_are_those_that_the_roll_up_compares(body, title):
    words = compared(title, body)
    said = verify.compared(title, body)
    assert said == " ".join(words) if words else said.startswith("\0")


WORDS = st.lists(st.sampled_from(["un", "lieu", "pour", "le", "soir", "la", "gare", "rouvre"]), min_size=1, max_size=14)


@given(WORDS, WORDS)
def test_copies_are_those_of_the_roll_up(one, other):
    made = [voices._Words(" ".join(words), len(words), "", [0], b"") for words in (one, other)]
    if min(len(one), len(other)) >= verify.SHORT:
        assert verify.is_copy(made[0].said, made[1].said, HALF) == voices._Compared(made).is_copy(0, 1)
    else:
        assert verify.is_copy(made[0].said, made[1].said, HALF) == (one == other)


def test_a_chain_of_copies_holds_and_a_crowd_is_said_to_be_one():
    assert verify.strangers([LETTER.lower(), NEARLY.lower(), OTHER.lower()], HALF, 100)[0] == [OTHER.lower()]
    assert verify.strangers([LETTER, NEARLY, OTHER], HALF, 1) == (None, 2)
