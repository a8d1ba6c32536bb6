"""Who is cited beside who writes and who lives there, and nothing that a quotation does not show."""

from dataclasses import replace

import pytest

from synthesis import catalogue, representing, withholding
from synthesis.document import Document, from_dict, to_dict
from tests.synthesis.exports import fixtures

KINDS = {"rural": "rural", "small_town": "petite ville", "medium_town": "ville moyenne", "metropolis": "métropole"}
LIVED = {"rural": 200, "small_town": 300, "medium_town": 100, "metropolis": 400}
QUALITIES = {
    "citizen": "Citoyen ou citoyenne",
    "manager": "Porteur de projet ou gestionnaire d’un lieu",
    "elected": "Élu ou élue",
}


def document(whence: list[tuple[str, str]]) -> Document:
    """A document whose quotations show these kinds and qualities, with figures as they are composed."""
    bare = fixtures.document(3, len(whence))
    quotes = tuple(
        replace(quote, territory=kind, stakeholder=quality)
        for quote, (kind, quality) in zip(bare.quotes, whence, strict=True)
    )
    written = {row["value"]: row["contributions"] for row in bare.figures["by"]["kind"]}
    figures = bare.figures | {
        "by": bare.figures["by"]
        | {"stakeholder": [{"value": v, "label": w, "contributions": 10} for v, w in QUALITIES.items()]},
        "representation": [
            {"value": kind, "label": words, "contributions": written[kind], "population": LIVED[kind]}
            for kind, words in KINDS.items()
        ],
    }
    return replace(
        bare, quotes=quotes, figures=representing.told(figures, representing.whence(replace(bare, quotes=quotes)))
    )


def by(document: Document, figure: str) -> dict[str, dict]:
    return {row["value"]: row for row in document.figures[figure]}


WHENCE = [("rural", "Élu ou élue")] * 5 + [("métropole", "")] * 1 + [("", "Élu ou élue")] * 4


def test_shares_stand_side_by_side_with_a_flag():
    rows = by(document(WHENCE), "representation")

    assert [row["citations"] for row in rows.values()] == [5, 0, 0, 1]
    assert rows["rural"]["citations_share"] == 0.8333
    assert rows["rural"]["population_share"] == 0.2
    assert rows["rural"]["cited_ratio"] == 4.1667
    assert rows["rural"]["far"]
    assert rows["metropolis"]["cited_ratio"] == 0.4167
    assert rows["small_town"]["cited_ratio"] == 0


def test_what_a_quotation_does_not_show_is_in_no_count():
    whole = document(WHENCE)

    assert sum(row["citations"] for row in whole.figures["representation"]) == 6
    assert sum(row["citations_share"] for row in whole.figures["qualities"]) == 1
    [(kinds, note), (qualities, other)] = catalogue.represented(whole)
    assert "4 citations ne montrent pas d’où parle leur auteur" in note
    assert "1 citation ne montre pas la qualité de son auteur" in other
    assert kinds.rows[-1][:3] == ("Non précisé", 12, 4)
    assert len({len(row) for row in kinds.rows}) == 1
    assert len({len(row) for row in qualities.rows}) == 1


def test_a_quotation_that_says_less_than_it_did_is_counted_again():
    whole = document(WHENCE)
    quieter = replace(whole, quotes=(replace(whole.quotes[0], territory="", stakeholder=""), *whole.quotes[1:]))

    read = representing.readable(quieter)

    assert by(read, "representation")["rural"]["citations"] == 4
    assert by(read, "qualities")["elected"]["citations"] == 8
    assert by(read, "representation")["rural"]["contributions"] == by(whole, "representation")["rural"]["contributions"]
    frozen = to_dict(quieter)
    again = representing.recounted(frozen["figures"], withholding.said_by(frozen["quotes"]))
    assert again == to_dict(read)["figures"]


def test_a_flag_is_a_plain_sentence():
    [(kinds, note), (qualities, _note)] = catalogue.represented(document(WHENCE))

    said = {row[0]: row[-1] for row in kinds.rows}
    assert said["rural"] == "plus de deux fois sa part dans les citations"
    assert said["métropole"] == (
        "moins de la moitié de sa part dans les contributions\u202f; moins de la moitié de sa part dans les citations"
    )
    assert "la part dans la population" in note
    assert {row[0]: row[-1] for row in qualities.rows}["Élu ou élue"] == "plus de deux fois sa part dans les citations"


def test_a_small_cell_has_neither_share_nor_flag():
    whole = document(WHENCE)
    rows = [row | {"contributions": None} if row["value"] == "elected" else row for row in whole.figures["qualities"]]
    read = representing.readable(replace(whole, figures=whole.figures | {"qualities": rows}))

    elected = by(read, "qualities")["elected"]
    assert (elected["contributions_share"], elected["ratio"], elected["far"]) == (None, None, False)
    assert elected["citations"] == 9
    notes = [note for _picture, note in catalogue.represented(read)]
    assert ["n’est pas publié" in note for note in notes] == [False, True]


@pytest.mark.parametrize("figures", [{}, fixtures.figures(), {**fixtures.figures(), "representation": []}])
def test_what_was_frozen_without_citations_stays_as_it_is(figures):
    whole = replace(fixtures.document(3, 4), figures=figures)

    assert representing.readable(whole) is whole
    assert catalogue.represented(whole) == []
    assert from_dict(to_dict(whole)) == whole
