"""axe on the mission's pages, on the home that shows them and on a participant's page; and no sideways scroll."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from pages.models import Kind
from tests import running
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ConsultationFactory,
    ContributionFactory,
    PageFactory,
    ThemeFactory,
)

LONG = "Anticonstitutionnellement" * 5


@pytest.fixture
def mission(transactional_db, consultation, question, citizen, editor):
    with transaction.atomic():
        return written(consultation, question, citizen, editor)


def written(consultation, question, citizen, editor):
    commune = CommuneFactory()
    citizen.commune = commune
    citizen.save()
    mine = ContributionFactory(question=question, author=citizen)
    ArgumentFactory(parent=ContributionFactory(question=question, title=LONG), author=citizen)
    for kind in (Kind.ABOUT, Kind.NEWS, Kind.PRESS, Kind.FREE):
        PageFactory(
            consultation=consultation, kind=kind, title=f"{kind.label} {LONG}", body=f"### {LONG}\n\n- un\n- deux"
        )
    PageFactory(consultation=consultation, kind=Kind.CONTACT, slug="contact")
    visits = [
        PageFactory(
            consultation=consultation,
            kind=Kind.VISIT,
            commune=commune,
            venue="La Mégisserie",
            visit_on=timezone.localdate() + timedelta(days=days),
        )
        for days in (3, -3)
    ]
    draft = PageFactory(consultation=consultation, state="draft")
    bare = ConsultationFactory(slug="vide", state="closed")
    ThemeFactory(consultation=bare, slug="territoires")
    ConsultationFactory(slug="ancienne", state="archived")

    def at(name, *args, slug="tiers-lieux"):
        return reverse(name, args=[slug, *args])

    def at_empty(*names):
        return [at(name, slug="vide") for name in names]

    public = [at(name) for name in ("consultation", "mission", "mission_agenda", "mission_contact")]
    return {
        None: [
            "/",
            *public,
            visits[1].get_absolute_url(),
            mine.author_url,
            *at_empty("consultation", "mission", "mission_contact"),
        ],
        editor: [
            at("pages_desk"),
            draft.get_absolute_url(),
            at("edit_page", visits[0].pk),
        ],
    }


def test_axe_finds_nothing_and_nothing_scrolls_sideways(mission, browser, live_server):
    assert running.faults(browser, live_server.url, mission) == []
