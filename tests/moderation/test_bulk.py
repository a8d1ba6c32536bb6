"""Several texts at once: all in view, each decided of as it was seen; texts put together, or made into several."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from debates import actions
from debates.models import Campaign, Contribution, State
from tests.factories import ArgumentFactory, ContributionFactory, QuestionFactory, SuspensionFactory

pytestmark = pytest.mark.django_db
COPIED = "Nous demandons un tiers-lieu public dans chaque canton rural, avec un animateur payé par la région."


@pytest.fixture
def texts(question) -> list[Contribution]:
    """Three that wait, the first longest."""
    days = [timezone.now() - timedelta(days=number) for number in (3, 2, 1)]
    return [
        ContributionFactory(question=question, title=f"Texte {rank}", state=State.PENDING, created_at=day)
        for rank, day in enumerate(days)
    ]


def seen_on(page) -> dict[str, str]:
    """What the page says that the moderator sees of each text."""
    return dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', page.text))


def decide(desk, page, texts, verdict, **said):
    data = {"texte": [text.pk for text in texts], "verdict": verdict, **seen_on(page), **said}
    return desk.client.post(desk.url("moderation_bulk"), data, follow=True)


def bulk(desk, **asked):
    return desk.client.get(desk.url("moderation_bulk"), asked)


class TestBulk:
    def test_what_is_ticked_is_decided_and_may_be_undone_at_once(self, desk, texts):
        page = bulk(desk)
        assert page.text.count("Le bail commercial est trop long") == 3  # the full texts

        answer = decide(desk, page, texts[:2], "publish")

        assert "2 décisions sont prises" in answer.text
        assert {text.state for text in Contribution.objects.filter(pk__in=[texts[0].pk, texts[1].pk])} == {"published"}
        assert Contribution.objects.get(pk=texts[2].pk).state == State.PENDING

        assert "2 décisions sont annulées." in desk.undo(answer).text
        assert Contribution.objects.filter(state=State.PENDING).count() == 3

    def test_one_reason_for_all_and_each_author_is_told(self, desk, texts):
        decide(desk, bulk(desk), texts, "hide", reason="advertising", note="Une annonce.")

        for text in texts:
            decision = text.decisions.get()
            assert (decision.verdict, decision.reason, decision.note) == ("hide", "advertising", "Une annonce.")

    def test_what_somebody_else_decided_first_stays_and_is_told(self, desk, texts, colleague):
        page = bulk(desk)
        actions.hide(texts[1], by=colleague, reason="off_topic")

        answer = decide(desk, page, texts, "publish")

        assert "2 décisions sont prises" in answer.text
        assert "Texte 1 — Rien n’a changé" in answer.text
        assert "Chloé Collègue" in answer.text
        assert Contribution.objects.get(pk=texts[1].pk).state == State.HIDDEN

    def test_without_a_reason_or_a_text_nothing_is_done_and_nothing_lost(self, desk, texts):
        page = bulk(desk)

        without_reason = decide(desk, page, texts[:1], "hide", note="Un mot gardé.")
        without_text = decide(desk, page, [], "publish")

        assert (without_reason.status_code, without_text.status_code) == (422, 422)
        assert "Un mot gardé." in without_reason.text
        assert f'value="{texts[0].pk}" checked' in without_reason.text
        assert "Cochez les textes" in without_text.text
        assert Contribution.objects.filter(state=State.PENDING).count() == 3

    @pytest.mark.parametrize("verdict", ["", "merge", "move", "delete", "\x00"])
    def test_other_acts_are_not_taken_in_bulk(self, desk, texts, verdict):
        assert decide(desk, bulk(desk), texts, verdict).status_code == 400

    @pytest.mark.parametrize("key", ["x", "²", "9" * 40, "-1", "0", "\x00"])
    def test_ids_that_are_none_change_nothing(self, desk, texts, key):
        answer = desk.client.post(desk.url("moderation_bulk"), {"texte": [key], "verdict": "publish"}, follow=True)

        assert answer.status_code in (200, 422)
        assert Contribution.objects.filter(state=State.PENDING).count() == 3

    def test_a_text_of_elsewhere_is_not_decided(self, desk, texts):
        elsewhere = ContributionFactory(state=State.PENDING)
        said = {f"seen-{elsewhere.pk}": f"{elsewhere.awaiting_id}.0"}

        decide(desk, bulk(desk), [elsewhere], "publish", **said)

        elsewhere.refresh_from_db()
        assert elsewhere.state == State.PENDING

    def test_the_number_of_queries_does_not_grow(self, desk, question, texts, django_assert_max_num_queries):
        with django_assert_max_num_queries(40) as few:
            bulk(desk)
        for _ in range(6):
            ContributionFactory(question=question, state=State.PENDING)
        with django_assert_max_num_queries(len(few.captured_queries)):
            bulk(desk)


class TestCampaign:
    @pytest.fixture
    def campaign(self, question, natures):
        for number in range(3):
            author = ContributionFactory(question=question).author
            actions.post(question, by=author, nature=natures["proposal"], title=f"Copie {number}", body=COPIED)
        return Campaign.objects.get()

    def test_all_its_texts_are_shown_and_decided_at_once(self, desk, campaign):
        page = bulk(desk, groupe=campaign.pk)
        assert page.text.count("un animateur payé par la région") == 3

        decide(desk, page, campaign.texts.all(), "publish")

        campaign.refresh_from_db()
        assert campaign.signatories == 3

    def test_those_that_follow_may_be_let_in(self, desk, campaign):
        answer = desk.client.post(desk.url("accept_campaign", campaign.pk), follow=True)
        again = desk.client.post(desk.url("accept_campaign", campaign.pk), follow=True)

        campaign.refresh_from_db()
        assert campaign.accepted_at
        assert "qui suivront seront publiés sans attendre" in answer.text
        assert "Un autre modérateur l’avait déjà décidé" in again.text

    @pytest.mark.parametrize("key", ["999999", "1e3", "x", "²"])
    def test_a_campaign_that_does_not_exist(self, desk, texts, key):
        answer = bulk(desk, groupe=key)

        assert answer.status_code == (404 if key.isascii() and key.isdigit() else 200)


class TestMoving:
    def test_to_another_question(self, desk, question):
        text = ContributionFactory(question=question)
        other = QuestionFactory(theme=question.theme)

        assert "Choisissez la question" in desk.decide(text, "move").text
        desk.decide(text, "move", question=other.pk)

        text.refresh_from_db()
        assert text.question == other

    def test_a_question_of_elsewhere_is_no_choice(self, desk, question):
        text = ContributionFactory(question=question)

        assert desk.decide(text, "move", question=QuestionFactory().pk).status_code == 422
        text.refresh_from_db()
        assert text.question == question


class TestMerging:
    def test_near_identical_texts_are_proposed_and_words_find_others(self, desk, question):
        text = ContributionFactory(question=question, title="À réunir", body=COPIED, state=State.PENDING)
        other = ContributionFactory(question=question, title="Une fraiseuse partagée")

        shown = desk.client.get(desk.url("merge_text", text.pk), {"q": "fraiseuse"})

        assert "Une fraiseuse partagée" in shown.text
        assert f'name="into" value="{other.pk}"' in shown.text

    def test_two_texts_become_one(self, desk, question):
        text, other = ContributionFactory(question=question), ContributionFactory(question=question)
        ArgumentFactory(parent=text)
        data = {"into": other.pk, "seen": desk.seen(text)}

        answer = desk.client.post(desk.url("merge_text", text.pk), data, follow=True)

        text.refresh_from_db()
        assert (text.state, text.merged_into) == (State.MERGED, other)
        assert "Réuni avec un autre texte" in answer.text
        desk.undo(answer)
        text.refresh_from_db()
        assert text.state == State.PUBLISHED

    @pytest.mark.parametrize("into", ["", "x", "0", "-1", "9" * 30, "999999"])
    def test_into_what_does_not_exist(self, desk, question, into):
        text = ContributionFactory(question=question)

        answer = desk.client.post(desk.url("merge_text", text.pk), {"into": into, "seen": desk.seen(text)})

        assert answer.status_code == 422
        assert "Choisissez le texte" in answer.text

    def test_an_argument_stays_where_it_is(self, desk, question):
        argument = ArgumentFactory(parent=ContributionFactory(question=question))

        assert desk.client.get(desk.url("merge_text", argument.pk)).status_code == 302
        assert desk.client.get(desk.url("split_text", argument.pk)).status_code == 302


class TestSplitting:
    def sent(self, desk, text, **changes):
        own = {"nature_0": text.nature_id, "nature_1": text.nature_id}
        own |= {"question_0": text.question_id, "question_1": text.question_id, "seen": desk.seen(text)}
        data = {"block_0": ["0"], "block_1": ["1"], "title_0": "Un", "title_1": "Deux", "heir": "1", **own, **changes}
        return desk.client.post(desk.url("split_text", text.pk), data, follow=True)

    def test_paragraph_by_paragraph(self, desk, question):
        text = ContributionFactory(question=question, body="Le premier.\n\nLe second.")
        argument = ArgumentFactory(parent=text)
        shown = desk.client.get(desk.url("split_text", text.pk))
        assert "Le premier." in shown.text
        assert "Le second." in shown.text

        answer = self.sent(desk, text)

        first, second = Contribution.objects.filter(split_from=text).order_by("pk")
        argument.refresh_from_db()
        assert "Partagé en plusieurs textes" in answer.text
        assert (first.live.title, first.live.body) == ("Un", "Le premier.")
        assert (second.live.title, second.live.body, argument.parent) == ("Deux", "Le second.", second)

    @pytest.mark.parametrize(
        "changes",
        [{"block_1": []}, {"block_1": ["0"]}, {"title_1": ""}, {"heir": "7"}, {"block_0": ["9"]}, {"nature_0": "x"}],
    )
    def test_what_is_missing_is_said_and_nothing_typed_is_lost(self, desk, question, changes):
        text = ContributionFactory(question=question, body="Le premier.\n\nLe second.")

        answer = self.sent(desk, text, note="Un mot gardé.", **changes)

        assert answer.status_code == 422
        assert "Un mot gardé." in answer.text
        assert not Contribution.objects.filter(split_from=text).exists()

    @pytest.mark.parametrize(("asked", "count"), [("3", 3), ("99", 6), ("1", 2), ("x", 2)])
    def test_in_as_many_texts_as_asked(self, desk, question, asked, count):
        text = ContributionFactory(question=question)

        shown = desk.client.get(desk.url("split_text", text.pk), {"textes": asked}).text

        assert f'name="title_{count - 1}"' in shown
        assert f'name="title_{count}"' not in shown


def test_a_suspension_is_lifted_from_the_desk(desk, consultation, question):
    text = ContributionFactory(question=question, state=State.PENDING)
    suspension = SuspensionFactory(consultation=consultation, person=text.author)
    assert desk.url("lift_suspension", suspension.pk) in desk.get(texte=text.pk).text

    answer = desk.client.post(desk.url("lift_suspension", suspension.pk) + f"?texte={text.pk}", follow=True)

    suspension.refresh_from_db()
    assert suspension.lifted_at
    assert answer.context["opened"] == text
    elsewhere = SuspensionFactory()
    assert desk.client.post(desk.url("lift_suspension", elsewhere.pk)).status_code == 404
