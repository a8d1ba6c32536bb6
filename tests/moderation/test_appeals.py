"""An author contests a decision; a moderator other than the first answers, and a granted appeal puts the text back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from consultation import notices
from consultation.models import AuditEntry, Notice, Role
from debates import actions
from debates.models import Appeal, Contribution, Decision, Reason, Report, State
from tests.factories import ArgumentFactory, ContributionFactory, MembershipFactory, QuestionFactory, UserFactory

pytestmark = pytest.mark.django_db
ANSWER = "Le texte répond bien à la question posée."


@pytest.fixture
def second(consultation):
    person = UserFactory(name="Berthe Seconde")
    MembershipFactory(consultation=consultation, user=person, role=Role.MODERATOR)
    return person


@pytest.fixture
def contribution(question, citizen) -> Contribution:
    return ContributionFactory(question=question, author=citizen, title="Un atelier partagé", body="Avant.")


def hidden(contribution, by, reason=Reason.OFF_TOPIC, **more) -> Decision:
    assert actions.hide(contribution, by=by, reason=reason, **more)
    return contribution.decisions.first()


def contest(decision, words="Mon texte répond à la question.") -> Appeal:
    return actions.appeal(decision, by=decision.contribution.author, words=words)


def address(decision) -> str:
    return reverse("appeal", args=[decision.consultation.slug, decision.pk])


def desk_address(appeal) -> str:
    return reverse("answer_appeal", args=[appeal.consultation.slug, appeal.pk])


def test_hidden_contested_refused_to_the_first_granted_by_the_second_and_online_again(
    client, contribution, citizen, moderator, second
):
    decision = hidden(contribution, moderator, note="Hors de la question.")
    client.force_login(citizen)
    own = client.get(contribution.get_absolute_url()).text
    assert f'href="{address(decision)}"' in own
    page = client.get(address(decision)).text
    assert "hors sujet" in page
    assert "Hors de la question." in page
    assert client.post(address(decision), {"body": "Mon texte répond à la question."}).status_code == 302
    assert "attend la réponse" in client.get(address(decision)).text
    contribution.refresh_from_db()
    assert contribution.is_appealed
    assert contribution in Contribution.objects.awaiting_moderation()

    appeal = decision.appeal
    client.force_login(moderator)
    assert "Vous avez pris cette décision" in client.get(desk_address(appeal)).text
    assert client.post(desk_address(appeal), {"verdict": "grant", "answer": ANSWER}).status_code == 403

    client.force_login(second)
    assert client.post(desk_address(appeal), {"verdict": "grant"}).status_code == 422
    assert client.post(desk_address(appeal), {"verdict": "grant", "answer": ANSWER}).status_code == 302

    contribution.refresh_from_db()
    assert contribution.is_public
    assert not contribution.is_appealed
    assert contribution.queued_at is None
    told = Notice.objects.get(person=citizen, kind="appeal_granted")
    mail = "\n".join(notices.written(told))
    assert ANSWER in mail
    assert address(decision) in mail
    assert moderator.name not in mail
    assert second.name not in mail
    client.force_login(citizen)
    assert ANSWER in client.get(address(decision)).text
    assert AuditEntry.objects.filter(action="appeal.granted", by=second).exists()


def test_a_rejected_appeal_leaves_the_decision_and_gives_the_reasons(contribution, citizen, moderator, second):
    appeal = contest(hidden(contribution, moderator))
    assert actions.reject(appeal, by=second, answer="Le texte parle d’autre chose.")
    contribution.refresh_from_db()
    assert contribution.state == State.HIDDEN
    assert contribution.queued_at is None
    assert Notice.objects.get(person=citizen, kind="appeal_rejected").facts["answer"] == "Le texte parle d’autre chose."


def test_the_second_answer_is_told_that_it_comes_too_late(client, contribution, moderator, second, administrator):
    appeal = contest(hidden(contribution, moderator))
    assert actions.reject(appeal, by=second, answer="Non.")
    assert not actions.grant(appeal, by=administrator, answer="Oui.")
    client.force_login(administrator)
    answered = client.post(desk_address(appeal), {"verdict": "grant", "answer": "Oui."}, follow=True)
    assert "un autre modérateur a répondu avant vous" in answered.text
    appeal.refresh_from_db()
    assert (appeal.state, appeal.answered_by) == (Appeal.State.REJECTED, second)


@pytest.mark.django_db(transaction=True)
def test_parallel_answers_are_one(contribution, moderator, second, administrator):
    appeal = contest(hidden(contribution, moderator))

    def answer(person):
        try:
            return actions.grant(appeal, by=person, answer=ANSWER)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, [second, administrator])) == [False, True]
    assert contribution.decisions.count() == 2


def test_whoever_decided_never_answers_even_as_administrator(contribution, administrator, citizen, consultation):
    appeal = contest(hidden(contribution, administrator))
    for person in (administrator, citizen):
        with pytest.raises(actions.Refused):
            actions.grant(appeal, by=person, answer=ANSWER)


def test_a_moderator_does_not_answer_his_own_appeal(client, contribution, citizen, moderator, consultation):
    MembershipFactory(consultation=consultation, user=citizen, role=Role.MODERATOR)
    appeal = contest(hidden(contribution, moderator))
    client.force_login(citizen)
    assert client.post(desk_address(appeal), {"verdict": "grant", "answer": ANSWER}).status_code == 403


def test_a_refused_edit_is_published(contribution, citizen, moderator, second):
    version = actions.edit(contribution, by=citizen, title="Un atelier", body="Après.")
    actions.refuse_edit(contribution, by=moderator, reason=Reason.ADVERTISING)
    actions.grant(contest(contribution.decisions.first()), by=second, answer=ANSWER)
    contribution.refresh_from_db()
    assert contribution.live == version
    assert contribution.is_public


def test_what_was_written_since_is_left_alone(contribution, citizen, moderator, second):
    actions.edit(contribution, by=citizen, title="Un atelier", body="Après.")
    actions.refuse_edit(contribution, by=moderator, reason=Reason.ADVERTISING)
    appeal = contest(contribution.decisions.first())
    last = actions.edit(contribution, by=citizen, title="Un atelier", body="Encore après.")
    actions.grant(appeal, by=second, answer=ANSWER)
    contribution.refresh_from_db()
    assert contribution.live.body == "Avant."
    assert contribution.awaiting == last


@pytest.mark.parametrize(("state", "expected"), [(State.PUBLISHED, State.PUBLISHED), (State.PENDING, State.PENDING)])
def test_what_was_to_be_amended_is_back_where_it_was(question, citizen, moderator, second, state, expected):
    contribution = ContributionFactory(question=question, author=citizen, state=state)
    read = contribution.judged
    assert actions.amend(contribution, by=moderator, reason=Reason.INSULT)
    actions.grant(contest(contribution.decisions.first()), by=second, answer=ANSWER)
    contribution.refresh_from_db()
    assert contribution.state == expected
    assert contribution.judged == read
    assert bool(contribution.queued_at) == (expected == State.PENDING)


def test_a_text_hidden_before_anybody_read_it_comes_online(question, citizen, moderator, second):
    contribution = ContributionFactory(question=question, author=citizen, state=State.PENDING)
    actions.grant(contest(hidden(contribution, moderator)), by=second, answer=ANSWER)
    contribution.refresh_from_db()
    assert contribution.is_public


def test_a_text_hidden_with_a_new_version_that_waited_is_back_with_both(contribution, citizen, moderator, second):
    newer = actions.edit(contribution, by=citizen, title="Un atelier", body="Après.")
    actions.grant(contest(hidden(contribution, moderator)), by=second, answer=ANSWER)
    contribution.refresh_from_db()
    assert contribution.live.body == "Avant."
    assert contribution.awaiting == newer
    assert contribution.queued_at


def test_a_suspension_ends_with_the_decision_it_came_with(contribution, moderator, second):
    decision = hidden(contribution, moderator, suspend=True)
    suspension = decision.suspensions.get()
    actions.grant(contest(decision), by=second, answer=ANSWER)
    suspension.refresh_from_db()
    assert suspension.lifted_at


def test_reports_that_were_found_right_are_so_no_longer(contribution, moderator, second):
    actions.report(contribution, by=UserFactory(), reason=Reason.OFF_TOPIC)
    decision = hidden(contribution, moderator)
    assert Report.objects.get().outcome == Report.Outcome.UPHELD
    actions.grant(contest(decision), by=second, answer=ANSWER)
    assert Report.objects.get().outcome == Report.Outcome.DISMISSED


def test_a_decision_is_contested_once(contribution, citizen, moderator):
    decision = hidden(contribution, moderator)
    contest(decision)
    with pytest.raises(actions.Refused):
        contest(Decision.objects.get(pk=decision.pk))
    assert Appeal.objects.count() == 1


def test_what_takes_nothing_away_is_not_contested(question, citizen, moderator):
    contribution = ContributionFactory(question=question, author=citizen, state=State.PENDING)
    actions.publish(contribution, by=moderator)
    with pytest.raises(actions.Refused):
        contest(contribution.decisions.get())


def test_nobody_contests_in_another_s_name(client, contribution, moderator, stranger, administrator):
    decision = hidden(contribution, moderator)
    with pytest.raises(actions.Refused):
        actions.appeal(decision, by=stranger, words="À sa place.")
    for person in (stranger, moderator, administrator, UserFactory()):
        client.force_login(person)
        assert client.get(address(decision)).status_code == 404
        assert client.post(address(decision), {"body": "À sa place."}).status_code == 404
    client.logout()
    assert client.post(address(decision), {"body": "Moi."}).status_code == 302
    assert not Appeal.objects.exists()


def test_the_staff_of_another_consultation_reads_and_answers_nothing(client, contribution, moderator, stranger):
    appeal = contest(hidden(contribution, moderator))
    client.force_login(stranger)
    assert client.get(desk_address(appeal)).status_code == 403
    elsewhere = reverse("answer_appeal", args=["ailleurs", appeal.pk])
    assert client.post(elsewhere, {"verdict": "grant", "answer": ANSWER}).status_code == 404
    appeal.refresh_from_db()
    assert appeal.state == Appeal.State.OPEN


def test_what_cannot_be_read_is_sent_back_with_what_was_typed(client, contribution, citizen, moderator):
    decision = hidden(contribution, moderator)
    client.force_login(citizen)
    for words in ("", " \u200b\n", "x" * (Appeal.LONGEST + 1), "nul\x00"):
        answer = client.post(address(decision), {"body": words})
        assert answer.status_code == 422
    long = client.post(address(decision), {"body": "Une phrase. " * 400})
    assert "Une phrase. Une phrase." in long.text
    assert not Appeal.objects.exists()


def test_the_words_of_an_appeal_are_shown_as_they_were_typed(client, contribution, citizen, moderator, second):
    words = "<script>alert(1)</script> [un lien](javascript:alert(1)) **gras**"
    appeal = contest(hidden(contribution, moderator), words)
    client.force_login(second)
    page = client.get(desk_address(appeal)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [un lien](javascript:alert(1)) **gras**" in page
    assert 'href="javascript' not in page


def test_somebody_suspended_may_contest(client, contribution, citizen, moderator):
    decision = hidden(contribution, moderator, suspend=True)
    client.force_login(citizen)
    assert client.post(address(decision), {"body": "Voici pourquoi."}).status_code == 302
    assert Appeal.objects.exists()


def test_one_s_space_leads_to_the_decision(client, contribution, citizen, moderator, django_assert_max_num_queries):
    decision = hidden(contribution, moderator)
    client.force_login(citizen)
    assert address(decision) in client.get(reverse("my_space")).text


def test_a_text_that_was_moved_is_back_under_its_question(contribution, question, theme, moderator, second):
    other = QuestionFactory(theme=theme)
    assert actions.move_to(contribution, other, by=moderator)
    actions.grant(contest(contribution.decisions.first()), by=second, answer=ANSWER)
    contribution.refresh_from_db()
    assert contribution.question == question
    assert contribution.is_public


def test_a_text_that_was_merged_stands_alone_again_with_its_arguments(contribution, question, moderator, second):
    argument = ArgumentFactory(parent=contribution)
    into = ContributionFactory(question=question)
    assert actions.merge(contribution, into, by=moderator)
    appeal = contest(contribution.decisions.first())
    assert actions.grant(appeal, by=second, answer=ANSWER)
    contribution.refresh_from_db()
    argument.refresh_from_db()
    assert contribution.is_public
    assert contribution.merged_into is None
    assert argument.root == contribution
    assert not contribution.is_appealed


def test_what_a_granted_appeal_put_back_is_not_undone_in_two_minutes(contribution, moderator, second):
    actions.grant(contest(hidden(contribution, moderator)), by=second, answer=ANSWER)
    assert not actions.undo(contribution.decisions.first(), by=second)
    contribution.refresh_from_db()
    assert contribution.is_public


def test_an_appeal_is_answered_though_the_former_question_is_no_more(contribution, question, theme, moderator, second):
    """Emptied by the move, it was removed: the text stays where it is, the author has the answer."""
    actions.move_to(contribution, QuestionFactory(theme=theme), by=moderator)
    decision = contribution.decisions.first()
    appeal = contest(decision)
    question.delete()

    assert actions.grant(appeal, by=second, answer=ANSWER)
    contribution.refresh_from_db()
    assert contribution.state == State.PUBLISHED
    assert AuditEntry.objects.get(action="appeal.granted").details["undone"] == ""


def test_what_was_moved_is_not_moved_back_to_a_question_that_is_no_more(contribution, question, theme, moderator):
    decision = actions.move_to(contribution, QuestionFactory(theme=theme), by=moderator).decision
    question.delete()
    assert not actions.undo(decision, by=moderator)


@pytest.mark.parametrize("verdict", ["publish", "hide", "keep", "amend", "move", "merge", "split"])
def test_nobody_decides_of_his_own_text(contribution, question, theme, citizen, consultation, natures, verdict):
    """A moderator who writes waits for another one: for what he posted, and for what readers reported of it."""
    MembershipFactory(consultation=consultation, user=citizen, role=Role.ADMINISTRATOR)
    nature, reason = natures["proposal"], {"reason": Reason.OFF_TOPIC}
    if verdict == "keep":
        actions.report(contribution, by=UserFactory(), reason=Reason.INSULT)
    waiting = ContributionFactory(question=question, author=citizen, state=State.PENDING, body="Un.\n\nDeux.")
    text = contribution if verdict in ("hide", "keep") else waiting
    acts = {
        "publish": lambda: actions.publish(text, by=citizen),
        "hide": lambda: actions.hide(text, by=citizen, **reason),
        "keep": lambda: actions.keep(text, by=citizen),
        "amend": lambda: actions.amend(text, by=citizen, **reason),
        "move": lambda: actions.move_to(text, QuestionFactory(theme=theme), by=citizen),
        "merge": lambda: actions.merge(text, ContributionFactory(question=question), by=citizen),
        "split": lambda: actions.split(
            text, [actions.Part("Un", nature, (0,)), actions.Part("Deux", nature, (1,))], by=citizen
        ),
    }
    stood = text.state
    with pytest.raises(actions.Refused, match="un autre modérateur"):
        acts[verdict]()
    text.refresh_from_db()
    assert text.state == stood
    assert not text.decisions.exists()
