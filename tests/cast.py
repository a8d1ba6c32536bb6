"""The small cast of the tests as plain functions, for the fixtures of one test and those of a whole module."""

from consultation.models import Consultation, Role, User
from debates.models import Nature
from tests.factories import (
    ConsultationFactory,
    MembershipFactory,
    NatureFactory,
    PhaseFactory,
    QuestionFactory,
    ThemeFactory,
    UserFactory,
)

STAFF = {
    Role.MODERATOR: "Bruno Modérateur",
    Role.HARVESTER: "Hélène Récolte",
    Role.EDITOR: "Éric Rédaction",
    Role.ADMINISTRATOR: "Anne Administration",
}


def consultation() -> Consultation:
    """Moderated before publication, its debate open today."""
    made = ConsultationFactory(slug="tiers-lieux")
    PhaseFactory(consultation=made)
    return made


def theme(consultation: Consultation):
    return ThemeFactory(consultation=consultation, slug="territoires")


def question(theme):
    return QuestionFactory(theme=theme, slug="quels-lieux")


def natures(consultation: Consultation) -> dict[str, Nature]:
    """The default natures by key."""
    return {key: NatureFactory(consultation=consultation, key=key) for key in Nature.DEFAULTS}


def citizen() -> User:
    return UserFactory(email="citoyenne@exemple.invalid", name="Alice Martin")


def staff(consultation: Consultation, role: str) -> User:
    person = UserFactory(email=f"{role}@exemple.invalid", name=STAFF[role])
    MembershipFactory(consultation=consultation, user=person, role=role)
    return person


def stranger() -> User:
    """Has every role, in another consultation."""
    elsewhere = ConsultationFactory(slug="ailleurs")
    person = UserFactory(email="ailleurs@exemple.invalid", name="Sacha Ailleurs")
    for role in Role.values:
        MembershipFactory(consultation=elsewhere, user=person, role=role)
    return person
