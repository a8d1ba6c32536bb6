"""What a person says of himself: the acts."""

from django.db import transaction

from consultation import audit
from consultation.models import User
from consultation.territories.models import Commune

FIELDS = ("name", "stakeholder", "commune")


@transaction.atomic
def change_where_from(person: User, *, name: str, stakeholder: str, commune: Commune | None) -> None:
    """Change what stands beside the texts to come; those already written keep what was declared then.

    The record says that it changed, not from what to what: a former name is nobody's business.
    """
    values = {"name": name, "stakeholder": stakeholder, "commune": commune}
    changed = [field for field in FIELDS if getattr(person, field) != values[field]]
    if not changed:
        return
    for field in changed:
        setattr(person, field, values[field])
    person.save(update_fields=changed)
    audit.record("person.where_from_changed", person, by=person, fields=changed)


@transaction.atomic
def introduce(person: User, *, language: str, name: str, stakeholder: str, commune: Commune | None) -> None:
    """Write down what somebody says of himself while signing up, and the language he is to be written in."""
    person.language, person.name, person.stakeholder, person.commune = language, name, stakeholder, commune
    person.save(update_fields=["language", *FIELDS])
    audit.record("person.joined", person, by=person)


def speak(person: User, language: str) -> None:
    """Write to somebody in this language from now on."""
    person.language = language
    person.save(update_fields=["language"])
