"""Two hundred short texts to harvest: of our own, or real comments where that export is on the disk.

Every day the story is told with forty of them; `make story` (STORY=200) tells it with all, both ours and the real ones.
"""

import csv
import os
from itertools import islice, product
from pathlib import Path

import pytest

from tests.imports.folders import REAL, bring, folder

ALL = 200
MANY = int(os.environ.get("STORY", "40"))
LILLE = REAL / "lille-grand-debat-2019"
COMMENTS, DEBATES, PROPOSALS = "commentaires_debats.csv", "debats.csv", "propositions-libres.csv"

# What is said of each subject: by whom, what happens, what should come of it; five by five by two.
SUBJECTS = {
    ("Bouger", "Comment venir sans voiture ?"): (
        ("Dans notre vallée", "Au bourg", "Le soir", "Pour les lycéens", "Depuis le hameau"),
        (
            "le dernier car part avant six heures",
            "la gare est à douze kilomètres",
            "le vélo partage la route des camions",
            "personne ne sait qui pourrait emmener qui",
            "l’arrêt n’a ni banc ni toit",
        ),
        ("Il faut une navette le soir.", "Un covoiturage tenu par la mairie suffirait."),
    ),
    ("Travailler", "De quoi un atelier partagé a-t-il besoin ?"): (
        ("Chez nous", "À l’atelier", "Pour une couturière", "Quand on débute", "Dans l’ancienne école"),
        (
            "le loyer prend la moitié de ce qui rentre",
            "les machines dorment quatre jours sur cinq",
            "la connexion tombe dès que trois personnes appellent",
            "le bail engage pour neuf ans",
            "il fait dix degrés en janvier",
        ),
        ("Un bail d’essai changerait tout.", "Que la commune prête les murs deux ans."),
    ),
    ("Se retrouver", "Que manque-t-il pour se retrouver ?"): (
        ("Le dimanche", "Dans le quartier", "Pour les anciens", "Avec des enfants", "L’hiver"),
        (
            "le café a fermé et rien ne l’a remplacé",
            "la salle se réserve six mois d’avance",
            "les associations ne se connaissent pas",
            "la bibliothèque ouvre quand on travaille",
            "il n’y a pas un banc à l’ombre",
        ),
        ("Ouvrons la salle sans réservation.", "Un lieu tenu à tour de rôle nous irait."),
    ),
    ("Apprendre", "Qui apprend quoi à qui ?"): (
        ("Entre voisins", "À la retraite", "Au collège", "Sans diplôme", "Sur un écran"),
        (
            "on n’ose pas demander deux fois la même chose",
            "les cours sont à la préfecture",
            "personne ne montre comment réparer",
            "le conseiller vient un jour par mois",
            "les papiers se perdent d’un bureau à l’autre",
        ),
        ("Des ateliers courts, ici, le samedi.", "Payons ceux qui transmettent."),
    ),
}
KINDS = ("constat", "frein", "proposition", "bonne pratique")


def of_our_own(path: Path, slug: str) -> None:
    """As many texts in four themes, told apart by all their words, in the generic format."""
    rows: list[dict] = []
    for (theme, question), (whose, what, wish) in SUBJECTS.items():
        for number, (who, happens, then) in enumerate(islice(product(whose, what, wish), MANY // len(SUBJECTS))):
            body = f"{who}, {happens}. {then}\n\nC’est ce que je vois, {number + 1} fois sur 50 🙂."
            rows.append(_row(theme, question, len(rows) + 1, body))
    assert len(rows) == MANY
    bring(folder(path / "export", rows), slug=slug)


def _row(theme: str, question: str, number: int, body: str) -> dict:
    kind = KINDS[number % len(KINDS)]
    return {"id": str(number), "theme": theme, "question": question, "kind": kind, "body": body}


def of_lille(path: Path, slug: str) -> None:
    """The first comments on the debates of Lille, as its export gives them."""
    if not LILLE.is_dir():
        pytest.skip(f"the export of the « grand débat » of Lille is not at {LILLE}")
    cut = path / "export"
    cut.mkdir()
    (cut / DEBATES).write_bytes((LILLE / DEBATES).read_bytes())
    _copy(cut, COMMENTS, lambda row: row["depth"] == "0", MANY)
    _copy(cut, PROPOSALS, lambda row: False, 0)
    bring(cut, "decidim", slug=slug, aside=path / "aside" / "aside.csv")


def told() -> list:
    """What the story is told with: the real texts where they are, else ours; asked for all, both."""
    if MANY == ALL:
        return [of_our_own, of_lille]
    return [of_lille if LILLE.is_dir() else of_our_own]


def _copy(cut: Path, name: str, wanted, most: int) -> None:
    with (LILLE / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter=";")
        rows = [row for row in reader if wanted(row)][:most]
    with (cut / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
