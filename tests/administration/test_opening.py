"""From nothing to the archives: who may open a consultation, what it waits for, what each state means."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from administration import actions, addresses
from consultation.models import AuditEntry, Consultation, Membership, Role, User
from consultation.permissions import open_phases
from debates.models import Nature
from pages.models import PageState
from tests.administration.conftest import signed_in
from tests.factories import (
    PASSWORD,
    ConsultationFactory,
    ContributionFactory,
    MembershipFactory,
    NatureFactory,
    PageFactory,
    PhaseFactory,
    QuestionFactory,
    ThemeFactory,
    protect,
)

pytestmark = pytest.mark.django_db
NEW = "/consultations/nouvelle/"
State = Consultation.State
PAGES = ("administration", "administer_calendar", "administer_themes", "administer_natures", "administer_team")


@pytest.fixture
def superuser(db) -> User:
    return protect(User.objects.create_superuser("technique@exemple.invalid", PASSWORD, name="Technique"))


def made(client, **sent) -> Consultation | None:
    client.post(NEW, sent)
    return Consultation.objects.filter(name=sent["name"]).first()


def complete(consultation):
    """All that opening waits for."""
    PhaseFactory(consultation=consultation)
    QuestionFactory(theme=ThemeFactory(consultation=consultation))
    NatureFactory(consultation=consultation)


def acts(consultation) -> list[str]:
    return list(AuditEntry.objects.filter(consultation=consultation).order_by("pk").values_list("action", flat=True))


# --- Who may


def test_on_a_fresh_site_the_superuser_opens_the_first_one_and_administers_it(superuser):
    consultation = made(signed_in(superuser), name="La première")
    assert consultation.slug == "la-premiere"
    assert consultation.state == State.PREPARING
    assert list(consultation.memberships.values_list("user", "role")) == [(superuser.pk, Role.ADMINISTRATOR)]
    assert [nature.key for nature in consultation.natures.all()] == list(Nature.DEFAULTS)
    assert acts(consultation) == ["consultation.created"]


def test_whoever_administers_one_may_open_another(administrator):
    assert made(signed_in(administrator), name="Une autre")


def test_unless_the_site_keeps_that_to_superusers(administrator, superuser, settings):
    settings.CONSULTATIONS_OPENED_BY = "superusers"
    assert signed_in(administrator).get(NEW).status_code == 403
    assert signed_in(superuser).get(NEW).status_code == 200


def test_nobody_else_may(citizen, moderator, editor):
    for person in (citizen, moderator, editor):
        client = signed_in(person)
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, {"name": "Une autre"}).status_code == 403
    assert signed_in(None).post(NEW, {"name": "Une autre"}).status_code == 302
    assert not Consultation.objects.filter(name="Une autre").exists()


def test_ones_own_space_leads_there_for_those_who_may(administrator, citizen):
    assert NEW in signed_in(administrator).get(reverse("my_space")).content.decode()
    assert NEW not in signed_in(citizen).get(reverse("my_space")).content.decode()


# --- Its address


@pytest.mark.parametrize("slug", ["api", "admin", "comptes", "consultations", "invitations", "mon-espace", "static"])
def test_an_address_of_the_site_is_refused(administrator, slug):
    response = signed_in(administrator).post(NEW, {"name": "Une autre", "slug": slug})
    assert response.status_code == 422
    assert "réservée" in response.content.decode()


def test_every_word_that_begins_an_address_of_the_site_is_reserved():
    assert addresses.reserved() >= {"accessibilite", "api", "comptes", "consultations", "i18n", "invitations"}
    assert "slug" not in addresses.reserved()


def test_a_taken_address_is_refused_and_nothing_typed_is_lost(administrator):
    response = signed_in(administrator).post(NEW, {"name": "Une autre", "slug": "tiers-lieux", "tagline": "Une phrase"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "déjà celle d’une autre consultation" in page
    assert "Une phrase" in page


@pytest.mark.parametrize("slug", ["été", "a b", "../x", "a/b", "<b>", "x" * 61, "\x00", "‮abc"])
def test_an_address_that_is_none_is_refused(administrator, slug):
    assert signed_in(administrator).post(NEW, {"name": "Une autre", "slug": slug}).status_code == 422


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("L’eau, l’air et nous", "l-eau-l-air-et-nous"),
        ("Tiers-lieux", "tiers-lieux-2"),
        ("協議", "consultation"),
        ("API", "api-2"),
        ("a" * 160, "a" * 60),
    ],
)
def test_without_one_the_address_tells_the_name(administrator, name, slug):
    assert made(signed_in(administrator), name=name).slug == slug


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200e", "x" * 161, "x" * 1_000_000])
def test_a_name_nobody_could_read_is_refused(administrator, name):
    assert signed_in(administrator).post(NEW, {"name": name}).status_code == 422


def test_html_in_names_stays_words(desk, prepared, founder):
    actions.change_general(prepared, by=founder, name="<script>alert(1)</script>", introduction="<b>gras</b>")
    for route in ("administration", "administer_general", "consultation"):
        page = desk.get(reverse(route, args=["a-venir"])).content.decode()
        assert "<script>alert" not in page
        assert "<b>gras" not in page


# --- After another one


@pytest.fixture
def model(consultation, administrator):
    """A consultation with something of everything."""
    consultation.introduction, consultation.contact = "Une **présentation**.", "mission@exemple.invalid"
    consultation.save()
    PhaseFactory(consultation=consultation, kind="synthesis", is_ahead=True)
    question = QuestionFactory(theme=ThemeFactory(consultation=consultation, slug="territoires"), context="Un contexte")
    ContributionFactory(question=question)
    PageFactory(consultation=consultation, title="Qui nous sommes", kind="about")
    return consultation


def test_another_one_as_model_gives_its_frame_and_nothing_of_its_people(model, administrator, moderator):
    starts_on = timezone.localdate() + timedelta(100)
    sent = {"name": "La suite", "model": "tiers-lieux", "starts_on": starts_on.isoformat()}
    copy = made(signed_in(administrator), **sent)
    assert copy.state == State.PREPARING
    assert (copy.introduction, copy.contact, copy.tagline) == (model.introduction, model.contact, model.tagline)
    first, second = copy.phases.all()
    assert first.starts_on == starts_on
    old_first, old_second = model.phases.all()
    assert second.starts_on - first.starts_on == old_second.starts_on - old_first.starts_on
    assert first.ends_on - first.starts_on == old_first.ends_on - old_first.starts_on
    [theme] = copy.themes.all()
    [question] = theme.questions.all()
    assert (question.context, question.contributions_count, question.contributions.count()) == ("Un contexte", 0, 0)
    assert [n.key for n in copy.natures.all()] == [n.key for n in model.natures.all()]
    assert list(copy.memberships.values_list("user", flat=True)) == [administrator.pk]
    assert list(copy.pages.values_list("title", "state")) == [("Qui nous sommes", PageState.DRAFT)]


def test_a_model_is_one_that_the_person_administers(administrator, stranger):
    response = signed_in(administrator).post(NEW, {"name": "Une autre", "model": "ailleurs"})
    assert response.status_code == 422
    assert not Consultation.objects.filter(name="Une autre").exists()
    assert "ailleurs" not in signed_in(administrator).get(NEW).content.decode()


# --- Before it opens


def test_in_preparation_only_its_staff_sees_it(prepared, desk, citizen, administrator):
    for client in (signed_in(None), signed_in(citizen), signed_in(administrator)):
        assert client.get("/a-venir/").status_code == 404
        assert "À venir" not in client.get("/").content.decode()
    page = desk.get("/a-venir/")
    assert page.status_code == 200
    assert "En préparation" in page.content.decode()


def test_the_page_says_what_is_left_and_opening_waits_for_it(prepared, desk):
    page = desk.get(reverse("administration", args=["a-venir"])).content.decode()
    assert "Ce qu’il reste à faire avant d’ouvrir" in page
    assert 'value="open"' not in page
    response = desk.post(reverse("change_state", args=["a-venir"]), {"act": "open"}, follow=True)
    assert "ne peut pas encore ouvrir" in response.content.decode()
    prepared.refresh_from_db()
    assert prepared.state == State.PREPARING


def test_a_debate_that_is_over_opens_nothing(prepared, founder):
    complete(prepared)
    prepared.phases.update(starts_on=date(2018, 4, 12), ends_on=date(2018, 6, 15))
    with pytest.raises(actions.Refused):
        actions.open_to_all(prepared, by=founder)


def test_from_preparation_to_the_archives_and_back(prepared, desk, client):
    complete(prepared)
    seen = []
    for act in ("open", "close", "reopen", "close", "archive", "take_out"):
        assert desk.post(reverse("change_state", args=["a-venir"]), {"act": act}).status_code == 302
        prepared = Consultation.objects.get(pk=prepared.pk)
        on_first_page = Consultation.objects.open_to_all().filter(pk=prepared.pk).exists()
        seen.append((prepared.state, bool(open_phases(prepared)), client.get("/a-venir/").status_code, on_first_page))
    assert seen == [
        ("open", True, 200, True),
        ("closed", False, 200, True),
        ("open", True, 200, True),
        ("closed", False, 200, True),
        ("archived", False, 200, False),
        ("closed", False, 200, True),
    ]
    assert acts(prepared) == [
        "consultation.opened",
        "consultation.closed",
        "consultation.reopened",
        "consultation.closed",
        "consultation.archived",
        "consultation.taken_out",
    ]


@pytest.mark.parametrize("act", ["reopen", "archive", "take_out", "close", "nonsense", ""])
def test_an_act_that_is_not_of_this_state_changes_nothing(prepared, desk, act):
    complete(prepared)
    assert desk.post(reverse("change_state", args=["a-venir"]), {"act": act}).status_code == 302
    prepared.refresh_from_db()
    assert prepared.state == State.PREPARING
    assert acts(prepared) == []


# --- General texts


def general(**sent) -> dict:
    usual = {"name": "Un nom", "slug": "a-venir", "charter": "Une charte", "language": "fr"}
    return usual | sent


def test_the_general_texts_are_changed_and_recorded(prepared, desk):
    sent = general(tagline="Une question", introduction="Un *texte*", contact="m@exemple.invalid", slug="nouvelle")
    response = desk.post(reverse("administer_general", args=["a-venir"]), sent)
    assert response["Location"] == reverse("administer_calendar", args=["nouvelle"])
    prepared.refresh_from_db()
    assert (prepared.name, prepared.introduction) == ("Un nom", "Un *texte*")
    [entry] = AuditEntry.objects.filter(consultation=prepared)
    assert entry.details["changed"]["slug"] == ["a-venir", "nouvelle"]


def test_the_address_stays_once_the_consultation_was_open(consultation, administrator):
    client = signed_in(administrator)
    client.post(reverse("administer_general", args=["tiers-lieux"]), general(slug="autre"))
    consultation.refresh_from_db()
    assert (consultation.slug, consultation.name) == ("tiers-lieux", "Un nom")
    with pytest.raises(actions.Refused):
        actions.change_general(consultation, by=administrator, slug="autre")


def test_no_field_of_the_form_gives_a_state_or_a_role(prepared, desk, founder):
    forged = {
        "state": "open",
        "role": "administrator",
        "memberships": "1",
        "is_superuser": "on",
        "created_at": "2000-01-01",
    }
    desk.post(reverse("administer_general", args=["a-venir"]), general(**forged))
    prepared.refresh_from_db()
    founder.refresh_from_db()
    assert (prepared.name, prepared.state, founder.is_superuser) == ("Un nom", State.PREPARING, False)
    assert Membership.objects.filter(consultation=prepared).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 1_000_000},
        {"slug": "api"},
        {"slug": "É"},
        {"language": "xx"},
        {"contact": "pas une adresse"},
        {"charter": " "},
        {"introduction": "x" * 20_001},
    ],
)
def test_what_does_not_hold_is_said_and_nothing_is_lost(prepared, desk, wrong):
    response = desk.post(reverse("administer_general", args=["a-venir"]), general(tagline="Ma phrase", **wrong))
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert "Ma phrase" in response.content.decode()


def test_the_presentation_is_previewed_without_being_saved(prepared, desk):
    sent = general(introduction="Un mot **gras** <script>", preview="1")
    page = desk.post(reverse("administer_general", args=["a-venir"]), sent).content.decode()
    assert "<strong>gras</strong>" in page
    fragment = desk.post(reverse("preview_markdown", args=["a-venir"]), {"introduction": "**gras** <script>"})
    assert fragment.content.decode().strip() == (
        '<div class="prose" lang="fr"><p><strong>gras</strong> &lt;script&gt;</p></div>'
    )
    prepared.refresh_from_db()
    assert prepared.introduction == ""


# --- Side by side


def test_the_number_of_queries_of_each_page_does_not_grow(prepared, desk, django_assert_max_num_queries):
    complete(prepared)
    counts = {}
    for size in (1, 6):
        for _ in range(size):
            theme = ThemeFactory(consultation=prepared)
            QuestionFactory(theme=theme)
            PhaseFactory(consultation=prepared)
            MembershipFactory(consultation=prepared)
        for route in (
            "administration",
            "administer_calendar",
            "administer_themes",
            "administer_natures",
            "administer_team",
        ):
            with django_assert_max_num_queries(20) as captured:
                desk.get(reverse(route, args=["a-venir"]))
            counts.setdefault(route, []).append(len(captured))
    assert {route: pair for route, pair in counts.items() if pair[0] != pair[1]} == {}


def test_another_one_is_untouched(prepared, founder):
    other = ConsultationFactory(slug="autre")
    complete(other)
    complete(prepared)
    actions.open_to_all(prepared, by=founder)
    actions.close(prepared, by=founder)
    other.refresh_from_db()
    assert other.state == State.OPEN
