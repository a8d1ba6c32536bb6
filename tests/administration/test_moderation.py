"""When texts are read, what holds them back, the rules of the charter and audits: set in the site, recorded, copied."""

import html
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from administration import actions
from consultation.accessibility import latest
from consultation.consents.models import Terms
from consultation.models import AuditEntry, Consultation
from debates import charter
from debates.actions import Refused
from debates.models import CharterRule, Reason
from tests.factories import ContributionFactory, DecisionFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, consultation, administrator):
    client.force_login(administrator)
    return client


def at(route: str, *args) -> str:
    return reverse(route, args=["tiers-lieux", *args])


def settings_of(**sent) -> dict:
    return {"moderation": "before", "reports_to_hold": "3", "held_words": ""} | sent


# --- When texts are read


def test_the_rule_changes_for_the_consultation_and_for_a_theme(desk, consultation, theme, question):
    other = ThemeFactory(consultation=consultation)
    sent = settings_of(
        moderation="after", holds_newcomers="on", reports_to_hold="5", held_words=" bail \n\nbail\nloyer"
    )
    assert desk.post(at("administer_moderation"), sent | {f"theme_{theme.pk}": "before"}).status_code == 302
    consultation.refresh_from_db()
    theme.refresh_from_db()
    other.refresh_from_db()
    assert (consultation.moderation, consultation.holds_newcomers, consultation.reports_to_hold) == ("after", True, 5)
    assert consultation.held_words == "bail\nloyer"
    assert (theme.moderation, other.moderation) == ("before", "")
    assert charter.is_before(type(question).objects.get(pk=question.pk))
    acts = dict(AuditEntry.objects.values_list("action", "details"))
    assert acts["consultation.changed"]["changed"]["moderation"] == ["before", "after"]
    assert acts["theme.changed"]["changed"] == {"moderation": ["", "before"]}
    page = html.unescape(desk.get(at("charter")).text)
    assert f"Thème «\u202f{theme.name}\u202f»\u00a0: un modérateur lit chaque texte avant" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"moderation": "never"},
        {"moderation": ""},
        {"reports_to_hold": "-1"},
        {"reports_to_hold": "101"},
        {"reports_to_hold": "9" * 400},
        {"reports_to_hold": "deux"},
        {"held_words": "x" * 61},
        {"held_words": "\n".join(map(str, range(301)))},
        {"theme": "sometimes"},
    ],
)
def test_what_does_not_hold_is_said_and_nothing_is_lost(desk, consultation, theme, wrong):
    sent = settings_of(**{"held_words": "à garder"} | wrong)
    sent |= {f"theme_{theme.pk}": sent.pop("theme", "")}
    answer = desk.post(at("administer_moderation"), sent)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert "held_words" in wrong or "à garder" in answer.text
    assert not AuditEntry.objects.exists()


def test_a_theme_of_another_consultation_stays_as_it_is(desk, consultation):
    theirs = ThemeFactory()
    desk.post(at("administer_moderation"), settings_of() | {f"theme_{theirs.pk}": "after"})
    theirs.refresh_from_db()
    assert theirs.moderation == ""


# --- The rules of the charter


def keys(consultation) -> list[str]:
    return [rule.key for rule in charter.rules_of(consultation)]


def test_the_default_rules_are_those_of_a_consultation_until_it_writes_its_own(desk, consultation):
    assert keys(consultation) == Reason.values
    sent = {"name": "Hors du sujet posé", "explanation": "Une question, un sujet."}
    assert desk.post(at("administer_rule", "off_topic"), sent).status_code == 302
    assert keys(consultation) == Reason.values
    first, second = charter.rules_of(consultation)[:2]
    assert (first.name, first.label, first.explanation) == (sent["name"], sent["name"], sent["explanation"])
    assert (second.name, second.label) == ("", "attaque ou insulte"), "a default keeps being translated"
    page = html.unescape(desk.get(at("charter")).text)
    assert "Une question, un sujet." in page


def test_rules_are_added_moved_and_removed(desk, consultation):
    desk.post(at("administer_charter"), {"name": "Écrire à la place d’un autre", "explanation": ""})
    assert keys(consultation) == [*Reason.values, "ecrire-a-la-plac"]
    desk.post(at("move_rule", "insult"), {"step": "-1"})
    assert keys(consultation)[:2] == ["insult", "off_topic"]
    desk.post(at("remove_rule", "duplicate"))
    assert "duplicate" not in keys(consultation)
    acts = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert acts == ["charter_rule.added", "charter_rule.moved", "charter_rule.removed"]
    assert desk.post(at("remove_rule", "duplicate")).status_code == 404


