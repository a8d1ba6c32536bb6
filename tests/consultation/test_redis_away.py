"""Every page answers, every act is done, while Redis is away: its work waits in PostgreSQL."""

import socket
import time

import pytest
from django.core.cache import caches
from django.urls import reverse

from consultation import cache, notices
from consultation.models import Notice
from debates.models import Contribution, State
from tests.factories import PASSWORD, ContributionFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_redis(settings, monkeypatch):
    """An address where nobody answers, for the cache and for the broker."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        from consultation.celery import app

        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}
        monkeypatch.setattr(notices, "_away_until", 0.0)
        before, app.conf.broker_url = app.conf.broker_url, url
        app.conf.broker_write_url = url
        app.amqp._producer_pool = app._pool = None
        caches.close_all()
        yield
        app.conf.broker_url = app.conf.broker_write_url = before
        app.amqp._producer_pool = app._pool = None


def test_a_debate_goes_on_while_redis_is_away(client, question, natures, citizen, moderator, no_redis):
    contribution = ContributionFactory(question=question)
    for page in (question.consultation, question.theme, question, contribution):
        assert client.get(page.get_absolute_url()).status_code == 200

    client.post(reverse("account_login"), {"login": citizen.email, "password": PASSWORD})
    sent = {"nature": "barrier", "title": "Le bail", "body": "Trop long."}
    assert client.post(reverse("post", args=["tiers-lieux", question.pk]), sent).status_code == 302
    react = reverse("react", args=["tiers-lieux", contribution.pk])
    assert client.post(react, {"kind": "agree"}).status_code == 302
    assert client.get(reverse("my_space")).status_code == 200

    waiting = Contribution.objects.get(author=citizen)
    client.force_login(moderator)
    decide = reverse("decide", args=["tiers-lieux", waiting.pk])
    assert client.post(decide, {"seen": f"{waiting.awaiting_id}.0", "verdict": "publish"}).status_code == 302

    waiting.refresh_from_db()
    assert waiting.state == State.PUBLISHED
    told = Notice.objects.waiting().get()
    assert told.person == citizen
    notices.hand_over_late(told.due_at + notices.HANDED_OVER)  # once the decision stands: authors are told after that
    assert notices._away_until > 0
    assert Notice.objects.waiting().get() == told


def test_a_redis_that_hangs_is_waited_for_once(settings, monkeypatch):
    monkeypatch.setattr(cache, "_away_until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        options = {"socket_connect_timeout": 1, "socket_timeout": 0.2}
        url = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url, "OPTIONS": options}}
        before = time.monotonic()
        assert [caches["default"].get("nothing", "default") for _each in range(20)] == ["default"] * 20
        assert caches["default"].add("limit", 1)
        assert time.monotonic() - before < 2
