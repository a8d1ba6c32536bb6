"""axe on the pages of what is followed, in and signed out, wide and narrow; and a button that follows with htmx."""

import pytest
from django.db import transaction
from django.urls import reverse

from consultation import mailing
from consultation.models import Notice
from following import actions
from tests import running
from tests.factories import ContributionFactory, ExtractFactory, IdeaFactory, NoticeFactory, ReadingFactory
from tests.following.conftest import at, run, text


@pytest.fixture
def followed(transactional_db, consultation, theme, question, citizen):
    """Somebody with a notice of every kind, who follows a thing of every kind, and whose text was read."""
    facts = {"heading": "Mon titre", "path": "/", "consultation": "C", "reason": "hors sujet", "note": "Un mot."}
    with transaction.atomic():
        own = ContributionFactory(question=question, author=citizen)
        ReadingFactory(contribution=own, outcome="kept")
        ExtractFactory(contribution=own, ideas=[IdeaFactory(theme=theme)])
        for target in (consultation, theme, question, own):
            actions.follow(citizen, target)
        citizen.follows.update(at=at(5, 9))
        for minute in range(8):
            text(question, at(5, 10, minute), title="Un titre\u2060" + "très" * 30)
        run(at(6, 8))
        for kind in ("published", "hidden", "answered", "cited"):
            NoticeFactory(person=citizen, kind=kind, facts=facts | {"title": "La synthèse", "count": 2})
        Notice.objects.filter(kind="published").update(read_at=at(6, 9))
    return own


def test_every_page_is_accessible(followed, question, citizen, browser, live_server):
    stop = mailing.unsubscribe_url(citizen).split("8000", 1)[-1]
    pages = {
        None: [question.get_absolute_url(), "/mon-espace/" + stop.split("/mon-espace/")[1]],
        citizen: [
            *(reverse(name) for name in ("notices", "notice_settings", "my_space")),
            *(each.get_absolute_url() for each in (question, question.theme, question.consultation, followed)),
        ],
    }
    assert running.faults(browser, live_server.url, pages) == []


def test_the_button_follows_where_it_stands(followed, question, citizen, browser, live_server):
    context = running.signed_in(browser, live_server.url, citizen)
    page = context.new_page()
    page.goto(question.get_absolute_url())
    page.get_by_role("button", name="Ne plus suivre").click()
    page.get_by_role("button", name="Suivre cette question").wait_for()
    page.get_by_role("button", name="Suivre cette question").click()
    page.get_by_text("Vous suivez cette question").wait_for()
    context.close()
