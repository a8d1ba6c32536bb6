"""Second readings: who gets what, what he does not see, how far readers agree, and how differences are settled."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from consultation.models import AuditEntry, Role
from debates.models import Contribution, State
from synthesis import actions
from synthesis.actions import Refused
from synthesis.actions import coding as acts
from synthesis.models import Extract, HarvestPlan, Idea, Reading, SecondPassage, SecondReading
from synthesis.reading import coding
from tests.factories import (
    ContributionFactory,
    ExtractFactory,
    IdeaFactory,
    MembershipFactory,
    NatureFactory,
    ReadingFactory,
    SecondReadingFactory,
    SuggestionFactory,
    UserFactory,
)

SLUG = "tiers-lieux"


def address(name: str, *args) -> str:
    return reverse(name, args=[SLUG, *args])


@pytest.fixture
def second(consultation):
    """Another harvester."""
    person = UserFactory(email="second@exemple.invalid", name="Simon Second")
    MembershipFactory(consultation=consultation, user=person, role=Role.HARVESTER)
    return person


@pytest.fixture
def read(consultation, contributions, harvester, idea):
    """Every text is read twice; the first reader kept a passage of the first text and nothing of the others."""
    HarvestPlan.objects.create(consultation=consultation, double_share=100)
    for contribution in contributions:
        ReadingFactory(contribution=contribution, by=harvester, at=timezone.now() + timedelta(seconds=1))
    Reading.objects.filter(contribution=contributions[0]).update(outcome="kept")
    ExtractFactory(contribution=contributions[0], quote="Le bail commercial est trop long", ideas=[idea], by=harvester)
    return contributions


@pytest.fixture
def desk(client, second, read):
    client.force_login(second)
    return client


def note(client, contribution, **fields):
    given = {"passage": "Le bail commercial", "nature": "barrier", "new_idea": "", "before": ""}
    return client.post(address("keep_second", contribution.pk), given | fields)


def handed_in(contribution, by, **passage) -> SecondReading:
    """A second reading of the first text, with one passage."""
    row = acts.take_second(contribution.consultation, by=by)
    assert row.contribution == contribution
    acts.keep_second(row, by=by, **passage)
    acts.hand_in(row, by=by)
    return SecondReading.objects.get(pk=row.pk)


# --- The sample


def test_the_lot_is_the_same_in_the_database_and_by_hand(consultation, contributions):
    rows = coding.sampled(Contribution.objects.all(), consultation, 100)

    assert {row.pk: row.lot for row in rows} == {each.pk: coding.lot(SLUG, each.pk) for each in contributions}
    assert coding.lot("tiers-lieux", 1) == 26
    assert coding.sampled(Contribution.objects.all(), consultation, 0).count() == 0


def test_a_share_is_about_that_share_and_a_greater_one_only_adds():
    drawn = {share: {pk for pk in range(5000) if coding.lot(SLUG, pk) < share} for share in (10, 20)}

    assert 400 < len(drawn[10]) < 600
    assert drawn[10] < drawn[20]


# --- Whose turn


def test_without_a_share_nothing_waits(consultation, contributions, harvester, second):
    ReadingFactory(contribution=contributions[0], by=harvester)

    assert coding.awaiting_count(consultation, second) == 0
    assert acts.take_second(consultation, by=second) is None


def test_what_was_read_waits_for_somebody_else(consultation, read, harvester, second):
    assert coding.awaiting_count(consultation, second) == 4
    assert coding.awaiting_count(consultation, harvester) == 0
    assert acts.take_second(consultation, by=second).contribution == read[0]
    assert acts.take_second(consultation, by=harvester) is None, "he was the first reader"


def test_whoever_kept_a_passage_is_no_second_reader(consultation, read, second):
    ExtractFactory(contribution=read[1], by=second)

    assert read[1] not in coding.awaiting_second(consultation, second)


def test_what_nobody_read_and_what_is_hidden_or_edited_since_does_not_wait(consultation, read, second):
    Reading.objects.filter(contribution=read[0]).delete()
    Contribution.objects.filter(pk=read[1].pk).update(state=State.HIDDEN)
    Reading.objects.filter(contribution=read[2]).update(at=timezone.now() - timedelta(days=900))

    assert list(coding.awaiting_second(consultation, second)) == [read[3]]


def test_two_second_readers_never_have_the_same_text(consultation, read, second, editor):
    mine, other = acts.take_second(consultation, by=second), acts.take_second(consultation, by=editor)

    assert (mine.contribution, other.contribution) == (read[0], read[1])
    assert acts.take_second(consultation, by=second) == mine, "one at a time"


def test_a_text_left_alone_passes_to_another_with_nothing_of_the_first_reader_of_it(
    consultation, read, second, editor, natures
):
    row = acts.take_second(consultation, by=second)
    acts.keep_second(row, passage="Le bail", nature=natures["barrier"], by=second)
    SecondReading.objects.update(at=timezone.now() - coding.TURN - timedelta(seconds=1))

    assert acts.take_second(consultation, by=editor).contribution == read[0]
    assert not SecondPassage.objects.exists()
    with pytest.raises(Refused, match="passé à quelqu’un d’autre"):
        acts.keep_second(row, passage="Le bail", nature=natures["barrier"], by=second)


# --- The desk


def test_the_second_reader_sees_the_text_and_nothing_of_the_first(desk, read, natures):
    SuggestionFactory(contribution=read[0])
    answer = desk.post(address("take_second"))
    page = desk.get(answer.url).content.decode()

    assert "Le bail commercial est trop long" in page
    assert "<mark" not in page
    assert "Un bail pour essayer" in page, "the tree of ideas is there"
    assert "Un bail pour essayer (1)" not in page, "without what others filed under it"
    assert "uggestion" not in page


def test_what_he_notes_is_no_extract(desk, read, second, idea):
    desk.post(address("take_second"))
    assert note(desk, read[0], parent=idea.pk, new_idea="Le bail à l’essai").status_code == 302

    passage = SecondPassage.objects.get()
    assert passage.quote == "Le bail commercial"
    assert passage.ideas.get().parent == idea
    assert passage.reading.by == second
    assert Extract.objects.count() == 1, "that of the first reader"
    page = desk.get(address("second_desk")).content.decode()
    assert '<mark class="harvested" id="passage-1">Le bail commercial</mark>' in page


def test_a_passage_goes_under_several_ideas_ticked_named_and_new(desk, read, idea, theme):
    fibre = IdeaFactory(theme=theme, title="La fibre")
    IdeaFactory(theme=theme, title="Autre chose")
    desk.post(address("take_second"))
    note(desk, read[0], ideas=[idea.pk, fibre.pk], new_idea="un BAIL pour essayer")
    assert set(SecondPassage.objects.get().ideas.all()) == {idea, fibre}, "the idea that was named was ticked too"

    note(desk, read[0], new_idea="Neuve")
    assert set(SecondPassage.objects.get().ideas.values_list("title", flat=True)) == {
        "Un bail pour essayer", "La fibre", "Neuve",
    }  # fmt: skip
    page = desk.get(address("second_desk")).content.decode()
    assert "Un bail pour essayer, La fibre, Neuve" in page.replace("\u00a0", " ")


def test_an_idea_that_is_refused_leaves_none_of_the_others(desk, read, idea):
    elsewhere = IdeaFactory()
    desk.post(address("take_second"))
    answer = note(desk, read[0], ideas=[idea.pk, elsewhere.pk], new_idea="Neuve")

    assert answer.status_code == 422
    ticked = f'name="ideas" value="{idea.pk}" id="id_ideas_0" aria-invalid="true" checked>'
    assert ticked in answer.content.decode(), "what was ticked stays"
    assert not SecondPassage.objects.exists()
    assert not Idea.objects.filter(title="Neuve").exists()


def test_the_same_passage_is_noted_once_and_can_be_taken_back(desk, read, idea):
    desk.post(address("take_second"))
    note(desk, read[0])
    note(desk, read[0], ideas=idea.pk)
    assert SecondPassage.objects.get().ideas.get() == idea

    desk.post(address("drop_second", SecondPassage.objects.get().pk))
    assert not SecondPassage.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"passage": "Le bail communal"}, "mot pour mot"),
        ({"passage": ""}, "Sélectionnez un passage"),
        ({"nature": "inventée"}, "n’existe pas dans cette consultation"),
        ({"ideas": "999999"}, "pas dans le thème"),
        ({"parent": "999999"}, "pas dans le thème"),
        ({"ideas": "1\x00"}, "pas dans le thème"),
        ({"new_idea": "x" * 201}, "200"),
    ],
)
def test_what_cannot_be_noted_says_why_and_loses_nothing(desk, read, fields, words):
    desk.post(address("take_second"))
    answer = note(desk, read[0], **({"passage": "Le bail commercial est"} | fields))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert fields.get("passage", "Le bail commercial est") in answer.content.decode()
    assert not SecondPassage.objects.exists()


def test_handing_in_brings_the_next_text_and_what_was_handed_in_does_not_change(desk, read):
    desk.post(address("take_second"))
    note(desk, read[0])
    desk.post(address("hand_in_second", read[0].pk))

    done = SecondReading.objects.get(contribution=read[0])
    assert done.outcome == "kept"
    assert done.first["passages"][0][1:3] == [0, 32]
    assert AuditEntry.objects.filter(action="second_reading.done").count() == 1
    assert SecondReading.objects.get(outcome="").contribution == read[1]
    again = note(desk, read[0], passage="Il engage neuf ans.")
    assert again.status_code == 302
    assert done.passages.count() == 1, "nothing is written"


def test_nothing_kept_wants_its_reason(desk, read):
    desk.post(address("take_second"))
    answer = desk.post(address("hand_in_second", read[0].pk), {"outcome": ""})
    assert answer.status_code == 422
    assert "Dites pourquoi rien" in answer.content.decode()
    assert desk.post(address("hand_in_second", read[0].pk), {"outcome": "kept"}).status_code == 422
    given = {"outcome": "duplicate", "duplicate_of": str(read[0].pk)}
    for wrong in ("999999", "²", "9" * 30):
        answer = desk.post(address("hand_in_second", read[0].pk), given | {"duplicate_of": wrong})
        assert (answer.status_code, "porte ce numéro" in answer.content.decode()) == (422, True)
    assert "doublon de lui-même" in desk.post(address("hand_in_second", read[0].pk), given).content.decode()

    desk.post(address("hand_in_second", read[0].pk), given | {"duplicate_of": read[1].pk})
    assert SecondReading.objects.finished().get().duplicate_of == read[1]


def test_a_text_that_is_off_the_pages_is_not_repeated(desk, read):
    desk.post(address("take_second"))
    Contribution.objects.filter(pk=read[1].pk).update(state=State.HIDDEN)
    given = {"outcome": "duplicate", "duplicate_of": read[1].pk}

    assert desk.post(address("hand_in_second", read[0].pk), given).status_code == 422
    assert not SecondReading.objects.finished().exists()


def test_a_text_is_left_to_somebody_else(desk, read):
    desk.post(address("take_second"))
    desk.post(address("give_back_second", read[0].pk))

    assert not SecondReading.objects.exists()


def test_a_text_that_was_hidden_meanwhile_is_no_longer_read(desk, read):
    desk.post(address("take_second"))
    Contribution.objects.filter(pk=read[0].pk).update(state=State.HIDDEN)

    page = desk.get(address("second_desk")).content.decode()
    assert "n’est plus en ligne" in page
    assert "trop long pour essayer" not in page
    assert note(desk, read[0]).status_code == 422
    assert not SecondPassage.objects.exists()
    desk.post(address("take_second"))
    assert SecondReading.objects.get().contribution == read[1]


def test_the_first_reader_writes_nothing_into_the_second_reading(desk, client, read, harvester, second):
    desk.post(address("take_second"))
    client.force_login(harvester)

    assert note(client, read[0]).url == address("second_desk")
    assert client.post(address("hand_in_second", read[0].pk), {"outcome": "off_topic"}).status_code == 302
    assert SecondReading.objects.get().by == second
    assert not SecondPassage.objects.exists()


def test_moderators_are_no_second_readers(client, read, moderator):
    client.force_login(moderator)

    assert client.get(address("second_desk")).status_code == 403
    assert client.post(address("take_second")).status_code == 403


def test_the_harvest_desk_says_how_many_texts_wait(desk, client, read, moderator):
    assert "4 textes vous attendent en seconde lecture" in desk.get(address("harvest_desk")).content.decode()
    client.force_login(moderator)
    page = client.get(address("harvest_desk")).content.decode()
    assert "seconde lecture" not in page


# --- Taking back what was handed in


@pytest.fixture
def mine(read, second, natures) -> SecondReading:
    """A reading of the first text that differs, handed in by the second reader."""
    return handed_in(read[0], second, passage="Il engage neuf ans.", nature=natures["finding"])


def taken_back(client, row) -> str:
    """What the page says after a reading is taken back."""
    return client.post(address("take_back_second", row.pk), follow=True).content.decode()


def test_a_reading_handed_in_is_taken_back_with_all_that_was_noted(desk, mine, read, second, consultation):
    other = acts.take_second(consultation, by=second)
    assert "La reprendre" in desk.get(address("second_desk")).content.decode()
    assert "reprise" in taken_back(desk, mine)

    row = SecondReading.objects.get(pk=mine.pk)
    assert (row.outcome, row.differs, row.passages.count()) == ("", False, 1)
    assert not SecondReading.objects.filter(pk=other.pk).exists(), "nothing was noted of it: it goes to somebody else"
    assert AuditEntry.objects.filter(action="second_reading.taken_back").count() == 1
    assert coding.agreements(consultation).kept.units == 0
    assert "Il engage neuf ans." in desk.get(address("second_desk")).content.decode()
    desk.post(address("hand_in_second", read[0].pk))
    assert SecondReading.objects.get(pk=mine.pk).differs


def test_another_text_of_which_something_is_noted_waits(desk, mine, read, second, consultation, natures):
    other = acts.take_second(consultation, by=second)
    acts.keep_second(other, passage="Le bail précaire", nature=natures["barrier"], by=second)
    taken_back(desk, mine)

    assert coding.under_way(consultation, second).contribution == read[0]
    desk.post(address("hand_in_second", read[0].pk))
    assert coding.under_way(consultation, second) == other


def test_what_was_settled_is_not_taken_back(desk, mine, editor):
    acts.settle(mine, by=editor)

    assert "déjà tranché, par Éric Rédaction" in taken_back(desk, mine)
    assert SecondReading.objects.get(pk=mine.pk).outcome == "kept"


@pytest.mark.parametrize("reader", ["second", "harvester"])
def test_what_a_reader_has_compared_is_not_taken_back(desk, mine, reader, second, request):
    desk.force_login(request.getfixturevalue(reader))
    desk.get(address("settle_second", mine.pk))
    desk.force_login(second)

    assert "a vu les deux lectures" in taken_back(desk, mine)
    assert SecondReading.objects.get(pk=mine.pk).outcome == "kept"
    assert "Reprendre" not in desk.get(address("handed_in")).content.decode()


def test_what_somebody_else_compared_is(desk, mine, editor, second):
    desk.force_login(editor)
    desk.get(address("settle_second", mine.pk))
    desk.force_login(second)
    taken_back(desk, mine)

    assert SecondReading.objects.get(pk=mine.pk).outcome == ""


def test_nobody_takes_back_the_reading_of_another_nor_one_that_is_under_way(desk, client, mine, editor, harvester):
    for person in (harvester, editor):
        client.force_login(person)
        assert client.post(address("take_back_second", mine.pk)).status_code == 404
        with pytest.raises(Refused, match="pas la vôtre"):
            acts.take_back(mine, by=person)
    acts.take_back(mine, by=mine.by)
    with pytest.raises(Refused, match="pas encore rendue"):
        acts.take_back(mine, by=mine.by)


def test_a_text_that_left_the_pages_keeps_its_reading(desk, mine, read):
    Contribution.objects.filter(pk=read[0].pk).update(state=State.HIDDEN)

    assert "n’est plus en ligne" in taken_back(desk, mine)
    page = desk.get(address("handed_in")).content.decode()
    assert "trop long pour essayer" not in page
    assert SecondReading.objects.get(pk=mine.pk).outcome == "kept"


def test_lists_keep_a_reader_blind_as_long_as_he_may_take_back(desk, mine, harvester, second, editor):
    page = desk.get(address("disagreements")).content.decode()
    assert "Seconde lecture" in page
    assert "Hélène Récolte" not in page, "who was first, and what he made of it"
    assert "Reprendre votre lecture" in page
    assert "Reprendre cette lecture" in desk.get(address("handed_in")).content.decode()
    desk.force_login(harvester)
    page = desk.get(address("disagreements")).content.decode()
    assert "Simon Second" not in page
    desk.force_login(editor)
    page = desk.get(address("disagreements")).content.decode()
    assert "Hélène Récolte" in page
    assert "Simon Second" in page


# --- Agreement


def test_agreement_is_shown_by_nature_and_by_idea(desk, consultation, read, second, natures, idea):
    handed_in(read[0], second, passage="Le bail commercial", nature=natures["barrier"], ideas=[idea])
    for _each in range(3):
        acts.hand_in(acts.take_second(consultation, by=second), by=second, outcome="nothing_new")

    found = coding.agreements(consultation)
    assert (found.kept.units, found.kept.alpha) == (4, 1)
    by_key = {line.of.key: line.agreement.alpha for line in found.natures}
    assert by_key["barrier"] == 1
    assert by_key["model"] is None
    [(_theme, [line])] = found.ideas
    assert (line.of, line.agreement.alpha) == (idea, 1)
    page = desk.get(address("harvest_plan")).content.decode()
    assert "1,00" in page
    assert "accord solide" in page
    assert "non calculable" in page
    assert coding.progress(consultation) == coding.Progress(4, 4, 4)


def test_an_idea_merged_meanwhile_counts_as_the_one_it_went_into(consultation, read, second, natures, idea, theme):
    other = IdeaFactory(theme=theme, title="Le même autrement")
    handed_in(read[0], second, passage="Le bail commercial", nature=natures["barrier"], ideas=[other])
    Idea.objects.filter(pk=other.pk).update(merged_into=idea)

    [(_theme, [line])] = coding.agreements(consultation).ideas
    assert (line.of, line.agreement.same) == (idea, 1)


def test_two_who_file_under_the_same_two_ideas_agree_on_both(consultation, read, second, natures, idea, theme):
    fibre = IdeaFactory(theme=theme, title="La fibre")
    Extract.objects.get().ideas.add(fibre)
    handed_in(read[0], second, passage="Le bail commercial", nature=natures["barrier"], ideas=[idea, fibre])
    for _each in range(3):
        acts.hand_in(acts.take_second(consultation, by=second), by=second, outcome="nothing_new")

    [(_theme, lines)] = coding.agreements(consultation).ideas
    assert [(line.of, line.agreement.alpha) for line in lines] == [(idea, 1), (fibre, 1)]
    assert not coding.to_settle(consultation).exists()


def test_merging_takes_the_passages_of_second_readings_along(
    consultation, read, second, harvester, natures, idea, theme
):
    other = IdeaFactory(theme=theme, title="Le même autrement")
    row = handed_in(read[0], second, passage="Le bail", nature=natures["barrier"], ideas=[idea, other])
    actions.merge_ideas(other, into=idea, by=harvester)

    assert list(row.passages.get().ideas.all()) == [idea]


def test_settling_does_not_change_the_agreement(consultation, read, second, editor, natures):
    row = handed_in(read[0], second, passage="Il engage neuf ans.", nature=natures["finding"])
    before = coding.agreements(consultation)
    acts.settle(row, add=row.passages.all(), by=editor)

    assert Extract.objects.filter(contribution=read[0]).count() == 2
    assert coding.agreements(consultation) == before


def test_pages_cost_the_same_with_more_texts(desk, consultation, read, second, editor, natures, question):
    def cost() -> list[int]:
        desk.force_login(editor)
        names = ("harvest_plan", "disagreements", "handed_in", "second_desk")
        for name in names:
            desk.get(address(name))  # what a process remembers
        counts = []
        for name in names:
            before = len(connection.queries_log)
            desk.get(address(name))
            counts.append(len(connection.queries_log) - before)
        return counts

    connection.force_debug_cursor = True
    try:
        row = handed_in(read[0], second, passage="Il engage neuf ans.", nature=natures["finding"])
        few = cost()
        for _each in range(6):
            SecondReadingFactory(
                contribution=ReadingFactory(contribution=ContributionFactory(question=question)).contribution,
                outcome="off_topic",
            )
        assert cost() == few
        assert desk.get(address("settle_second", row.pk)).status_code == 200
    finally:
        connection.force_debug_cursor = False


def test_the_share_is_set_by_an_editor_and_drawn_for_all_to_check(client, consultation, contributions, editor):
    client.force_login(editor)

    assert client.post(address("harvest_plan"), {"double_share": "10"}).status_code == 302
    assert coding.share(consultation) == 10
    assert AuditEntry.objects.get(action="harvest_plan.changed").details == {"double_share": 10}
    for wrong in ("101", "-1", "dix", ""):
        answer = client.post(address("harvest_plan"), {"double_share": wrong})
        assert answer.status_code == 422
        assert "nombre entier de 0 à 100" in answer.content.decode()
    assert coding.share(consultation) == 10
    assert "sha256" in client.get(address("harvest_plan")).content.decode()


def test_a_harvester_does_not_set_the_share(client, consultation, contributions, harvester):
    client.force_login(harvester)

    assert client.post(address("harvest_plan"), {"double_share": "10"}).status_code == 403
    assert client.get(address("harvest_plan")).status_code == 200


# --- Settling


def test_both_readings_are_shown_side_by_side(desk, editor, read, second, natures):
    row = handed_in(read[0], second, passage="Il engage neuf ans.", nature=natures["finding"])
    desk.force_login(editor)
    listed = desk.get(address("disagreements")).content.decode()
    assert "Hélène Récolte" in listed
    page = desk.get(address("settle_second", row.pk)).content.decode()

    assert '<mark class="harvested" id="premiere-1">Le bail commercial est trop long</mark>' in page
    assert '<mark class="harvested" id="seconde-1">Il engage neuf ans.</mark>' in page


def test_what_is_ticked_becomes_an_extract_of_whoever_settles(desk, editor, read, second, natures, idea):
    row = handed_in(read[0], second, passage="Il engage neuf ans.", nature=natures["finding"], ideas=[idea])
    desk.force_login(editor)
    answer = desk.post(address("settle_second", row.pk), {"add": row.passages.get().pk})

    assert answer.url == address("disagreements")
    added = Extract.objects.get(nature=natures["finding"])
    assert (added.quote, added.by, list(added.ideas.all())) == ("Il engage neuf ans.", editor, [idea])
    row.refresh_from_db()
    assert row.settled_by == editor
    assert AuditEntry.objects.get(action="second_reading.settled").details["passages"] == [row.passages.get().pk]
    assert "Rien à trancher" in desk.get(address("disagreements")).content.decode()


def test_without_a_tick_the_first_reading_stays(desk, editor, read, second, natures):
    row = handed_in(read[0], second, passage="Il engage neuf ans.", nature=natures["finding"])
    desk.force_login(editor)
    desk.post(address("settle_second", row.pk))

    assert Extract.objects.count() == 1
    assert SecondReading.objects.get(pk=row.pk).settled_by == editor


def test_the_reason_of_the_second_reader_can_replace_that_of_the_first(desk, consultation, editor, read, second):
    Reading.objects.filter(contribution=read[0]).update(outcome="nothing_new")
    Extract.objects.all().delete()
    row = acts.take_second(consultation, by=second)
    acts.hand_in(row, by=second, outcome="off_topic")
    desk.force_login(editor)
    assert "Garder la raison de la seconde" in desk.get(address("settle_second", row.pk)).content.decode()
    desk.post(address("settle_second", row.pk), {"take_outcome": "on"})

    assert Reading.objects.get(contribution=read[0]).outcome == "off_topic"


def test_two_who_agree_leave_nothing_to_settle(consultation, read, second, natures, idea):
    handed_in(read[0], second, passage="bail commercial", nature=natures["barrier"], ideas=[idea])

    assert not coding.to_settle(consultation).exists(), "where a passage begins is no difference"


def test_settling_twice_tells_the_second_one(desk, editor, administrator, read, second, natures):
    row = handed_in(read[0], second, passage="Il engage neuf ans.", nature=natures["finding"])
    acts.settle(row, by=editor)
    desk.force_login(administrator)
    answer = desk.post(address("settle_second", row.pk), {"add": row.passages.get().pk})

    assert answer.status_code == 422
    assert "déjà tranché, par Éric Rédaction" in answer.content.decode()
    assert Extract.objects.count() == 1


def test_neither_reader_settles_unless_he_is_an_editor(client, read, harvester, second, editor, consultation, natures):
    row = handed_in(read[0], second, passage="Il engage neuf ans.", nature=natures["finding"])
    third = UserFactory()
    MembershipFactory(consultation=consultation, user=third, role=Role.HARVESTER)
    for person, status in ((harvester, 403), (second, 403), (third, 302)):
        client.force_login(person)
        assert client.post(address("settle_second", row.pk)).status_code == status


def test_a_hidden_text_is_not_settled(desk, editor, read, second, natures):
    row = handed_in(read[0], second, passage="Il engage neuf ans.", nature=natures["finding"])
    Contribution.objects.filter(pk=read[0].pk).update(state=State.HIDDEN)
    desk.force_login(editor)

    assert desk.get(address("settle_second", row.pk)).status_code == 404
    assert "neuf ans" not in desk.get(address("disagreements")).content.decode()
    with pytest.raises(Refused):
        acts.settle(row, add=row.passages.all(), by=editor)
    assert SecondReading.objects.get(pk=row.pk).settled_at is None


def test_passages_of_another_reading_are_not_added(desk, editor, read, second, natures):
    row = handed_in(read[0], second, passage="Il engage neuf ans.", nature=natures["finding"])
    other = SecondReadingFactory()
    passage = SecondPassage.objects.create(
        reading=other, version=other.contribution.live, start=0, end=4, nature=NatureFactory()
    )
    desk.force_login(editor)
    answer = desk.post(address("settle_second", row.pk), {"add": passage.pk})

    assert answer.status_code == 422
    assert "pas de cette lecture" in answer.content.decode()


def test_nothing_is_reached_from_another_consultation(client, read, second, stranger, natures):
    row = handed_in(read[0], second, passage="Il engage neuf ans.", nature=natures["finding"])
    client.force_login(stranger)

    for name in ("second_desk", "harvest_plan", "disagreements"):
        assert client.get(address(name)).status_code == 403
    for path in (reverse("settle_second", args=["ailleurs", row.pk]), address("settle_second", row.pk)):
        assert client.post(path).status_code in (403, 404)
    assert SecondReading.objects.get(pk=row.pk).settled_at is None
