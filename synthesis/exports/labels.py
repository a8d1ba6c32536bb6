"""Words for the codes that figures hold, where the figures bring none of their own (`label` of a row)."""

from typing import Any

from django.utils.translation import gettext as _

from consultation import cells
from synthesis.exports import wording

LEAST, MOST = 0.5, 2.0  # times the share beside it: as `rollup.indicators`, which decides on the flag


def of_row(breakdown: str, row: dict[str, Any]) -> str:
    """The words of a row of a breakdown: its own label, else those of its code, else the code itself."""
    value = row.get("value")
    if value in (None, ""):
        return _("Non précisé")
    return str(row.get("label") or _words(breakdown).get(value, value))


def unpublished() -> str:
    """What stands for a number that would tell of too few people."""
    return str(cells.HIDDEN)


def share(value: float | None) -> str:
    """A share in whole per cent; "" where it is not known or not published."""
    return "" if value is None else wording.share(value, 1)


def far(name: str, row: dict[str, Any]) -> str:
    """What the flag of a row of `representation` (`name` kind) or of `qualities` says; "" where it is not raised."""
    if not row["far"]:
        return ""
    written = (
        _("plus de deux fois sa part dans les contributions"),
        _("moins de la moitié de sa part dans les contributions"),
    )
    cited = (_("plus de deux fois sa part dans les citations"), _("moins de la moitié de sa part dans les citations"))
    if name != "kind":
        return _outside(row["ratio"], cited)
    told = (_outside(row["ratio"], written), _outside(row.get("cited_ratio"), cited))
    return " ; ".join(words for words in told if words)


def _outside(ratio: float | None, words: tuple[str, str]) -> str:
    """Which of the two words a ratio asks for, too much and too little; "" for a share near the one beside it."""
    if ratio is None or LEAST < ratio < MOST:
        return ""
    return words[0] if ratio > 1 else words[1]


def beside(name: str) -> str:
    """What the shares of a table of kinds of territory, or of qualities, are beside, and from where a gap is told."""
    if name == "kind":
        return _(
            "Les parts sont celles des contributions et des citations dont on connaît la commune. L’écart est dit "
            "quand l’une est moins de la moitié, ou plus de deux fois, la part dans la population."
        )
    return _(
        "Les parts sont celles des contributions et des citations dont on connaît la qualité. L’écart est dit quand la "
        "part des citations est moins de la moitié, ou plus de deux fois, celle des contributions."
    )


def shares_of_told() -> str:
    """What shares are of where a count is a small cell: to know more, one would have to be told it."""
    return _(
        "Quand un nombre de contributions n’est pas publié, les parts des contributions sont calculées entre les "
        "autres lignes : elles paraissent plus hautes qu’elles ne le sont parmi toutes."
    )


def breakdown(name: str) -> str:
    """The title of a breakdown; its code when it is not a known one."""
    titles = {
        "theme": _("Contributions par thème"),
        "question": _("Contributions par question"),
        "nature": _("Contributions par nature"),
        "kind": _("Contributions par type de territoire"),
        "region": _("Contributions par région"),
        "department": _("Contributions par département"),
        "stakeholder": _("Contributions par qualité"),
        "origin": _("Contributions par origine"),
        "week": _("Contributions par semaine"),
    }
    return titles.get(name, name)


def total(name: str) -> str:
    """The words of a total; its code when it is not a known one."""
    names = {
        "contributions": _("Contributions"),
        "voices": _("Contributions distinctes, les textes presque identiques comptés une fois"),
        "arguments": _("Arguments"),
        "reactions": _("Réactions"),
        "authors": _("Participants"),
        "agree": _("Réactions « d’accord »"),
        "disagree": _("Réactions « pas d’accord »"),
        "unclear": _("Réactions « pas tout compris »"),
        "more_info": _("Réactions « SVP + d’infos »"),
        "unsigned": _("Contributions dont l’auteur n’est pas connu"),
    }
    return names.get(name, name)


def _words(name: str) -> dict[str, str]:
    known = {"nature": _natures, "kind": _kinds, "stakeholder": _stakeholders, "origin": _origins}
    return known[name]() if name in known else {}


def _natures() -> dict[str, str]:
    return {
        "finding": _("Constat"),
        "model": _("Modèle"),
        "barrier": _("Frein"),
        "practice": _("Initiative"),
        "proposal": _("Proposition"),
        "question": _("Question"),
    }


def _kinds() -> dict[str, str]:
    return {
        "rural": _("Rural, moins de 2 000 habitants"),
        "small_town": _("Petite ville, moins de 20 000 habitants"),
        "medium_town": _("Ville moyenne, moins de 100 000 habitants"),
        "metropolis": _("Métropole, 100 000 habitants et plus"),
    }


def _stakeholders() -> dict[str, str]:
    return {
        "citizen": _("Citoyen ou citoyenne"),
        "elected": _("Élu ou élue"),
        "user": _("Usager d’un lieu"),
        "manager": _("Porteur de projet ou gestionnaire d’un lieu"),
        "company": _("Entreprise"),
        "social_partner": _("Partenaire social"),
        "association": _("Association"),
        "public_servant": _("Agent public"),
    }


def _origins() -> dict[str, str]:
    return {"online": _("En ligne")}


def statement_source(code: str) -> str:
    """Where the sentence of a statement comes from."""
    names = {
        "idea": _("D’après une idée"),
        "snapshot": _("D’après la consolidation"),
        "editor": _("Écrit par la rédaction"),
    }
    return names.get(code, code)
