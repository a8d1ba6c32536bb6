"""The harvest desk: what changed while somebody read, duplicates, proposed passages, what is taken back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from consultation.models import AuditEntry
from debates import actions as debate
from debates.models import Reason, State
from synthesis import actions, reading
from synthesis.models import Extract, Idea, Reading, Turn
from tests.factories import (
    ArgumentFactory,
    ContributionFactory,
    ProposedPassageFactory,
    SecondReadingFactory,
    StatementFactory,
    SuggestionFactory,
)


def address(name: str, *args) -> str:
    return reverse(name, args=["tiers-lieux", *args])


def opened(client, contribution):
    return client.get(f"{address('harvest_desk')}?contribution={contribution.pk}")


def keep(client, contribution, **fields):
    given = {"passage": "Le bail commercial", "nature": "barrier", "idea": "", "new_idea": "", "before": ""}
    return client.post(address("harvest", contribution.pk), given | fields)


def mark(client, contribution, **fields):
    return client.post(address("mark_read", contribution.pk), {"outcome": "nothing_new"} | fields)


def rewrite(contribution, moderator) -> None:
    debate.edit(contribution, by=contribution.author, title="Autrement", body="Tout est autrement.")
    debate.publish(contribution, by=moderator)


# --- What changed meanwhile


def test_a_passage_of_a_version_replaced_meanwhile_stays_in_it(desk, contributions, moderator):
    text = contributions[0]
    read, seen = text.live, opened(desk, text).context["seen"]
    rewrite(text, moderator)

    answer = keep(desk, text, seen=seen)

    assert Extract.objects.get().version == read
    assert "reste attaché à la version que vous avez lue" in desk.get(answer.url).content.decode()


def test_what_was_rewritten_meanwhile_is_not_noted_as_read(desk, contributions, moderator):
    text = contributions[0]
    seen = opened(desk, text).context["seen"]
    rewrite(text, moderator)

    answer = mark(desk, text, seen=seen)

    assert answer.status_code == 422
    assert "relisez-le" in answer.content.decode()
    assert "Tout est autrement." in answer.content.decode()
    assert not Reading.objects.exists()
    assert mark(desk, text, seen=answer.context["seen"]).status_code == 302


def test_who_comes_second_is_told_who_read_it_and_loses_nothing(desk, contributions, editor):
    text = contributions[0]
    seen = opened(desk, text).context["seen"]
    Turn.objects.all().delete()
    actions.mark_read(text, outcome="off_topic", by=editor)

    answer = keep(desk, text, seen=seen, new_idea="Le bail à l’essai")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Éric Rédaction a lu ce texte avant vous" in page
    assert "hors du sujet de la mission" in page
    assert answer.context["form"]["passage"].value() == "Le bail commercial"
    assert (Extract.objects.count(), Idea.objects.count()) == (0, 0)
    keep(desk, text, seen=answer.context["form"]["seen"].value())  # knowingly
    assert Extract.objects.count() == 1


def test_what_was_made_up_of_what_was_seen_counts_for_nothing(desk, contributions):
    for seen in ("", "x", "1.", "1.2.3", "9" * 40):
        assert mark(desk, contributions[0], seen=seen).status_code == 302


# --- Duplicates


def test_a_duplicate_names_the_text_it_repeats(desk, contributions):
    mark(desk, contributions[1], outcome="duplicate", duplicate_of=f"n° {contributions[0].pk}")

    assert Reading.objects.get().duplicate_of == contributions[0]
    assert AuditEntry.objects.get(action="contribution.read").details["duplicate_of"] == contributions[0].pk
    assert f"Texte n° {contributions[0].pk}" in opened(desk, contributions[1]).content.decode()


def test_what_cannot_be_repeated_is_refused_with_its_reason(desk, contributions, question, harvester):
    actions.mark_read(contributions[1], outcome="duplicate", duplicate_of=contributions[0], by=harvester)
    refused = {
        contributions[2].pk: "lui-même",
        contributions[1].pk: f"doublon du texte n° {contributions[0].pk}",
        ContributionFactory(question=question, state=State.HIDDEN).pk: "Aucune contribution en ligne",
        ArgumentFactory(parent=contributions[0]).pk: "Aucune contribution en ligne",
        ContributionFactory().pk: "Aucune contribution en ligne",
        "abc": "Aucune contribution en ligne",
        "9" * 30: "Aucune contribution en ligne",
        "": "Dites de quel texte",
    }

    for given, why in refused.items():
        answer = mark(desk, contributions[2], outcome="duplicate", duplicate_of=given)
        assert answer.status_code == 422
        assert why in str(answer.context["read_form"].errors["duplicate_of"]), given
    assert Reading.objects.count() == 1


def test_a_text_that_others_repeat_repeats_none(contributions, harvester):
    actions.mark_read(contributions[1], outcome="duplicate", duplicate_of=contributions[0], by=harvester)

    with pytest.raises(actions.Refused, match="comme doublons de celui-ci"):
        actions.mark_read(contributions[0], outcome="duplicate", duplicate_of=contributions[2], by=harvester)


def test_texts_that_look_like_this_one_are_offered_when_asked_for(desk, question):
    words = "La médiathèque fermée accueille douze télétravailleurs bourguignons chaque vendredi."
    one, other = (ContributionFactory(question=question, title="Médiathèque fermée", body=words) for _ in range(2))

    assert opened(desk, one).context["alike"] is None
    asked = desk.get(f"{address('harvest_desk')}?contribution={one.pk}&semblables=1")
    assert asked.context["alike"] == [other]


# --- What the roll-up proposes, what was learnt


def settle(client, passage, verdict, **fields):
    return client.post(address("settle_passage", passage.pk), {"verdict": verdict, "nature": "barrier"} | fields)


def test_a_proposed_passage_is_kept_with_the_nature_and_idea_of_the_form(desk, contributions, idea):
    passage = ProposedPassageFactory(contribution=contributions[0], label="baux")

    assert "baux" in opened(desk, contributions[0]).content.decode()
    settle(desk, passage, "keep", idea=idea.pk)

    passage.refresh_from_db()
    extract = Extract.objects.get()
    assert passage.state == "kept"
    assert (extract.start, extract.end) == (passage.start, passage.end)
    assert (extract.nature.key, extract.ideas.get()) == ("barrier", idea)
    assert Reading.objects.get().outcome == "kept"


def test_a_proposed_passage_is_refused_and_not_proposed_again(desk, contributions, harvester):
    passage = ProposedPassageFactory(contribution=contributions[0])

    settle(desk, passage, "refuse")
    again = settle(desk, passage, "keep")

    passage.refresh_from_db()
    assert (passage.state, passage.by) == ("refused", harvester)
    page = desk.get(again.url)
    assert page.context["proposed"] == []
    assert "déjà gardé ou refusé" in page.content.decode()
    assert not Reading.objects.exists()


def test_what_cannot_be_settled_is_refused(desk, contributions):
    passage = ProposedPassageFactory(contribution=contributions[0])

    assert settle(desk, passage, "delete").status_code == 400
    assert settle(desk, ProposedPassageFactory(), "keep").status_code == 404
    page = desk.get(settle(desk, passage, "keep", nature="inventée").url)
    assert "n’existe pas dans cette consultation" in page.content.decode()
    assert not Extract.objects.exists()


def test_passages_of_a_former_version_are_not_proposed(contributions, moderator):
    text = contributions[0]
    ProposedPassageFactory(contribution=text)
    rewrite(text, moderator)
    text.refresh_from_db()

    assert reading.proposed(text) == []


def test_suggestions_are_shown_with_their_share_and_never_applied(desk, contributions, idea):
    SuggestionFactory(contribution=contributions[0], natures=[["model", 0.618]], ideas=[[idea.pk, 0.42], [0, 0.3]])

    page = opened(desk, contributions[0])

    assert page.context["suggested"]["ideas"] == [(idea, 42)]
    assert "62 %" in page.content.decode()
    assert page.context["form"]["nature"].value() == "barrier"  # as its author said


# --- Taking back


def last(client) -> str:
    done = client.get(address("harvest_desk")).context["done"]
    return done.key if done else ""


def take_back(client, act: str) -> str:
    return client.post(address("undo_harvest"), {"act": act}, follow=True).content.decode()


def test_the_last_acts_are_taken_back_one_by_one(desk, contributions):
    passage = ProposedPassageFactory(contribution=contributions[2])
    mark(desk, contributions[0])
    keep(desk, contributions[1], passage="Le bail précaire")
    settle(desk, passage, "refuse")

    found = []
    while act := last(desk):
        answer = desk.post(address("undo_harvest"), {"act": act})
        found.append(desk.get(answer.url).context["opened"])

    passage.refresh_from_db()
    assert found == [contributions[2], contributions[1], contributions[0]]
    assert not Extract.objects.exists()
    assert not Reading.objects.exists()
    assert (passage.state, passage.by) == ("waiting", None)
    undone = {"contribution.unread", "extract.dropped", "passage.proposed_again"}
    assert undone <= set(AuditEntry.objects.values_list("action", flat=True))


def test_a_proposed_passage_that_is_no_longer_kept_waits_again(desk, contributions):
    passage = ProposedPassageFactory(contribution=contributions[0])
    settle(desk, passage, "keep")

    take_back(desk, last(desk))

    passage.refresh_from_db()
    assert (passage.state, Extract.objects.count(), Reading.objects.count()) == ("waiting", 0, 0)


def test_what_is_no_longer_the_last_act_is_not_taken_back(desk, contributions):
    mark(desk, contributions[0])
    act = last(desk)
    mark(desk, contributions[1])

    for given in (act, "", "reading-x", "extract-99999999999999999999"):
        assert "n’est plus votre dernier" in take_back(desk, given)
    assert Reading.objects.count() == 2


def test_the_title_of_a_text_hidden_since_is_not_shown_with_the_last_act(desk, contributions, moderator):
    keep(desk, contributions[0])
    debate.hide(contributions[0], by=moderator, reason=Reason.PERSONAL_DATA)

    for page in (desk.get(address("harvest_desk")), opened(desk, contributions[0])):
        assert contributions[0].live.title not in page.content.decode()
        assert f"Texte n° {contributions[0].pk}" in page.content.decode()


def test_what_others_did_is_not_taken_back(desk, contributions, editor):
    actions.mark_read(contributions[0], outcome="nothing_new", by=editor)

    assert last(desk) == ""


def test_a_passage_on_which_a_statement_rests_is_not_taken_back(desk, contributions, consultation, theme):
    keep(desk, contributions[0])
    StatementFactory(synthesis__consultation=consultation, theme=theme, extracts=[Extract.objects.get()])

    assert "Un énoncé s’appuie" in take_back(desk, last(desk))
    assert Extract.objects.exists()


def test_a_reading_after_which_somebody_read_a_second_time_is_not_taken_back(desk, contributions):
    mark(desk, contributions[0])
    SecondReadingFactory(contribution=contributions[0])

    assert "sa première lecture reste" in take_back(desk, last(desk))
    assert Reading.objects.exists()


def test_what_was_read_today_is_counted(desk, contributions, harvester):
    for contribution in contributions[:2]:
        mark(desk, contribution)
    Reading.objects.filter(contribution=contributions[0]).update(at=timezone.now() - timedelta(days=1))

    assert reading.pace(contributions[0].consultation, harvester) == reading.Pace(today=1, recent=1)


# --- An extract stays what it is


def test_no_act_changes_the_place_the_words_nor_the_hands_of_an_extract(desk, contributions, idea, editor, moderator):
    keep(desk, contributions[0])
    columns = ("version", "contribution", "start", "end", "quote", "by", "at")
    before = Extract.objects.values_list(*columns).get()
    text = contributions[0]

    nature = Extract.objects.get().nature
    actions.harvest(text.live, passage="Le bail commercial", nature=nature, ideas=[idea], by=editor)
    rewrite(text, moderator)
    debate.hide(text, by=moderator, reason=Reason.OFF_TOPIC)

    assert Extract.objects.values_list(*columns).get() == before


@pytest.mark.parametrize("column", ["version", "contribution", "start", "end", "by"])
def test_postgresql_refuses_to_move_an_extract_or_to_hand_it_over(extract, contributions, editor, column):
    other = {
        "version": contributions[1].live_id,
        "contribution": contributions[1].pk,
        "start": extract.start + 1,
        "end": extract.end + 1,
        "by": editor.pk,
    }

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Extract.objects.filter(pk=extract.pk).update(**{column: other[column]})


# --- Without a whole page


def test_an_act_by_htmx_brings_the_next_text_alone(desk, contributions):
    htmx = {"HX-Request": "true"}
    answer = desk.post(address("mark_read", contributions[0].pk), {"outcome": "nothing_new"}, headers=htmx)
    page = desk.get(answer.url, headers=htmx)

    assert page["HX-Push-Url"] == address("harvest_desk")
    assert "<html" not in page.content.decode()
    assert "C’est noté" in page.content.decode()  # said in the region that is read aloud
    assert page.context["opened"] == contributions[1]
