"""The ledger of coverage: six states, one for each contribution, and sums that add up to all of them."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from debates.models import State
from synthesis import reading
from synthesis.document import Coverage
from synthesis.models import Reading, Synthesis
from synthesis.reading.ledger import BREAKDOWNS, FIELDS, entered, in_cell
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ContributionFactory,
    ExtractFactory,
    ReadingFactory,
    StatementFactory,
    SynthesisFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def states(consultation, synthesis=None) -> dict[int, str]:
    return dict(entered(consultation, synthesis).values_list("pk", "ledger"))


def published(synthesis: Synthesis) -> Synthesis:
    """Frozen as it stands; what it says is not the matter here."""
    synthesis.state, synthesis.document, synthesis.published_at = "published", {}, synthesis.created_at
    synthesis.save()
    return synthesis


@pytest.fixture
def whole(consultation, contributions, extract, question, natures):
    """One contribution in each state, by the name of it; one kept besides, and an argument that counts nowhere."""
    kept = ContributionFactory(question=question, nature=natures["proposal"])
    ExtractFactory(contribution=kept)
    cites = StatementFactory(synthesis=SynthesisFactory(consultation=consultation), extracts=[extract])
    published(cites.synthesis)
    ReadingFactory(contribution=contributions[1], outcome=Reading.Outcome.OFF_TOPIC)
    ReadingFactory(contribution=contributions[2], outcome=Reading.Outcome.DUPLICATE)
    gone = ContributionFactory(question=question, state=State.HIDDEN)
    ArgumentFactory(parent=contributions[3])
    named = ("cited", "nothing_kept", "duplicate", "unread")
    return dict(zip(named, contributions, strict=True)) | {"kept": kept, "set_aside": gone}


def test_each_contribution_is_in_one_state(consultation, whole):
    assert states(consultation) == {contribution.pk: state for state, contribution in whole.items()}
    assert reading.coverage(consultation) == Coverage(6, 1, 1, 1, 1, 1, 1)
    assert reading.coverage(consultation).online == 5


def test_what_a_draft_does_not_cite_is_only_kept_for_it(consultation, whole):
    draft = SynthesisFactory(consultation=consultation)

    assert states(consultation, draft)[whole["cited"].pk] == "kept"


def test_what_a_draft_alone_cites_is_only_kept_for_the_public(consultation, whole):
    extract = whole["kept"].extracts.get()
    draft = StatementFactory(synthesis=SynthesisFactory(consultation=consultation), extracts=[extract]).synthesis

    assert states(consultation)[whole["kept"].pk] == "kept"
    assert states(consultation, draft)[whole["kept"].pk] == "cited"


@pytest.mark.parametrize("state", sorted(set(State) - {State.PUBLISHED, State.MERGED}))
def test_what_is_not_online_is_set_aside_whatever_was_made_of_it(consultation, whole, state):
    for contribution in whole.values():
        contribution.state = state
        contribution.save()

    assert set(states(consultation).values()) == {"set_aside"}
    assert {row.value: row.sums.set_aside for row in reading.ledger(consultation, "reason")} == {state: 6}


def test_a_reading_that_kept_passages_given_up_since_is_none(consultation, contributions):
    ReadingFactory(contribution=contributions[0], outcome=Reading.Outcome.KEPT)

    assert set(states(consultation).values()) == {"unread"}


def test_every_breakdown_adds_up_state_by_state(consultation, whole):
    whole["unread"].commune = CommuneFactory(metropolis=True)
    whole["unread"].stakeholder = ""
    whole["unread"].channel = "courrier"
    whole["unread"].save()
    coverage = reading.coverage(consultation)

    found = reading.ledgers(consultation)

    assert set(found) == set(BREAKDOWNS)
    for by, rows in found.items():
        assert rows == reading.ledger(consultation, by)
        for field in ("contributions", *FIELDS.values()):
            assert sum(getattr(row.sums, field) for row in rows) == getattr(coverage, field)
    assert {row.label: row.sums.contributions for row in found["quality"]} == {
        "Citoyen ou citoyenne": 5,
        "non précisé": 1,
    }
    assert found["quality"][-1].value is None
    assert {row.value for row in found["origin"]} == {"online", "courrier"}
    assert {row.value for row in found["kind"]} == {"rural", "metropolis", None}


def test_every_cell_lists_what_it_counts(consultation, whole):
    rows = entered(consultation)
    for by, lines in reading.ledgers(consultation).items():
        for line in lines:
            told = None if line.value is None else str(line.value)
            for state, field in FIELDS.items():
                assert in_cell(rows, by, told).filter(ledger=state).count() == getattr(line.sums, field)


def test_a_value_that_does_not_exist_holds_nothing(consultation, whole):
    rows = entered(consultation)
    for by in BREAKDOWNS:
        assert not in_cell(rows, by, "rien de tel").exists()
        assert not in_cell(rows, by, "9" * 40).exists()


def test_another_consultation_counts_for_nothing(consultation, whole):
    ContributionFactory(question__theme=ThemeFactory())

    assert reading.coverage(consultation).contributions == 6


def test_low_coverage_is_that_of_what_is_online(consultation, contributions, question):
    ContributionFactory(question=question, state=State.PENDING)
    ReadingFactory(contribution=contributions[0])

    [row] = reading.ledger(consultation, "theme")

    assert row.read_share == 0.25
    assert row.is_low


def test_an_empty_consultation_has_an_empty_ledger(consultation):
    assert reading.coverage(consultation) == Coverage(0, 0, 0, 0, 0)
    assert all(rows == [] for rows in reading.ledgers(consultation).values())


def test_the_ledger_costs_the_same_however_much_there_is(consultation, whole, django_assert_num_queries):
    with django_assert_num_queries(1):
        reading.coverage(consultation)
    with django_assert_num_queries(4):
        reading.ledgers(consultation)


# --- The pages


@pytest.fixture
def desk(client, harvester):
    client.force_login(harvester)
    return client


def test_the_page_says_each_sum_and_leads_to_what_it_counts(desk, consultation, whole):
    page = desk.get(reverse("coverage", args=[consultation.slug])).content.decode()

    links = re.findall(r'<a href="(/tiers-lieux/couverture/contributions/[^"]+)">([\d\u202f]*)', page)
    assert len({url for url, _n in links}) > 30
    for url, n in links[:20]:
        rows = desk.get(html.unescape(url)).context["page"].rows
        assert len(rows) == int(n or 1)


def test_a_cell_lists_its_contributions_and_nothing_of_what_is_not_online(desk, consultation, whole, theme):
    address = reverse("coverage_list", args=[consultation.slug])

    aside = desk.get(address, {"etat": "set_aside", "par": "theme", "valeur": theme.pk}).content.decode()
    unread = desk.get(address, {"etat": "unread"}).content.decode()

    assert whole["set_aside"].live.heading not in aside
    assert "Masquée" in aside
    assert whole["unread"].live.heading in unread
    assert whole["kept"].live.heading not in unread


@pytest.mark.parametrize(
    "asked",
    [
        {"etat": "perdue"},
        {"etat": "kept", "par": "auteur"},
        {"etat": "kept", "par": "quality", "valeur": "\x00"},
        {"etat": "kept", "synthese": "99999"},
        {"etat": "kept", "synthese": "²"},
    ],
)
def test_a_cell_that_does_not_exist_is_not_found(desk, consultation, whole, asked):
    assert desk.get(reverse("coverage_list", args=[consultation.slug]), asked).status_code == 404


def test_cited_is_by_the_draft_when_one_asks_for_it(desk, consultation, whole):
    SynthesisFactory(consultation=consultation)
    address = reverse("coverage", args=[consultation.slug])

    assert desk.get(address).context["sums"].cited == 1
    assert desk.get(address, {"synthese": 2}).context["sums"].cited == 0


def test_what_is_little_read_is_said(desk, consultation, contributions):
    page = desk.get(reverse("coverage", args=[consultation.slug])).content.decode()

    assert "Moins de la moitié est lue" in page
    assert "4 non lues sur 4 en ligne" in page


def test_an_empty_ledger_says_so(desk, consultation):
    assert (
        "Aucune contribution pour l’instant" in desk.get(reverse("coverage", args=[consultation.slug])).content.decode()
    )


@pytest.mark.parametrize("name", ["coverage", "coverage_list"])
def test_the_ledger_is_the_staffs(client, consultation, whole, citizen, stranger, name):
    address = f"{reverse(name, args=[consultation.slug])}?etat=unread"
    assert client.get(address).status_code == 302
    for who in (citizen, stranger):
        client.force_login(who)
        assert client.get(address).status_code == 403


def test_the_pages_cost_the_same_however_many_they_count(desk, consultation, whole, question, natures):
    def cost(url):
        desk.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url).status_code == 200
        return len(queries)

    urls = [
        reverse("coverage", args=[consultation.slug]),
        f"{reverse('coverage_list', args=[consultation.slug])}?etat=unread",
    ]
    few = [cost(url) for url in urls]
    for nature in natures.values():
        for _n in range(3):
            ContributionFactory(question__theme=ThemeFactory(consultation=consultation), nature=nature)

    assert [cost(url) for url in urls] == few
    assert max(few) < 15
