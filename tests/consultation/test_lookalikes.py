"""Two people can't look the same: what a name looks like, who has it, and who gets it when two ask at once."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from consultation import lookalikes, profile
from consultation.forms import WhereFromForm
from consultation.models import User
from tests.factories import UserFactory

SAID = {"stakeholder": "", "commune": None}
ALIKE = [
    ("Alice Martin", "\u0410lice Martin"),  # a Cyrillic A
    ("Alice Martin", "AIice Martin"),  # a capital I
    ("Alice Martin", "A1ice  martin"),
    ("Alice Martin", "Alice\u200b Mart\u00adin"),
    ("Alice Martin", "\uff21lice\u00a0Martin"),  # full width
    ("Alice Martin", "\u0391lice M\u03b1rtin"),  # Greek
    ("Hélène", "He\u0301le\u0300ne"),
    ("Bernard", "Bemard"),
    ("L’Atelier", "L'atelier"),
]


@pytest.mark.parametrize(("name", "other"), ALIKE)
def test_names_that_are_read_alike_have_one_look(name, other):
    assert lookalikes.look(name) == lookalikes.look(other)


@pytest.mark.parametrize(("name", "other"), [("Hélène", "Helene"), ("Alice", "Alicia"), ("Ли", "李"), ("Ann", "Anne")])
def test_names_that_differ_stay_apart(name, other):
    assert lookalikes.look(name) != lookalikes.look(other)


def test_a_name_that_is_near_and_free(db):
    UserFactory(name="Alice Martin")
    UserFactory(name="Alice Martin 2")

    assert profile.suggested("alice martin") == "alice martin 3"
    assert len(profile.suggested("é" * 80)) <= 80


@pytest.mark.parametrize("asked", [other for _, other in ALIKE[:6]])
def test_the_form_refuses_a_look_that_is_taken_and_proposes_another(db, asked):
    UserFactory(name="Alice Martin")
    form = WhereFromForm({"name": asked})

    assert not form.is_valid()
    assert " 2." in form.errors["name"][0]


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f"])
def test_a_name_that_turns_the_text_around_is_refused(db, sign):
    assert "retournent" in WhereFromForm({"name": f"{sign}nimda"}).errors["name"][0]


def test_ones_own_name_may_be_written_otherwise(citizen):
    assert WhereFromForm({"name": "ALICE MARTIN"}, person=citizen).is_valid()
    profile.change_where_from(citizen, name="ALICE MARTIN", **SAID)
    assert User.objects.get(pk=citizen.pk).name == "ALICE MARTIN"


def test_imported_people_keep_their_names_and_take_none(db):
    for number in range(2):
        UserFactory(name="Marie", email=None, origin=f"decidim:{number}")
    assert not profile.is_taken("Marie")
    UserFactory(name="Marie")
    assert profile.is_taken("marie")


def test_the_database_refuses_what_no_form_saw(db):
    UserFactory(name="Alice Martin")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(name="alice martin")


def test_changing_to_a_name_taken_meanwhile_changes_nothing(citizen):
    UserFactory(name="Zoé")
    with pytest.raises(ValidationError, match="Zoé 2"):
        profile.change_where_from(citizen, name="Zoé", stakeholder="user", commune=None)
    assert (citizen.name, citizen.stakeholder) == ("Alice Martin", "citizen")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_up_at_once_one_has_the_name():
    people = [UserFactory(name="") for _ in range(3)]
    names = []

    def introduce(person):
        try:
            names.append(profile.introduce(person, language="fr", name="Camille", **SAID))
        finally:
            connection.close()

    threads = [threading.Thread(target=introduce, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(names) == ["Camille", "Camille 2", "Camille 3"]
