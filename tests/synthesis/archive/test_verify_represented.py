"""Who is cited beside who writes and who lives there: each of these figures is computed again from the archive."""

import pytest

from tests.factories import CommuneFactory, ContributionFactory, UserFactory
from tests.synthesis.archive.test_verify import edited, found, members, pack, rewritten

pytestmark = pytest.mark.django_db

KIND = ("contributions", "contributions_share", "citations", "citations_share", "population_share", "ratio",
        "cited_ratio", "far")  # fmt: skip
QUALITY = ("contributions", "contributions_share", "citations", "citations_share", "ratio", "far")


def other(value):
    if isinstance(value, bool):
        return not value
    return 0.5 if value is None else value + (0.01 if isinstance(value, float) else 1)


@pytest.fixture
def contributions(contributions, question, natures):
    """Enough of them in town as well, by elected people too, for none of these numbers to be a small cell."""
    for number in range(12):
        ContributionFactory(
            question=question,
            nature=natures["barrier"],
            body=f"Le tram {number} ne va pas jusqu’à la friche numéro {number}.",
            author=UserFactory(
                commune=CommuneFactory(metropolis=number < 6, small_town=number >= 6),
                stakeholder="elected" if number % 2 else "citizen",
            ),
        )
    return contributions


@pytest.fixture
def files(published) -> dict[str, bytes]:
    """Of an archive whose document shows both tables."""
    found = members(pack(published))
    shown = published.document["figures"]
    assert sum(row["citations"] for row in shown["representation"]) == 1
    assert sum(row["citations"] for row in shown["qualities"]) == 1
    return found


@pytest.mark.parametrize(("table", "names"), [("representation", KIND), ("qualities", QUALITY)])
def test_each_figure_of_a_row_that_is_changed_is_named(files, table, names, tmp_path):
    for name in names:

        def change(document, name=name):
            row = next(row for row in document["figures"][table] if row["citations"])
            row[name] = other(row[name])

        lines = found(rewritten(edited(files, "synthesis.json", change)), tmp_path)
        assert any(line.startswith(f"synthesis.json, figures.{table}") and f": {name}:" in line for line in lines), name


@pytest.mark.parametrize("table", ["representation", "qualities"])
def test_a_row_that_is_taken_out_or_called_otherwise_is_named(files, table, tmp_path):
    def touched(change) -> list[str]:
        changed = edited(files, "synthesis.json", lambda document: change(document["figures"][table]))
        return found(rewritten(changed), tmp_path)

    assert any(f"figures.{table}" in line for line in touched(lambda rows: rows.pop()))
    assert any(f"figures.{table}.0: label:" in line for line in touched(lambda rows: rows[0].update(label="Ailleurs")))


def test_inhabitants_are_those_of_the_frozen_roll_up(files, tmp_path):
    def change(document):
        document["figures"]["representation"][0]["population"] += 1

    lines = found(rewritten(edited(files, "synthesis.json", change)), tmp_path)
    assert any("figures.representation.0.population" in line for line in lines)


def test_a_citation_that_no_quotation_shows_is_named(files, tmp_path):
    """A document that counts one whose author lets no place be shown would tell where he lives."""

    def change(document):
        document["quotes"][0]["territory"] = ""

    lines = found(rewritten(edited(files, "synthesis.json", change)), tmp_path)
    assert any("figures.representation" in line and ": citations: 1 instead of 0" in line for line in lines)
