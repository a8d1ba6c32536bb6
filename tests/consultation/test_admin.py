"""The technical administration: a superuser looks at everything and changes no state."""

import pytest
from django.contrib import admin
from django.urls import reverse

from consultation.models import User
from tests.factories import (
    PASSWORD,
    AuditEntryFactory,
    ContributionFactory,
    DecisionFactory,
    ExportFactory,
    ExtractFactory,
    IdeaFactory,
    MembershipFactory,
    NoticeFactory,
    RollUpFactory,
    protect,
)

pytestmark = pytest.mark.django_db
OURS = ("consultation", "debates", "synthesis")
WRITTEN_BY_ACTIONS = {
    *("auditentry", "notice", "contribution", "version", "decision"),
    *("idea", "extract", "rollup", "synthesis", "export"),
}


@pytest.fixture
def superuser(client) -> User:
    person = protect(User.objects.create_superuser("technique@exemple.invalid", PASSWORD, name="Technique"))
    client.force_login(person)
    return person


@pytest.fixture
def rows(question):
    contribution = ContributionFactory(question=question)
    for factory in (AuditEntryFactory, NoticeFactory, MembershipFactory, RollUpFactory, ExportFactory):
        factory()
    DecisionFactory(contribution=contribution)
    ExtractFactory(contribution=contribution, ideas=[IdeaFactory(theme=question.theme)])


def ours() -> list:
    return [model for model in admin.site._registry if model._meta.app_label in OURS]


def test_every_list_and_every_row_opens(client, superuser, rows):
    for model in ours():
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"{prefix}_changelist")).status_code == 200, model
        row = model.objects.order_by("pk").first()
        assert row, model
        assert client.get(reverse(f"{prefix}_change", args=[row.pk])).status_code == 200, model


def test_what_actions_write_cannot_be_written_here(client, superuser, rows):
    names = {model._meta.model_name for model in ours()}
    assert names >= WRITTEN_BY_ACTIONS
    for model in ours():
        if model._meta.model_name not in WRITTEN_BY_ACTIONS:
            continue
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pk = model.objects.order_by("pk").first().pk
        for path in (reverse(f"{prefix}_add"), *(reverse(f"{prefix}_{a}", args=[pk]) for a in ("change", "delete"))):
            assert client.post(path, {"state": "published"}).status_code == 403, path


def test_communes_are_not_there():
    assert "commune" not in {model._meta.model_name for model in admin.site._registry}


def test_a_consultation_is_set_up_here_and_its_reserved_names_refused(client, superuser):
    path = reverse("admin:consultation_consultation_add")
    empty = {f"{inline}-{name}": 0 for inline in ("phases", "memberships") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    given = {
        "name": "Une consultation",
        "moderation": "before",
        "language": "fr",
        "state": "open",
        "charter": "Répondez aux arguments.",
        "reports_to_hold": 3,
        **empty,
    }
    assert client.post(path, {**given, "slug": "api"}).status_code == 200
    assert client.post(path, {**given, "slug": "une-consultation"}).status_code == 302
    assert client.get("/une-consultation/").status_code == 200
