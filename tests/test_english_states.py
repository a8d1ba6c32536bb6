"""What pages show in one state only, which the walk over the routes does not meet, as an English reader gets it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from consultation.models import Role
from debates import actions
from debates.models import Hold, Nature
from pages.models import Kind
from tests.factories import (
    AccessibilityAuditFactory,
    ArgumentFactory,
    ContributionFactory,
    MembershipFactory,
    NoticeFactory,
    PageFactory,
    PlaceFactory,
    QuestionFactory,
    VersionFactory,
)
from tests.test_routes import standing, stood  # noqa: F401 (one of everything, and who may ask for it)
from tests.test_translations import (
    FRENCH,
    in_english,
    own_words,
    read_in_english,
    without,
    without_addresses,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(standing) -> dict:  # noqa: F811
    return standing[0]


@pytest.fixture
def people(standing) -> dict:  # noqa: F811
    return standing[1]


@pytest.fixture
def theme(world):
    return world["theme"]


@pytest.fixture
def natures(world) -> dict:
    return {nature.key: nature for nature in world["consultations"].natures.all()}


@pytest.fixture
def moderator(people):
    return people["moderator"]


@pytest.fixture
def citizen(people):
    return people["participant"]


@pytest.fixture
def said(world, people):
    """Asks a page as somebody who reads English; the French left in it."""

    def ask(path: str, role: str = "anonymous") -> list[str]:
        response = in_english(people[role]).get(path, follow=True)
        assert response.status_code in (200, 400, 403, 404, 422), path
        own = [*own_words(world), "Où et comment travaillerons-nous demain ?", "Nous avons visité un atelier."]
        return FRENCH.findall(without(read_in_english(response), own))

    return ask


def test_a_search_reads_in_english_whatever_it_finds(world, said):
    ArgumentFactory(parent=world["published"], body="perception")
    page = reverse("search", args=["tiers-lieux"])
    for asked in ("q=perception", "q=zzzz", "q=de", "q=perception&tri=x", "q=zzzz&nature=finding", f"q={'mot+' * 200}"):
        assert said(f"{page}?{asked}") == [], asked


def test_lists_whose_address_is_made_up_read_in_english(world, said):
    for asked in ("nature=x&apres=y", "nature=question", "tri=moins-vues"):
        assert said(f"{world['question'].get_absolute_url()}?{asked}") == [], asked
    PlaceFactory(consultation=world["consultations"], contribution=None, origin="liste:2")
    for asked in ("", "?q=zzzz", "?apres=x", "?departement=23"):
        assert said(reverse("places", args=["tiers-lieux"]) + asked) == [], asked


def test_the_comparison_of_two_versions_reads_in_english(world, said):
    contribution = world["published"]
    VersionFactory(contribution=contribution, title=contribution.live.title, published_at=timezone.now())
    for asked in ("?de=1&a=2", "?de=1&a=1", "?de=1&a=9"):
        assert said(reverse("compare", args=["tiers-lieux", contribution.pk]) + asked) == [], asked


@pytest.mark.parametrize("state", ["preparing", "open", "closed", "archived"])
def test_a_consultation_reads_in_english_in_every_state(world, said, state):
    world["consultations"].state = state
    world["consultations"].save()
    for name in ("consultation", "administration", "administer_team", "administer_general"):
        assert said(reverse(name, args=["tiers-lieux"]), "administrator") == [], name
    assert said(reverse("home"), "administrator") == []
    assert said(world["question"].get_absolute_url(), "administrator") == []


@pytest.mark.parametrize("days", [(-60, -31), (31, 60), None])
def test_a_debate_that_is_not_open_reads_in_english(world, said, days):
    own, phase = [*own_words(world), "Où et comment travaillerons-nous demain ?"], world["consultations"].phases.get()
    if days is None:
        phase.delete()
    else:
        phase.starts_on, phase.ends_on = (timezone.localdate() + timedelta(days=step) for step in days)
        phase.save()
    where = {"slug": "tiers-lieux"}
    for path in (reverse("consultation", kwargs=where), reverse("post", kwargs=where | {"pk": world["question"].pk})):
        response = in_english(None).get(path)
        assert FRENCH.findall(without(read_in_english(response), own)) == [], path


def test_the_pages_of_the_mission_read_in_english_before_and_after(world, said):
    made = {"consultation": world["consultations"], "title": "X", "body": "X"}
    gone, ahead = timezone.localdate() - timedelta(days=3), timezone.now() + timedelta(days=3)
    pages = [
        PageFactory(kind=Kind.VISIT, **made),
        PageFactory(kind=Kind.VISIT, visit_on=gone, **made),
        PageFactory(published_at=ahead, **made),
        PageFactory(state="draft", **made),
    ]
    for path in [*(page.get_absolute_url() for page in pages), reverse("mission_agenda", args=["tiers-lieux"])]:
        assert said(path, "editor") == [], path
    assert said(reverse("pages_desk", args=["tiers-lieux"]), "editor") == []


def test_notices_read_in_english(world, people, said):
    facts = {"heading": "X", "path": "/", "consultation": "X", "title": "X", "reason": "hors sujet", "note": "X"}
    facts |= {"count": 1, "role": "récolte", "items": [], "more": 0, "slug": "tiers-lieux", "decision": 1}
    facts |= {"on": "2026-05-12", "question": "X", "into": "X", "was": "X", "now": "X", "answer": "X"}
    for path in (Path(settings.ROOT) / "templates/notices").glob("[!_]*.txt"):
        NoticeFactory(person=people["author"], kind=path.stem, facts=facts)
    assert said(reverse("notices"), "author") == []
    assert said(reverse("my_space"), "author") == []


def test_every_nature_has_its_words_in_english(world, natures, said):
    for key in Nature.DEFAULTS:
        contribution = ContributionFactory(question=world["question"], nature=natures[key], title="X", author=None)
        assert said(contribution.get_absolute_url()) == [], key


def test_what_moderators_decided_reads_in_english(world, people, natures, theme, said):
    """Texts in every state that a decision leaves, for their author, for a reader and at the desk."""
    moderator, author = people["moderator"], people["author"]
    made = {"question": world["question"], "title": "X", "author": author}
    texts = {name: ContributionFactory(body="X\n\nX", **made) for name in ("hidden", "amend", "move", "merge", "split")}
    actions.hide(texts["hidden"], by=moderator, reason="off_topic", suspend=True, days=7)
    actions.amend(texts["amend"], by=moderator, reason="off_topic", note="X")
    actions.move_to(texts["move"], QuestionFactory(theme=theme, title="X"), by=moderator)
    actions.merge(texts["merge"], world["published"], by=moderator)
    halves = [actions.Part("X", natures["finding"], (block,)) for block in (0, 1)]
    actions.split(texts["split"], halves, by=moderator)
    for text in texts.values():
        for role in ("author", "anonymous"):
            assert said(text.get_absolute_url(), role) == [], text
        assert said(f"{reverse('moderation_desk', args=['tiers-lieux'])}?texte={text.pk}", "moderator") == [], text
        decision = text.decisions.get()
        assert said(reverse("appeal", args=["tiers-lieux", decision.pk]), "author") == [], decision.verdict
    for name in ("my_space", "notices"):
        assert said(reverse(name), "author") == [], name
    for name in ("question", "register", "reporters", "administer_log"):
        path = world["question"].get_absolute_url() if name == "question" else reverse(name, args=["tiers-lieux"])
        assert said(path, "administrator") == [], name


@pytest.mark.parametrize("answer", [None, "grant", "reject"])
def test_an_appeal_reads_in_english_in_every_state(world, people, said, answer):
    second = people["administrator"]
    MembershipFactory(consultation=world["consultations"], user=second, role=Role.MODERATOR)
    text = ContributionFactory(question=world["question"], author=people["author"], title="X")
    actions.hide(text, by=people["moderator"], reason="off_topic")
    appeal = actions.appeal(text.decisions.get(), by=people["author"], words="X")
    if answer:
        getattr(actions, answer)(appeal, by=second, answer="X")
    assert said(reverse("appeal", args=["tiers-lieux", appeal.decision.pk]), "author") == []
    for role in ("moderator", "administrator"):
        assert said(reverse("answer_appeal", args=["tiers-lieux", appeal.pk]), role) == [], role
        assert said(f"{reverse('moderation_desk', args=['tiers-lieux'])}?texte={text.pk}", role) == [], role
    assert said(reverse("register", args=["tiers-lieux"])) == []


def test_reports_read_in_english_before_and_after_the_decision(world, people, said):
    text = ContributionFactory(question=world["question"], author=people["author"], title="X")
    page, desk = reverse("report", args=["tiers-lieux", text.pk]), reverse("moderation_desk", args=["tiers-lieux"])
    actions.report(text, by=people["participant"], reason="insult", line="X")
    assert said(page, "participant") == []
    assert said(f"{desk}?texte={text.pk}", "moderator") == []
    actions.keep(text, by=people["moderator"])
    assert said(page, "participant") == []
    assert said(page, "author") == []
    assert said(reverse("reporters", args=["tiers-lieux"]), "moderator") == []
    for kind in Hold.Kind:
        Hold.objects.create(contribution=world["pending"], version=world["pending"].awaiting, kind=kind, found="X")
    assert said(f"{desk}?texte={world['pending'].pk}", "moderator") == []
    for kind in ("new", "edited", "held", "reported", "appealed", "zzzz"):
        assert said(f"{desk}?attente={kind}", "moderator") == [], kind


@pytest.mark.parametrize("rate", ["40", "72.5", "100"])
def test_the_statement_of_accessibility_reads_in_english_in_every_state(world, said, rate):
    AccessibilityAuditFactory(consultation=world["consultations"], rate=rate)
    for name in ("consultation_accessibility", "administer_accessibility"):
        assert said(reverse(name, args=["tiers-lieux"]), "administrator") == [], name


MAILS = sorted(
    str(path.relative_to(settings.ROOT / "templates"))
    for where in ("*/email/[!b]*.txt", "*/messages/*.txt", "*/*_mail.txt", "administration/invitation.txt")
    for path in (Path(settings.ROOT) / "templates").glob(where)
)


@pytest.mark.parametrize("mail", MAILS)
def test_every_mail_reads_in_english(mail, citizen):
    """Mails, and the lines said once an act is done, each from its template."""
    now = timezone.now()
    said = {"person": citizen, "site": "https://x", "site_name": "X", "code": "X", "email": "X", "day": now, "years": 3}
    with translation.override("en"):
        text = render_to_string(mail, said | {"timestamp": now}, request=RequestFactory().get("/"))
    assert FRENCH.findall(without_addresses(text)) == [], text
