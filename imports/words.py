"""The words of an export read as ours: natures, stances, reactions, qualities, people, communes."""

import hashlib
import re

from django.utils import translation

from consultation.models import Consultation, Stakeholder
from consultation.territories import lookup
from consultation.territories.names import fold
from debates.incoming import Person
from debates.models import Reaction, Stance

Words = dict[str, str]  # folded word -> our key


def natures(consultation: Consultation) -> Words:
    """Keys and names of the natures of this consultation, and the French words of the default ones."""
    words = {}
    for nature in consultation.natures.all():
        with translation.override("fr"):
            words |= dict.fromkeys([fold(nature.key), fold(nature.label)], nature.key)
    if "practice" in words.values():
        words |= dict.fromkeys(["practice", "bonne pratique", "initiative bonne pratique"], "practice")
    return words


def stances() -> Words:
    return _of_choices(Stance)


def reactions() -> Words:
    """The kinds by key and name, and votes written +1, 1 or -1."""
    return _of_choices(Reaction.Kind) | {"svp d infos": "more_info", "plus d infos": "more_info"}


def reaction(value: str, words: Words) -> str:
    """The kind of reaction a value names, "" for none."""
    votes = {"+1": Reaction.Kind.AGREE, "1": Reaction.Kind.AGREE, "-1": Reaction.Kind.DISAGREE}
    return votes.get(value.strip(), "") or words.get(fold(value), "")


def stakeholders() -> Words:
    """Codes and names, and each half of a name written for women and men."""
    short = {
        "citoyen": "citizen",
        "citoyenne": "citizen",
        "elu": "elected",
        "elue": "elected",
        "usager": "user",
        "porteur de projet": "manager",
        "gestionnaire": "manager",
        "gestionnaire d un lieu": "manager",
        "agent public": "public_servant",
        "agente publique": "public_servant",
    }
    return _of_choices(Stakeholder) | short


def _of_choices(choices) -> Words:
    with translation.override("fr"):
        return {fold(word): key for key, label in choices.choices for word in (key, str(label))}


def commune(value: str) -> str:
    """INSEE code of the one commune meant by a code, "Felletin (23)", a postcode or a name; "" for none or several."""
    found = lookup.by_code(value.strip().upper()) or lookup.by_label(value)
    return found.code if found else ""


def person(value: str) -> Person | None:
    """Somebody named in an export. A number gets a neutral name; an address is never shown."""
    key = value.strip()
    if not key:
        return None
    if key.isdecimal():
        return Person(key, f"Participant {key}")
    if "@" in key and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", key):
        return Person(key, f"Participant {hashlib.sha256(key.lower().encode()).hexdigest()[:6]}")
    return Person(key, key)
