"""A consultation in preparation with its administrator, and what a form of each page sends."""

import pytest
from django.test import Client

from consultation.models import Consultation, Role, User
from tests.factories import ConsultationFactory, MembershipFactory, UserFactory


@pytest.fixture
def prepared(db) -> Consultation:
    """In preparation, with nothing in it."""
    return ConsultationFactory(slug="a-venir", name="À venir", state="preparing", tagline="")


@pytest.fixture
def founder(prepared) -> User:
    """Administers `prepared`, and nothing else."""
    person = UserFactory(email="fondatrice@exemple.invalid", name="Fanny Fondatrice")
    MembershipFactory(consultation=prepared, user=person, role=Role.ADMINISTRATOR)
    return person


@pytest.fixture
def desk(founder) -> Client:
    """Signed in as the founder."""
    return signed_in(founder)


def signed_in(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client
