"""The commands that prepare and describe an installation."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultation.accounts import DEMO_PASSWORD
from consultation.models import Consultation, User
from consultation.territories.models import Commune
from debates.models import State
from demo.people import accounts as make_accounts
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ContributionFactory,
    ExtractFactory,
    IdeaFactory,
    ReactionFactory,
    StatementFactory,
    SynthesisFactory,
)

NAMES = [
    "themes",
    "questions",
    "contributions",
    "arguments",
    "reactions",
    "participants",
    "extracts",
    "ideas",
    "statements",
]


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


# --- stats


def test_stats_counts_what_is_public(consultation, theme, question, citizen):
    contribution = ContributionFactory(question=question, author=citizen)
    ContributionFactory(question=question, author=citizen, state=State.PENDING)
    hidden = ContributionFactory(question=question, state=State.HIDDEN)
    ArgumentFactory(parent=contribution)
    ArgumentFactory(parent=hidden)
    ReactionFactory(contribution=contribution)
    type(contribution).objects.filter(pk=contribution.pk).update(supports=4)
    ExtractFactory(contribution=contribution)
    IdeaFactory(theme=theme)
    ContributionFactory()  # elsewhere
    found = json.loads(said("stats", consultation.slug, "--json"))
    assert {name: found[name] for name in NAMES} == {
        "themes": 1,
        "questions": 1,
        "contributions": 1,
        "arguments": 1,
        "reactions": 5,
        "participants": 2,
        "extracts": 1,
        "ideas": 1,
        "statements": 0,
    }
    others = {"withdrawn": 0, "to_amend": 0, "merged": 0, "split": 0}
    assert found["by_state"] == {"pending": 1, "published": 1, "hidden": 1} | others
    assert found["arguments_by_state"]["published"] == 2


def test_stats_of_an_empty_consultation_are_noughts(consultation):
    found = json.loads(said("stats", consultation.slug, "--json"))
    assert [found[name] for name in NAMES] == [0] * 9


def test_statements_are_those_of_the_published_synthesis_else_of_the_draft(consultation):
    first = SynthesisFactory(consultation=consultation)
    StatementFactory(synthesis=first)
    assert json.loads(said("stats", consultation.slug, "--json"))["statements"] == 1
    type(first).objects.filter(pk=first.pk).update(state="published", document={}, published_at="2018-06-15T12:00Z")
    draft = SynthesisFactory(consultation=consultation)
    StatementFactory.create_batch(2, synthesis=draft)
    assert json.loads(said("stats", consultation.slug, "--json"))["statements"] == 1


def test_stats_can_be_read_by_people(consultation, question):
    ContributionFactory(question=question)
    table = said("stats", consultation.slug)
    assert table.startswith(consultation.name)
    assert "Contributions publiques          1" in table
    assert "en attente 0, publiée 1" in table


def test_stats_of_an_unknown_consultation_names_those_there_are(consultation):
    with pytest.raises(CommandError, match=r"Pas de consultation à l’adresse «\u202fnulle-part\u202f».*tiers-lieux"):
        said("stats", "nulle-part", "--json")


# --- accounts


@pytest.mark.django_db
def test_accounts_prints_one_line_a_role(settings, consultation):
    settings.EMBEDDED = True
    CommuneFactory(code="60175", name="Creil")
    make_accounts(consultation)
    title, *lines = said("accounts").splitlines()
    assert DEMO_PASSWORD in title
    roles = ["participation", "modération", "récolte", "rédaction", "administration"]
    assert [line.split()[0] for line in lines] == roles
    assert {line.index("@demo.invalid") > 0 for line in lines} == {True}
    settings.EMBEDDED = False
    assert DEMO_PASSWORD not in said("accounts")


@pytest.mark.django_db
def test_accounts_without_the_demonstration_says_so(settings):
    settings.EMBEDDED = True
    assert said("accounts") == "Pas de compte de démonstration ici.\n"


# --- setup


@pytest.mark.django_db
def test_setup_outside_the_embedded_mode_loads_communes_only(settings):
    settings.EMBEDDED = False
    first = said("setup")
    assert Commune.objects.count() > 34_000
    assert "Communes\u00a0: chargement" in first
    assert said("setup").startswith("Communes\u00a0: déjà là (34")
    assert not Consultation.objects.exists()
    assert not User.objects.exists()


def test_setup_leaves_a_database_in_use_alone(settings, consultation):
    settings.EMBEDDED = True
    CommuneFactory()
    assert "rien à charger" in said("setup")
    assert Consultation.objects.get() == consultation


@pytest.mark.django_db
def test_setup_opens_an_empty_database_on_the_demonstration(settings):
    settings.EMBEDDED = True
    lines = said("setup").splitlines()
    assert Consultation.objects.get().slug == "mission-coworking"
    assert lines[0] == "Communes\u00a0: chargement"
    assert "mission-coworking" in lines[-1]
    assert "rien à charger" in said("setup")
