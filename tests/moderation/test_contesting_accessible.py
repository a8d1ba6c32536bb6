"""axe on what moderators see of reports and appeals, wide and narrow (tests/states.py has what citizens see)."""

import pytest
from django.db import transaction
from django.urls import reverse

from debates import actions
from debates.models import Reason
from tests import running
from tests.factories import ContributionFactory, UserFactory


@pytest.fixture
def told(transactional_db, question, citizen, moderator, administrator):
    """An appeal that was answered, against a decision on a text that was reported."""
    with transaction.atomic():
        contested = ContributionFactory(question=question, author=citizen)
        actions.report(contested, by=UserFactory(), reason=Reason.INSULT, line="Le titre.")
        actions.hide(contested, by=moderator, reason=Reason.INSULT, note="Un mot.")
        appeal = actions.appeal(contested.decisions.first(), by=citizen, words="Voici pourquoi.\n\nEt encore.")
        actions.reject(appeal, by=administrator, answer="Une réponse.")
    return appeal


def test_nothing_is_wrong_with_the_pages(live_server, browser, told, moderator):
    slug = told.consultation.slug

    def at(name, *args):
        return live_server.url + reverse(name, args=[slug, *args])

    pages = {moderator: [at("answer_appeal", told.pk), at("reporters")]}
    assert running.faults(browser, live_server.url, pages) == []
