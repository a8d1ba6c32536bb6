"""axe on the pages of reports, appeals and the register, as each person sees them, wide and narrow."""

import pytest
from django.db import transaction
from django.urls import reverse

from debates import actions
from debates.models import Reason
from tests import running
from tests.factories import ContributionFactory, UserFactory


@pytest.fixture
def told(transactional_db, question, citizen, moderator, administrator):
    """A text reported, hidden and contested; one hidden; one online."""
    with transaction.atomic():
        contested, hidden = ContributionFactory.create_batch(2, question=question, author=citizen)
        actions.report(contested, by=UserFactory(), reason=Reason.INSULT, line="Le titre.")
        actions.hide(contested, by=moderator, reason=Reason.INSULT, note="Un mot.")
        appeal = actions.appeal(contested.decisions.first(), by=citizen, words="Voici pourquoi.\n\nEt encore.")
        actions.reject(appeal, by=administrator, answer="Une réponse.")
        actions.hide(hidden, by=moderator, reason=Reason.OFF_TOPIC)
    return contested.decisions.first(), hidden.decisions.first(), appeal, ContributionFactory(question=question)


def test_nothing_is_wrong_with_the_pages(live_server, browser, told, citizen, moderator, administrator):
    answered, decision, appeal, online = told
    slug = online.consultation.slug

    def at(name, *args):
        return live_server.url + reverse(name, args=[slug, *args])

    pages = {
        None: [at("register")],
        citizen: [at("appeal", decision.pk), at("appeal", answered.pk), at("report", online.pk)],
        moderator: [at("answer_appeal", appeal.pk), at("reporters")],
    }
    assert running.faults(browser, live_server.url, pages) == []
