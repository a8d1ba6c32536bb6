"""Who answers for the site, as the law wants it said; what an installation has not filled in is shown as missing."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Body:
    """The publisher or the host: its name (or the words that say it is missing), and what must be said of it."""

    name: str
    facts: Facts


def publisher() -> Body:
    """Of the site: law n° 2004-575 of 21 June 2004, article 6."""
    name = settings.LEGAL_PUBLISHER
    facts = (
        (_("Éditeur"), name),
        (_("Adresse"), settings.LEGAL_PUBLISHER_ADDRESS),
        (_("Téléphone"), settings.LEGAL_PUBLISHER_PHONE),
        (_("Contact"), settings.LEGAL_PUBLISHER_CONTACT),
        (_("Numéro d’immatriculation"), settings.LEGAL_PUBLISHER_NUMBER),
        (_("Directeur ou directrice de la publication"), settings.LEGAL_DIRECTOR),
    )
    return Body(name or _("l’organisme éditeur (nom non renseigné)"), facts)


def host() -> Body:
    name = settings.LEGAL_HOST
    facts = (
        (_("Hébergeur"), name),
        (_("Adresse"), settings.LEGAL_HOST_ADDRESS),
        (_("Téléphone"), settings.LEGAL_HOST_PHONE),
    )
    return Body(name or _("nom non renseigné"), facts)


def is_incomplete() -> bool:
    """Whether something is missing; a public body may have no registration number."""
    said = [*publisher().facts, *host().facts]
    return any(not value for word, value in said if word != _("Numéro d’immatriculation"))
