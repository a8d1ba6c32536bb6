"""The tables of a roll-up in words: who answered what from where, who wrote beside who lives there, with and without
the texts that repeat one another.
"""

from typing import Any

from django.utils.translation import gettext as _

from synthesis.exports import labels

COUNTED = ("question", "kind", "stakeholder", "nature", "region", "department", "origin")
VERY, SOMEWHAT = 0.5, 0.2  # of division, from which it is said to be great or there


def by_voices(figures: dict) -> list[tuple[str, list[dict]]]:
    """The breakdowns by contributions and by voices side by side, labelled; those that count no voices are left out."""
    rows = {name: [_counted(row) for row in figures["by"].get(name, ()) if "voices" in row] for name in COUNTED}
    return [(labels.breakdown(name), kept) for name, kept in rows.items() if any(row["contributions"] for row in kept)]


def answered(snapshot: dict) -> list[tuple[str, list[dict]]]:
    """Agreement and division by question, kind of territory and quality; nothing where nobody reacted."""
    answers = snapshot["figures"].get("answers")
    if not answers or not answers["total"]["people"]:
        return []
    questions = [
        question["part"]["indicators"]["total"] | {"label": question["title"], "is_title": True}
        for question in snapshot["questions"]
        if question["part"].get("indicators")
    ]
    by = {name: [row | {"label": labels.of_row(name, row)} for row in rows] for name, rows in answers["by"].items()}
    tables = [
        (_("Par question"), questions),
        (_("Par type de territoire de ceux qui réagissent"), by.get("kind", [])),
        (_("Par qualité de ceux qui réagissent"), by.get("stakeholder", [])),
    ]
    return [(title, [_in_words(row) for row in rows]) for title, rows in tables if rows]


def represented(figures: dict) -> list[dict]:
    """Who wrote beside who lives there, by kind of territory, in words."""
    return [
        {
            "label": labels.of_row("kind", row),
            "written": labels.share(row["contributions_share"]),
            "lived": labels.share(row["population_share"]),
            "said": labels.far("kind", row),
        }
        for row in figures.get("representation", ())
    ]


def agreed_by_all(part: dict) -> list[tuple[str, list[dict]]]:
    """The contributions that every declared group agrees with, by kind of group."""
    titles = {"kind": _("De tous les types de territoire"), "stakeholder": _("De toutes les qualités")}
    lists: dict[str, list[dict]] = (part.get("indicators") or {}).get("consensus", {})
    return [(titles[name], lists[name]) for name in titles if lists.get(name)]


def _counted(row: dict) -> dict:
    return {"label": row["label"], "hidden": row["contributions"] is None} | row


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    hidden = row["people"] is None
    said = "" if hidden or row["agreement"] is None else _division(row["division"])
    return row | {"hidden": hidden, "share": labels.share(row["agreement"]), "said": said}


def _division(division: float) -> str:
    if division >= VERY:
        return _("les avis se partagent")
    return _("un camp minoritaire se fait entendre") if division >= SOMEWHAT else _("peu de partage")
