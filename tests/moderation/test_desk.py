"""The desk: one queue in its order, each text with all there is to know, acts that hold only for what was read."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation.models import Consultation
from debates import actions
from debates.models import Appeal, Campaign, Contribution, Hold, Report, State, Suspension
from tests.factories import ArgumentFactory, ContributionFactory, QuestionFactory, UserFactory
from tests.moderation.conftest import Desk, titles

pytestmark = pytest.mark.django_db


def days(number: int):
    return timezone.now() - timedelta(days=number)


def pending(question, title="", **fields) -> Contribution:
    return ContributionFactory(question=question, title=title, state=State.PENDING, **fields)


def reported(text, *people, line="") -> Contribution:
    for person in people or [UserFactory()]:
        actions.report(text, by=person, reason="insult", line=line)
    text.refresh_from_db()
    return text


def held(text, kind, found="") -> Hold:
    return Hold.objects.create(contribution=text, version=text.judged, kind=kind, found=found)


class TestQueue:
    def test_the_oldest_first_and_a_report_counts_for_a_day(self, desk, question):
        pending(question, "Nouveau", created_at=days(1))
        pending(question, "Ancien", created_at=days(3))
        reported(ContributionFactory(question=question, title="Signalé"), UserFactory(), UserFactory())

        shown = desk.get()

        assert titles(shown) == ["Ancien", "Signalé", "Nouveau"]
        assert "2 signalements" in shown.text
        assert "chaque signalement fait passer un texte devant" in shown.text

    def test_each_kind_has_its_count_and_its_address(self, desk, question, citizen):
        pending(question, "Nouveau")
        edited = ContributionFactory(question=question, author=citizen, title="Avant", judged_before=True)
        actions.edit(edited, by=citizen, title="Après", body="Autre chose.")
        held(pending(question, "Retenu"), Hold.Kind.LINKS)
        reported(ContributionFactory(question=question, title="Signalé"))

        assert sorted(titles(desk.get(attente="new"))) == ["Nouveau", "Retenu"]
        assert titles(desk.get(attente="edited")) == ["Après"]
        assert titles(desk.get(attente="held", filtre="links")) == ["Retenu"]
        assert titles(desk.get(attente="held", filtre="insult")) == []
        assert titles(desk.get(attente="reported")) == ["Signalé"]
        assert "beaucoup de liens" in desk.get().text

    def test_a_theme_or_a_question_narrows_it_and_the_address_keeps_it(self, desk, question):
        other = QuestionFactory(theme=question.theme)
        pending(question, "Ici")
        pending(other, "Là")

        assert titles(desk.get(sous=f"q{other.pk}")) == ["Là"]
        assert sorted(titles(desk.get(sous="t-territoires"))) == ["Ici", "Là"]
        assert f"?sous=q{other.pk}&amp;texte=" in desk.get(sous=f"q{other.pk}").text

    def test_a_filter_that_does_not_exist_is_said_and_not_applied(self, desk, question):
        pending(question, "Ici")

        for asked in ({"attente": "x"}, {"filtre": "x"}, {"sous": "q999"}, {"sous": "\x00"}):
            shown = desk.get(**asked)
            assert shown.status_code == 400
            assert "Ce filtre n’existe pas" in shown.text
            assert titles(shown) == ["Ici"]

    def test_near_identical_texts_are_one_line(self, desk, question):
        first = pending(question, "Copié", created_at=days(2))
        campaign = Campaign.objects.create(first=first, signatories=3)
        copies = [pending(question, "Copié", created_at=days(1)) for _ in range(2)]
        Contribution.objects.filter(pk__in=[first.pk, *(copy.pk for copy in copies)]).update(campaign=campaign)

        shown = desk.get()

        assert titles(shown) == ["Copié"]
        assert "3 textes presque identiques" in shown.text
        assert "<b>3</b> textes attendent" in shown.text
        assert f"?groupe={campaign.pk}" in shown.text

    def test_a_long_queue_is_read_by_pages(self, desk, question, settings):
        settings.PAGE = 2
        for number in range(3):
            pending(question, f"Texte {number}", created_at=days(9 - number))

        first = desk.get()
        following = first.context["next"]

        assert titles(first) == ["Texte 0", "Texte 1"]
        assert titles(desk.get(apres=following)) == ["Texte 2"]
        assert titles(desk.get(apres="n’importe quoi")) == ["Texte 0", "Texte 1"]

    def test_the_number_of_queries_does_not_grow(self, desk, question, citizen, django_assert_max_num_queries):
        Consultation.objects.update(reports_to_hold=0)
        question.refresh_from_db()

        def fill(number):
            for rank in range(number):
                text = reported(ContributionFactory(question=question, title=f"T{rank}"), UserFactory(), UserFactory())
                held(text, Hold.Kind.LINKS)
                held(pending(question, f"P{rank}", author=citizen), Hold.Kind.INSULT, "zut")
            root = ContributionFactory(question=question)
            answer = ArgumentFactory(parent=ArgumentFactory(parent=root), author=citizen)
            for _ in range(number):
                ArgumentFactory(parent=answer.parent)
                answer = ArgumentFactory(parent=answer)
            return reported(answer, *(UserFactory() for _ in range(number)))

        opened = fill(1)
        with django_assert_max_num_queries(60) as few:
            assert desk.get(texte=opened.pk).status_code == 200
        opened = fill(8)
        with django_assert_max_num_queries(len(few.captured_queries)):
            assert desk.get(texte=opened.pk).status_code == 200


class TestOpenText:
    def test_an_argument_stands_under_the_whole_way_up(self, desk, question):
        root = ContributionFactory(question=question, title="La racine", body="Texte de la racine.")
        above = ArgumentFactory(parent=root, body="La réponse du milieu.")
        ArgumentFactory(parent=above, body="Une autre réponse.")
        opened = ArgumentFactory(parent=above, body="Ce qui attend.", state=State.PENDING)

        shown = desk.get(texte=opened.pk).text.split('id="texte"')[1]

        places = [shown.index(words) for words in ("Texte de la racine.", "La réponse du milieu.", "Ce qui attend.")]
        assert places == sorted(places)
        assert "Une autre réponse." in shown

    def test_what_changed_is_shown_against_the_version_online(self, desk, question, citizen):
        text = ContributionFactory(question=question, author=citizen, body="Un bail long.", judged_before=True)
        actions.edit(text, by=citizen, title=text.live.title, body="Un bail court.")

        shown = desk.get(texte=text.pk).text

        assert "<ins>" in shown
        assert "court." in shown[shown.index("<ins>") : shown.index("</ins>")]

    def test_what_a_filter_found_is_underlined_and_quoted(self, desk, question):
        text = pending(question, body="Appelez le 06 12 34 56 78 ce soir.")
        held(text, Hold.Kind.PERSONAL_DATA, "06 12 34 56 78")

        shown = desk.get(texte=text.pk).text

        assert '<mark class="harvested" id="trouve-1">06 12 34 56 78</mark>' in shown
        assert "Donnée personnelle" in shown

    def test_reports_say_what_their_authors_were_worth_so_far(self, desk, question, moderator):
        reader = UserFactory(name="Lucie Lectrice")
        for verdict in (actions.hide, None):
            earlier = reported(ContributionFactory(question=question), reader)
            if verdict:
                verdict(earlier, by=moderator, reason="insult")
            else:
                Report.objects.filter(contribution=earlier).update(outcome=Report.Outcome.DISMISSED)
        text = reported(ContributionFactory(question=question), reader, line="Troisième <phrase>")

        shown = desk.get(texte=text.pk).text

        assert "Lucie Lectrice" in shown
        assert "Troisième &lt;phrase&gt;" in shown
        assert "ses signalements fondés jusqu’ici : 1 sur 2" in shown

    def test_the_author_has_a_history_here_and_only_here(self, desk, question, citizen, moderator):
        ContributionFactory(question=question, author=citizen)
        ContributionFactory(author=citizen)  # elsewhere
        gone = ContributionFactory(question=question, author=citizen)
        actions.hide(gone, by=moderator, reason="insult", suspend=True, days=7)
        text = pending(question, author=citizen)

        shown = desk.get(texte=text.pk).text

        assert "1 autre texte en ligne, 1 masqué." in shown
        assert "Suspendu jusqu’au" in shown

    def test_an_appeal_is_answered_on_its_page(self, desk, question, citizen, colleague):
        text = ContributionFactory(question=question, author=citizen)
        decision = actions.hide(text, by=colleague, reason="insult").decision
        appeal = actions.appeal(decision, by=citizen, words="Je ne suis pas d’accord.")

        shown = desk.get(texte=text.pk)

        assert desk.url("answer_appeal", appeal.pk) in shown.text
        assert 'value="publish"' not in shown.text
        assert Appeal.objects.get().state == Appeal.State.OPEN

    def test_a_colleague_who_has_it_open_is_named(self, desk, question, colleague):
        cache.clear()
        text = pending(question, "Ouvert deux fois")
        assert "Chloé Collègue" not in desk.get().text

        Desk(Client(), colleague).get(texte=text.pk)

        shown = desk.get(texte=text.pk).text
        assert "Chloé Collègue a ouvert ce texte" in shown
        assert "ouvert par Chloé Collègue" in shown


class TestActs:
    def test_publishing_opens_the_next_text_and_may_be_undone(self, desk, question):
        first, second = pending(question, "Premier", created_at=days(2)), pending(question, "Second")

        answer = desk.decide(first, "publish")

        assert answer.context["opened"] == second
        assert "Publié" in answer.text
        first.refresh_from_db()
        assert first.state == State.PUBLISHED

        again = desk.undo(answer)

        first.refresh_from_db()
        assert first.state == State.PENDING
        assert again.context["opened"] == first
        assert "1 décision est annulée." in again.text

    def test_nobody_undoes_what_another_decided(self, desk, question, colleague):
        text = pending(question)
        decision = actions.publish(text, by=colleague).decision

        answer = desk.client.post(desk.url("undo_decisions"), {"decision": decision.pk}, follow=True)

        assert "Il n’y a rien à annuler" in answer.text
        text.refresh_from_db()
        assert text.state == State.PUBLISHED

    def test_hiding_asks_for_a_reason_and_loses_nothing(self, desk, question):
        text = pending(question, "À masquer")

        refused = desk.decide(text, "hide", note="Un mot gardé.", suspend="7")

        assert refused.status_code == 422
        assert "Choisissez la raison" in refused.text
        assert "Un mot gardé." in refused.text

    def test_hiding_may_suspend_the_author(self, desk, question, citizen):
        text = pending(question, author=citizen)

        desk.decide(text, "hide", reason="insult", suspend="30")

        text.refresh_from_db()
        suspension = Suspension.objects.get()
        assert text.state == State.HIDDEN
        assert (suspension.person, (suspension.until - suspension.at).days) == (citizen, 30)

    def test_a_suspension_may_run_until_it_is_lifted(self, desk, question, citizen):
        desk.decide(pending(question, author=citizen), "hide", reason="insult", suspend="open")

        assert Suspension.objects.get().until is None

    def test_the_words_of_the_charter_are_those_of_the_consultation(self, desk, question, consultation):
        consultation.charter_rules.create(key="ton", name="le ton", explanation="On se parle avec égards.")
        text = pending(question)
        assert "On se parle avec égards." in desk.get().text

        refused = desk.decide(text, "hide", reason="insult")
        desk.decide(text, "hide", reason="ton")

        assert refused.status_code == 422
        assert text.decisions.get().reason_name == "le ton"

    def test_keeping_the_former_version_and_asking_to_write_again(self, desk, question, citizen):
        text = ContributionFactory(question=question, author=citizen, body="Avant.", judged_before=True)
        actions.edit(text, by=citizen, title="Titre", body="Après.")

        desk.decide(text, "refuse_edit", reason="off_topic")
        text.refresh_from_db()
        assert (text.awaiting, text.live.body) == (None, "Avant.")

        desk.decide(text, "amend", reason="off_topic", note="Précisez le lieu.")
        text.refresh_from_db()
        assert text.state == State.TO_AMEND

    def test_a_reported_text_is_left_online(self, desk, question):
        text = reported(ContributionFactory(question=question))

        desk.decide(text, "keep")

        assert Report.objects.get().outcome == Report.Outcome.DISMISSED
        assert "Rien n’attend" in desk.get().text

    def test_the_second_is_told_who_decided_what(self, desk, question, colleague):
        text = pending(question, "Disputé")
        read = desk.seen(text)
        actions.hide(text, by=colleague, reason="off_topic")

        answer = desk.decide(text, "publish", seen=read)

        text.refresh_from_db()
        assert text.state == State.HIDDEN
        assert "un autre modérateur a décidé avant vous. Chloé Collègue" in answer.text
        assert "masquer (hors sujet)" in answer.text

    def test_a_decision_that_left_the_text_as_it_was_counts_too(self, desk, question, colleague):
        """Kept by one after its reports: the other, who still sees them, does not hide it unknowingly."""
        text = reported(ContributionFactory(question=question))
        read = desk.seen(text)
        actions.keep(text, by=colleague)

        answer = desk.decide(text, "hide", seen=read, reason="insult")

        text.refresh_from_db()
        assert text.is_public
        assert "laisser en ligne" in answer.text

    def test_a_text_rewritten_meanwhile_is_read_again(self, desk, question, citizen):
        text = pending(question, author=citizen)
        read = desk.seen(text)
        actions.edit(text, by=citizen, title="Autre", body="Tout autre chose.")

        assert "l’auteur a réécrit son texte" in desk.decide(text, "publish", seen=read).text
        assert "Tout autre chose." in desk.get(texte=text.pk).text

    @pytest.mark.parametrize("seen", ["", "0.0", "x", "1.", ".1", "²²", "9" * 30, "1.2.3", "\x00"])
    def test_what_nobody_saw_is_not_decided(self, desk, question, seen):
        text = pending(question)

        answer = desk.client.post(desk.url("decide", text.pk), {"verdict": "publish", "seen": seen}, follow=True)

        assert answer.status_code == 200
        text.refresh_from_db()
        assert text.state == State.PENDING

    def test_filters_hold_from_one_text_to_the_next(self, desk, question):
        held(pending(question, "Autre", created_at=days(5)), Hold.Kind.LINKS)
        first = reported(ContributionFactory(question=question, title="Signalé un"), UserFactory(), UserFactory())
        second = reported(ContributionFactory(question=question, title="Signalé deux"))
        data = {"verdict": "keep", "seen": desk.seen(first)}

        answer = desk.client.post(desk.url("decide", first.pk) + "?attente=reported", data, follow=True)

        assert answer.context["opened"] == second
        assert titles(answer) == ["Signalé deux"]


class TestWhoMay:
    def test_nobody_else_reads_the_queue(self, client, question, citizen, harvester, stranger):
        pending(question, "Secret encore", author=citizen)
        for person in (None, UserFactory(), harvester, stranger):
            if person:
                client.force_login(person)
            for name in ("moderation_desk", "moderation_bulk"):
                answer = client.get(reverse(name, args=["tiers-lieux"]))
                assert answer.status_code in (302, 403)
                assert "Secret encore" not in answer.text

    def test_a_text_of_elsewhere_is_not_opened_here(self, desk):
        elsewhere = ContributionFactory(title="D’ailleurs", state=State.PENDING)

        assert desk.get(texte=elsewhere.pk).status_code == 404
        assert desk.decide(elsewhere, "publish", seen=f"{elsewhere.awaiting_id}.0").status_code == 404