def test_the_key_of_a_rule_that_was_used_is_never_given_to_another(consultation, administrator, question):
    contribution = ContributionFactory(question=question)
    rule = actions.add_rule(consultation, by=administrator, name="Trop long")
    DecisionFactory(contribution=contribution, verdict="hide", reason=rule.key, reason_name=rule.name)
    actions.remove_rule(consultation, rule.key, by=administrator)
    assert actions.add_rule(consultation, by=administrator, name="Trop long").key != rule.key


def test_the_last_rule_stays_and_there_are_not_too_many(consultation, administrator):
    for key in Reason.values[1:]:
        actions.remove_rule(consultation, key, by=administrator)
    with pytest.raises(Refused):
        actions.remove_rule(consultation, Reason.values[0], by=administrator)
    for number in range(19):
        actions.add_rule(consultation, by=administrator, name=f"Règle {number}")
    with pytest.raises(Refused):
        actions.add_rule(consultation, by=administrator, name="Une de trop")


def test_everybody_is_asked_again_for_a_charter_whose_rules_changed(desk, consultation):
    assert desk.post(at("ask_again")).status_code == 302
    assert Terms.objects.get().asks_again
    assert Terms.objects.get().consultation == consultation


def test_another_consultation_takes_all_of_it_as_a_model(consultation, theme, administrator):
    Consultation.objects.filter(pk=consultation.pk).update(
        moderation="after", holds_newcomers=True, reports_to_hold=7, held_words="bail"
    )
    theme.moderation = "before"
    theme.save()
    actions.change_rule(consultation, "insult", by=administrator, name="Manque de respect", explanation="Pourquoi")
    consultation.refresh_from_db()
    copy = actions.create(by=administrator, name="Une suite", model=consultation)
    assert (copy.moderation, copy.holds_newcomers, copy.reports_to_hold, copy.held_words) == ("after", True, 7, "bail")
    assert copy.themes.get().moderation == "before"
    columns = ("key", "name", "explanation", "position")
    rows = CharterRule.objects.order_by("position").values_list(*columns)
    assert list(rows.filter(consultation=copy)) == list(rows.filter(consultation=consultation))


# --- Audits of accessibility


def audited(**sent) -> dict:
    day = timezone.localdate() - timedelta(days=30)
    usual = {"made_on": day.isoformat(), "auditor": "Un cabinet", "reference": "RGAA 4.1.2", "rate": "72,5"}
    return usual | sent


def test_an_audit_says_the_state_of_every_page(desk, consultation):
    sent = audited(nonconformities="- Une carte sans texte")
    assert desk.post(at("administer_accessibility"), sent).status_code == 302
    consultation.refresh_from_db()
    assert consultation.accessibility_rate == Decimal("72.5")
    assert "Accessibilité\u00a0: partiellement conforme" in desk.get(at("consultation")).text
    page = html.unescape(desk.get(at("consultation_accessibility")).text)
    assert "72,50\u00a0% des critères" in page
    assert "<li>Une carte sans texte</li>" in page
    row = consultation.accessibility_audits.get()
    assert desk.post(at("remove_audit", row.pk)).status_code == 302
    assert "Accessibilité\u00a0: non conforme" in desk.get(at("consultation_accessibility")).text
    acts = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert acts == ["accessibility_audit.recorded", "accessibility_audit.removed"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": "100,01"},
        {"rate": "-1"},
        {"rate": "beaucoup"},
        {"rate": "9" * 300},
        {"rate": "NaN"},
        {"made_on": "2999-01-01"},
        {"made_on": ""},
        {"valid_until": "2099-01-01"},
        {"valid_until": "2001-01-01"},
        {"auditor": " "},
        {"auditor": "x" * 161},
        {"nonconformities": "x" * 20_001},
    ],
)
def test_an_audit_that_does_not_hold_is_refused(desk, consultation, wrong):
    answer = desk.post(at("administer_accessibility"), audited(**wrong))
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert not consultation.accessibility_audits.exists()


def test_an_older_audit_does_not_replace_the_last_one(consultation, administrator):
    today = timezone.localdate()
    actions.record_audit(consultation, by=administrator, made_on=today, auditor="A", rate=Decimal(40))
    older = today - timedelta(days=90)
    actions.record_audit(consultation, by=administrator, made_on=older, auditor="B", rate=Decimal(100))
    consultation.refresh_from_db()
    assert consultation.accessibility_rate == 40
    assert consultation.accessibility_until > today


def test_an_audit_of_a_leap_day_counts_three_years():
    assert latest(date(2024, 2, 29)) == date(2027, 2, 28)
