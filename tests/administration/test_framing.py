"""Calendar, themes, questions and natures: laid out, put in order, kept once somebody wrote there."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from administration import actions, preparation
from consultation.models import AuditEntry, Phase
from consultation.permissions import open_phases
from debates.models import Draft, Nature, Question, Theme
from tests.factories import (
    ConsultationFactory,
    ContributionFactory,
    ExtractFactory,
    IdeaFactory,
    NatureFactory,
    PhaseFactory,
    QuestionFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LONG = "x" * 1_000_000


def at(route: str, *args) -> str:
    return reverse(route, args=["a-venir", *args])


def last_act() -> tuple[str, dict]:
    entry = AuditEntry.objects.order_by("-pk").first()
    return entry.action, entry.details


# --- Calendar


def phase(**sent) -> dict:
    return {"kind": "debate", "name": "", "starts_on": "2026-04-12", "ends_on": "2026-06-15"} | sent


def test_a_phase_is_added_changed_and_removed(prepared, desk):
    assert desk.post(at("administer_calendar"), phase()).status_code == 302
    row = prepared.phases.get()
    assert (row.name, row.starts_on, row.ends_on) == ("Débat", date(2026, 4, 12), date(2026, 6, 15))
    sent = phase(name="Le grand débat", ends_on="30/06/2026")
    assert desk.post(at("administer_phase", row.pk), sent).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.ends_on) == ("Le grand débat", date(2026, 6, 30))
    assert last_act() == (
        "phase.changed",
        {"changed": {"name": ["Débat", "Le grand débat"], "ends_on": ["2026-06-15", "2026-06-30"]}},
    )
    assert desk.post(at("remove_phase", row.pk)).status_code == 302
    assert not prepared.phases.exists()
    assert last_act()[0] == "phase.removed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_on": "2026-06-16"},
        {"starts_on": ""},
        {"starts_on": "2026-02-30"},
        {"starts_on": "demain"},
        {"ends_on": "9999-12-31"},
        {"starts_on": "0001-01-01"},
        {"ends_on": "999999999999"},
        {"kind": "party"},
        {"name": LONG},
    ],
)
def test_dates_that_do_not_hold_are_refused_and_nothing_is_lost(prepared, desk, wrong):
    response = desk.post(at("administer_calendar"), phase(**{"name": "Un nom à garder"} | wrong))
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert "name" in wrong or "Un nom à garder" in response.content.decode()
    assert not prepared.phases.exists()


def test_the_act_itself_refuses_a_phase_that_ends_before_it_starts(prepared, founder):
    with pytest.raises(actions.Refused):
        actions.add_phase(
            prepared, by=founder, kind="debate", starts_on=date(2026, 6, 2), ends_on=date(2026, 6, 1), name=""
        )


def dated(name: str, first: tuple[int, int], last: tuple[int, int], kind: str = "debate") -> Phase:
    return Phase(kind=kind, name=name, starts_on=date(2026, *first), ends_on=date(2026, *last))


@pytest.mark.parametrize(
    ("phases", "said"),
    [
        ([dated("A", (4, 1), (4, 30)), dated("B", (5, 1), (5, 2))], []),
        (
            [dated("A", (4, 1), (5, 3)), dated("B", (5, 1), (6, 2))],
            ["«\u202fA\u202f» et «\u202fB\u202f» se chevauchent du 1 mai au 3 mai 2026."],
        ),
        (
            [dated("A", (4, 1), (4, 29)), dated("B", (5, 1), (5, 2))],
            ["Rien n’est prévu le 30 avril 2026, entre «\u202fA\u202f» et «\u202fB\u202f»."],
        ),
        (
            [dated("Tout", (1, 1), (12, 31)), dated("B", (2, 1), (2, 1)), dated("C", (3, 1), (3, 2))],
            [
                "«\u202fTout\u202f» et «\u202fB\u202f» se chevauchent le 1 février 2026.",
                "«\u202fTout\u202f» et «\u202fC\u202f» se chevauchent du 1 mars au 2 mars 2026.",
            ],
        ),
        (
            [dated("A", (4, 1), (4, 30), "synthesis")],
            ["Aucune phase n’est un débat\u00a0: personne ne pourra écrire."],
        ),
        ([], []),
    ],
)
def test_overlaps_and_gaps_are_said(phases, said):
    assert preparation.remarks(phases) == said


def test_the_page_says_what_is_open_today(consultation, administrator, client):
    client.force_login(administrator)
    page = client.get(reverse("administer_calendar", args=["tiers-lieux"])).content.decode()
    assert "on peut écrire" in page
    day = timezone.localdate().isoformat()
    actions.change_phase(
        consultation.phases.get(),
        by=administrator,
        kind="synthesis",
        starts_on=date.fromisoformat(day),
        ends_on=date.fromisoformat(day),
    )
    consultation.refresh_from_db()
    assert open_phases(consultation) == {"synthesis"}
    assert "on n’écrit pas" in client.get(reverse("administer_calendar", args=["tiers-lieux"])).content.decode()


# --- Themes and questions


def test_a_theme_is_added_renamed_moved_and_removed(prepared, desk):
    for name, colour in (("Territoires", "green"), ("Travail", "ochre")):
        assert desk.post(at("administer_themes"), {"name": name, "colour": colour}).status_code == 302
    first, second = prepared.themes.all()
    assert (first.slug, second.slug, second.colour) == ("territoires", "travail", "ochre")
    desk.post(at("move_theme", second.pk), {"step": "-1"})
    assert [theme.name for theme in prepared.themes.all()] == ["Travail", "Territoires"]
    desk.post(at("administer_theme", first.pk), {"name": "Les lieux", "colour": "blue", "introduction": "Un *mot*"})
    first.refresh_from_db()
    assert (first.name, first.slug, first.colour, first.introduction) == ("Les lieux", "les-lieux", "blue", "Un *mot*")
    desk.post(at("remove_theme", first.pk))
    assert [theme.name for theme in prepared.themes.all()] == ["Travail"]


def test_moving_the_first_one_up_changes_nothing(prepared, desk):
    first, second = ThemeFactory(consultation=prepared), ThemeFactory(consultation=prepared)
    assert desk.post(at("move_theme", first.pk), {"step": "-1"}).status_code == 302
    assert list(prepared.themes.all()) == [first, second]
    assert not AuditEntry.objects.filter(action="theme.moved").exists()


def test_once_open_the_address_of_a_theme_stays(theme, administrator):
    actions.change_theme(theme, by=administrator, name="Autrement dit", colour="green")
    theme.refresh_from_db()
    assert (theme.name, theme.slug) == ("Autrement dit", "territoires")


@pytest.mark.parametrize("name", ["日本", "🙂", "!!!"])
def test_a_name_without_a_latin_letter_has_an_address_all_the_same(prepared, founder, name):
    slugs = [actions.add_theme(prepared, by=founder, name=name, colour="green").slug for _ in range(2)]
    assert slugs == ["theme", "theme-2"]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": LONG}, {"colour": "pink"}, {"colour": ""}, {"introduction": LONG}]
)
def test_a_theme_that_does_not_hold_is_refused(prepared, desk, wrong):
    response = desk.post(at("administer_themes"), {"name": "Un nom", "colour": "green"} | wrong)
    assert response.status_code == 422
    assert not prepared.themes.exists()


def test_a_question_is_asked_reworded_moved_and_removed(prepared, desk):
    theme = ThemeFactory(consultation=prepared)
    for title in ("Quels lieux ?", "Pour qui ?"):
        assert desk.post(at("add_question", theme.pk), {"title": title, "context": ""}).status_code == 302
    first, second = theme.questions.all()
    desk.post(at("move_question", first.pk), {"step": "1"})
    assert list(theme.questions.all()) == [second, first]
    desk.post(at("administer_question", first.pk), {"title": "Quels lieux manquent ?", "context": "Un contexte"})
    assert last_act() == (
        "question.changed",
        {"changed": {"title": ["Quels lieux ?", "Quels lieux manquent ?"], "context": ["", "Un contexte"]}},
    )
    desk.post(at("remove_question", first.pk))
    assert list(theme.questions.all()) == [second]


def test_a_question_that_does_not_hold_is_said_under_its_theme(prepared, desk):
    theme, other = ThemeFactory(consultation=prepared), ThemeFactory(consultation=prepared)
    response = desk.post(at("add_question", theme.pk), {"title": " ", "context": "Déjà écrit"})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_theme{theme.pk}_title"' in page
    assert f'id="id_theme{other.pk}_title_error"' not in page
    assert page.count("Déjà écrit") == 1


def removed(question, person) -> bool:
    try:
        actions.remove_question(question, by=person)
    except actions.Refused:
        return False
    return True


@pytest.mark.parametrize("state", ["published", "pending", "hidden", "withdrawn"])
def test_a_question_with_contributions_stays_whatever_became_of_them(question, administrator, state):
    ContributionFactory(question=question, state=state)
    assert not removed(question, administrator)
    assert Question.objects.filter(pk=question.pk).exists()


def test_a_question_somebody_is_writing_under_stays(question, administrator):
    Draft.objects.create(by=UserFactory(), question=question, fields={"body": "Un début"})
    assert not removed(question, administrator)
    assert Draft.objects.count() == 1


def test_a_theme_with_a_question_or_an_idea_stays(theme, administrator):
    idea = IdeaFactory(theme=theme)
    with pytest.raises(actions.Refused):
        actions.remove_theme(theme, by=administrator)
    idea.delete()
    QuestionFactory(theme=theme)
    with pytest.raises(actions.Refused):
        actions.remove_theme(theme, by=administrator)
    assert Theme.objects.filter(pk=theme.pk).exists()


# --- Natures


def test_a_nature_of_ones_own_is_added_renamed_moved_and_removed(prepared, desk):
    finding = NatureFactory(consultation=prepared)
    assert desk.post(at("administer_natures"), {"name": "Témoignage vécu", "hint": "Un récit"}).status_code == 302
    own = prepared.natures.last()
    assert (own.key, own.label, own.explanation) == ("temoignage-vecu", "Témoignage vécu", "Un récit")
    desk.post(at("move_nature", own.pk), {"step": "-1"})
    assert list(prepared.natures.all()) == [own, finding]
    desk.post(at("administer_nature", own.pk), {"name": "Récit", "hint": ""})
    own.refresh_from_db()
    assert (own.key, own.label) == ("temoignage-vecu", "Récit")
    desk.post(at("remove_nature", own.pk))
    assert list(prepared.natures.all()) == [finding]


def test_the_words_of_a_default_are_kept_as_such_and_go_on_being_translated(prepared, desk):
    finding = NatureFactory(consultation=prepared)
    page = desk.get(at("administer_nature", finding.pk)).content.decode()
    assert 'value="constat"' in page
    desk.post(at("administer_nature", finding.pk), {"name": "constat", "hint": "Ce que vous voyez."})
    finding.refresh_from_db()
    assert (finding.name, finding.hint) == ("", "Ce que vous voyez.")


def test_an_administrator_says_which_natures_name_places(prepared, desk):
    practice, finding = (NatureFactory(consultation=prepared, key=key) for key in ("practice", "finding"))
    assert desk.get(at("administer_nature", practice.pk)).context["form"].initial["may_have_place"] is True

    desk.post(at("administer_nature", practice.pk), {"name": "initiative"})
    desk.post(at("administer_nature", finding.pk), {"name": "constat", "may_have_place": "on"})
    desk.post(at("administer_natures"), {"name": "Visite", "may_have_place": "on"})
    names = {nature.key: nature.names_place for nature in prepared.natures.all()}
    assert names == {"practice": False, "finding": True, "visite": True}

    desk.post(at("administer_nature", practice.pk), {"name": "initiative", "may_have_place": "on"})
    practice.refresh_from_db()
    assert practice.may_have_place is None  # as the default of its key


def test_a_nature_that_was_used_stays(natures, question, administrator):
    ContributionFactory(question=question, nature=natures["finding"])
    extract = ExtractFactory(contribution=ContributionFactory(question=question, nature=natures["model"]))
    for used in (natures["finding"], natures["model"], extract.nature):
        with pytest.raises(actions.Refused):
            actions.remove_nature(used, by=administrator)


def test_the_last_nature_stays(prepared, desk):
    only = NatureFactory(consultation=prepared)
    response = desk.post(at("remove_nature", only.pk), follow=True)
    assert "dernière nature" in response.content.decode()
    assert Nature.objects.filter(pk=only.pk).exists()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 41}, {"name": LONG}, {"hint": "x" * 161}])
def test_a_nature_that_does_not_hold_is_refused(prepared, desk, wrong):
    assert desk.post(at("administer_natures"), {"name": "Un nom", "hint": ""} | wrong).status_code == 422


# --- Side by side


def test_what_is_of_another_consultation_is_not_found(prepared, desk):
    other = ConsultationFactory(slug="autre")
    theirs = {
        "administer_phase": PhaseFactory(consultation=other),
        "remove_phase": PhaseFactory(consultation=other),
        "administer_theme": ThemeFactory(consultation=other),
        "move_theme": ThemeFactory(consultation=other),
        "remove_theme": ThemeFactory(consultation=other),
        "add_question": ThemeFactory(consultation=other),
        "administer_question": QuestionFactory(theme__consultation=other),
        "move_question": QuestionFactory(theme__consultation=other),
        "remove_question": QuestionFactory(theme__consultation=other),
        "administer_nature": NatureFactory(consultation=other),
        "move_nature": NatureFactory(consultation=other),
        "remove_nature": NatureFactory(consultation=other),
    }
    sent = phase() | {"name": "x", "colour": "green", "title": "x"}
    got = {route: desk.post(at(route, row.pk), sent).status_code for route, row in theirs.items()}
    assert set(got.values()) == {404}, got
    assert desk.post(reverse("administer_themes", args=["autre"]), sent).status_code == 403
