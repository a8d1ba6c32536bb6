"""The ledger as everybody reads it: it adds up, tells of nobody what he does not show, and withholds few people."""

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from debates.models import Contribution, State
from synthesis import actions, reading
from synthesis.models import Synthesis
from synthesis.reading.public_ledger import _merged, _people
from tests.factories import (
    CommuneFactory,
    ContributionFactory,
    ExtractFactory,
    ReadingFactory,
    StatementFactory,
    SynthesisFactory,
    UserFactory,
)

ROWS = st.dictionaries(
    st.sampled_from("abcdefg"),
    st.dictionaries(
        st.sampled_from(["cited", "read", "unread"]),
        st.dictionaries(st.integers(1, 12) | st.none(), st.integers(1, 3), min_size=1),
        min_size=1,
    ),
)


@given(ROWS)
def test_no_row_is_of_few_people_and_none_is_lost(rows):
    merged = _merged(rows)

    for by_state in merged.values():
        assert len(_people(by_state.values())) >= 5
    if merged:
        assert _texts(merged) == _texts(rows)
        assert len(set(rows) - set(merged)) != 1, "a row of its own under another name"


def _texts(rows) -> int:
    return sum(number for by_state in rows.values() for by_author in by_state.values() for number in by_author.values())


# --- Of a version


@pytest.fixture
def many(question, natures, contributions, extract):
    """Beside the four of Felletin: six of Guéret, of six people, and two of one person of a town of its own kind."""
    gueret = CommuneFactory(small_town=True)
    town = CommuneFactory(metropolis=True)
    made = [ContributionFactory(question=question, commune=gueret, author=UserFactory()) for _each in range(6)]
    alone = UserFactory()
    made += [ContributionFactory(question=question, commune=town, author=alone) for _each in range(2)]
    Contribution.objects.filter(pk__in=[each.pk for each in contributions]).update(commune=CommuneFactory())
    for each in made[:5]:
        ReadingFactory(contribution=each, outcome="nothing_new")
    ContributionFactory(question=question, state=State.HIDDEN, commune=gueret)
    return made


@pytest.fixture
def publish(consultation, theme, editor, extract, many):
    def published() -> Synthesis:
        synthesis = SynthesisFactory(consultation=consultation)
        StatementFactory(synthesis=synthesis, theme=theme, extracts=[extract])
        return actions.publish(synthesis, by=editor)

    return published


def told(synthesis: Synthesis) -> dict[str, dict[str, tuple]]:
    return {
        table.key: {line.words: (*(number for _head, number in line.cells), line.total) for line in table.lines}
        for table in reading.public_ledger(synthesis)
    }


def test_every_table_adds_up_to_what_the_version_says(publish, natures, theme):
    other = ContributionFactory(question__theme__consultation=theme.consultation, nature=natures["proposal"])
    synthesis = publish()
    whole = reading.coverage(synthesis.consultation, synthesis)

    tables = reading.public_ledger(synthesis)

    assert {table.key for table in tables} == {"theme", "nature", "kind", "region"}
    for table in tables:
        assert table.whole.total == (whole.online if table.says_online else whole.contributions)
        assert sum(line.total for line in table.lines) == table.whole.total
        for place, (_head, number) in enumerate(table.whole.cells):
            column = [line.cells[place][1] for line in table.lines]
            assert None in column or sum(column) == number
    assert told(synthesis)["theme"][other.question.theme.name] == (0, 0, 0, 1, 0, 0, 1)


def test_few_people_are_with_others_and_what_is_not_online_is_nowhere(publish):
    kinds = told(publish())["kind"]

    assert {words: numbers[-1] for words, numbers in kinds.items()} == {"petite ville": 6, "autres": 6}


def test_what_somebody_does_not_show_is_not_told(publish, many):
    synthesis = publish()
    Contribution.objects.filter(pk=many[0].pk).update(shows_commune=False)
    Contribution.objects.filter(pk=many[6].pk).update(state=State.HIDDEN)

    kinds = told(synthesis)["kind"]
    assert kinds["non montré"][-1] == 2
    assert sum(numbers[-1] for numbers in kinds.values()) == reading.coverage(synthesis.consultation, synthesis).online


def test_a_version_that_kept_no_states_has_the_whole_alone(client, publish):
    synthesis = publish()
    synthesis.standings.all().delete()
    Synthesis.objects.filter(pk=synthesis.pk).update(has_standings=False)
    synthesis.refresh_from_db()

    assert reading.public_ledger(synthesis) == []
    page = client.get(reverse("synthesis_method", args=["tiers-lieux", synthesis.number])).content.decode()
    assert "n’est plus connu" in page


def test_everybody_reads_it_and_it_moves_no_more(client, publish, many, editor):
    synthesis = publish()
    before = told(synthesis)
    actions.mark_read(many[7], outcome="nothing_new", by=editor)
    ContributionFactory(question=many[0].question, created_at=timezone.now())

    assert told(synthesis) == before
    page = client.get(reverse("synthesis_method", args=["tiers-lieux", synthesis.number])).content.decode()
    assert "Par type de territoire" in page
    assert "non publié" in page
    assert "en préparation" in page, "the archive, which a worker makes"


def test_its_cost_does_not_follow_the_data(publish, many, django_assert_max_num_queries, theme):
    synthesis = publish()
    for each in many[5:]:
        ExtractFactory(contribution=each)

    with django_assert_max_num_queries(7):
        reading.public_ledger(synthesis)
