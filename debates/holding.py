"""Why a text is held though its consultation publishes at once: its author, its words, its likes, its pace.

What holds a text makes it wait for a moderator and nothing else: nothing here refuses, changes or deletes it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from debates import filters
from debates.likeness import Alike
from debates.models import Contribution, Hold, State, Version

Kind = Hold.Kind
PACE = timedelta(minutes=10)
TEXTS = 5  # new texts of one person in one consultation within PACE; the next one waits
VERSIONS = 15  # texts and edits together
FOUND_MAX = Hold._meta.get_field("found").max_length
_HREF = re.compile(r'href="([^"]+)"')


@dataclass(frozen=True)
class Held:
    """One thing that holds a text; `found` is what a moderator should look at in it, "" where nothing stands out."""

    kind: str
    found: str = ""


def reasons(contribution: Contribution, version: Version, near: Iterable[Alike] = ()) -> list[Held]:
    """All that holds a version just written by its author, [] for nothing; at most one of each kind.

    `near` are the texts it is near-identical to (`debates.likeness.alike`). Two queries at most.
    """
    asked = (_newcomer(contribution), *_words(contribution, version), _near(contribution, near), _pace(contribution))
    return [held for held in asked if held]


def _newcomer(contribution: Contribution) -> Held | None:
    """Somebody of whom nobody has read anything in this consultation yet."""
    consultation = contribution.consultation
    if not consultation.holds_newcomers or contribution.author_id is None:  # entered by the staff, for somebody else
        return None
    written = Contribution.objects.of(consultation).by(contribution.author).filter(state=State.PUBLISHED)
    return None if written.exists() else Held(Kind.NEWCOMER)


def in_words(text: str, addresses: list[str], consultation: Consultation) -> list[Held]:
    """What the filters hold these words for, at most one of each kind."""
    return _by_kind(filters.find(text, addresses, consultation.held_words))


def _words(contribution: Contribution, version: Version) -> list[Held]:
    return _by_kind(findings(contribution, version))


def _by_kind(findings: Iterable[filters.Finding]) -> list[Held]:
    found: dict[str, list[str]] = {}
    for finding in findings:
        found.setdefault(finding.kind, []).extend(finding.words)
    return [Held(kind, " · ".join(words)[:FOUND_MAX]) for kind, words in found.items()]


def findings(contribution: Contribution, version: Version) -> list[filters.Finding]:
    """What the filters find in the title and the text of a version, and in where its links lead."""
    addresses = [unescape(address) for address in _HREF.findall(version.html)]
    return filters.find(f"{version.title}\n{version.text}", addresses, contribution.consultation.held_words)


def _near(contribution: Contribution, near: Iterable[Alike]) -> Held | None:
    """Near another text, unless a moderator accepted their campaign, or the text was in it already."""
    near = list(near)
    known = any(each.campaign and each.campaign == contribution.campaign_id for each in near)
    accepted = any(each.accepted and each.question == contribution.question_id for each in near)
    if not near or known or accepted:
        return None
    return Held(Kind.NEAR_IDENTICAL, ", ".join(f"n° {each.contribution}" for each in near[:5]))


def _pace(contribution: Contribution) -> Held | None:
    """More in ten minutes than a person writes with care, the version in hand included. Counted in PostgreSQL."""
    if contribution.author_id is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_LATELY, [contribution.author_id, timezone.now() - PACE, contribution.consultation.pk])
        texts, versions = cursor.fetchone()
    is_new = contribution.live_id is None
    return Held(Kind.TOO_FAST, str(texts)) if (is_new and texts > TEXTS) or versions > VERSIONS else None


_LATELY = """
SELECT count(*) FILTER (WHERE v.number = 1), count(*)
FROM debates_version v JOIN debates_contribution c ON c.id = v.contribution_id
JOIN debates_question q ON q.id = c.question_id JOIN debates_theme t ON t.id = q.theme_id
WHERE v.by_id = %s AND v.created_at >= %s AND t.consultation_id = %s
"""  # written out: asked at each text that is sent


# --- In plain words, for the author

_TOLD = {
    Kind.NEWCOMER: _("C’est votre premier texte ici : un modérateur relit celui de chaque personne."),
    Kind.INSULT: _("Il contient des mots qu’un modérateur doit vérifier."),
    Kind.LINKS: _("Il contient beaucoup de liens."),
    Kind.NEAR_IDENTICAL: _("Il est presque identique à un autre texte."),
    Kind.TOO_FAST: _("Vous avez envoyé plusieurs textes en peu de temps."),
    Kind.REPORTED: _("Plusieurs personnes l’ont signalé."),
}
_PERSONAL = {
    "phone": _("Il semble contenir un numéro de téléphone."),
    "email": _("Il semble contenir une adresse électronique."),
    "iban": _("Il semble contenir un numéro de compte bancaire."),
    "nir": _("Il semble contenir un numéro de sécurité sociale."),
    "address": _("Il semble contenir l’adresse d’une personne."),
}


def told(contribution: Contribution) -> list[str]:
    """Why a text waits, as its author is told: a sentence each, in the reader's language. One query."""
    kinds = dict.fromkeys(contribution.holds.filter(lifted_at=None).values_list("kind", flat=True))
    said: list[str] = []
    for kind in kinds:
        said += _personal(contribution) if kind == Kind.PERSONAL_DATA else [str(_TOLD[kind])]
    return said


def _personal(contribution: Contribution) -> list[str]:
    """Which sort of personal data: found again in the text, so that no copy of it is kept for that."""
    judged = contribution.judged
    found = findings(contribution, judged) if judged else []
    return [str(_PERSONAL[each.sort]) for each in found if each.sort in _PERSONAL]
