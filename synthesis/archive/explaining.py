"""What goes with the data, for people: what this is, how to verify it, what each column means, what one may do with it.

In French and in English, whatever the language of the site: an archive is read by others, later.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from consultation.spreadsheets import csv_lines
from synthesis.open_data import Dataset, Scope, datasets

_WORDS = Path(__file__).resolve().parent / "words"
_COLUMNS = {
    "dictionnaire.csv": ("Fichier", "Colonne", "Type", "Clé", "Sens"),
    "dictionary.csv": ("File", "Column", "Type", "Key", "Meaning"),
}


def files(scope: Scope, told: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each, in the order of the archive."""
    for name in ("LISEZ-MOI.txt", "README.txt"):
        yield name, (_WORDS / name).read_text(encoding="utf-8").format_map(_facts(told)).encode()
    yield "LICENCE.txt", _licence(told).encode()
    found = datasets(scope)
    yield "dictionnaire.csv", _dictionary("dictionnaire.csv", found, "fr")
    yield "dictionary.csv", _dictionary("dictionary.csv", found, "en")


def _facts(told: dict[str, Any]) -> dict[str, Any]:
    synthesis, consultation = told["synthesis"], told["consultation"]
    return {
        "consultation": consultation["name"],
        "title": synthesis["title"],
        "number": synthesis["number"],
        "draft": ", brouillon non publié" if synthesis["is_draft"] else "",
        "draft_en": ", a draft that is not published" if synthesis["is_draft"] else "",
        "url": consultation["url"],
        "small": told["settings"]["small_cell"],
    }


def _licence(told: dict[str, Any]) -> str:
    """The licence that the site declares; without one, whom to ask."""
    name, url = told["consultation"]["name"], told["consultation"]["url"]
    if settings.OPEN_DATA_LICENCE:
        french = f"Données de la consultation « {name} » ({url}).\nLicence : {settings.OPEN_DATA_LICENCE}\n"
        english = f"Data of the consultation “{name}” ({url}).\nLicence: {settings.OPEN_DATA_LICENCE}\n"
    else:
        french = (
            f"Données de la consultation « {name} » ({url}).\n"
            "Le site n'a pas déclaré de licence. Avant de les réutiliser, écrivez à qui le publie (mentions légales).\n"
        )
        english = (
            f"Data of the consultation “{name}” ({url}).\n"
            "The site declared no licence. Before you use them again, write to whoever publishes it (legal notice).\n"
        )
    said = (
        "Les textes restent ceux de leurs auteurs : citez-les sans les déformer.\n",
        "The texts remain those of their authors: quote them without distorting them.\n",
    )
    code = (
        "verify.py est sous licence AGPL-3.0-or-later, comme le logiciel.\n",
        "verify.py is under AGPL-3.0-or-later, as the software is.\n",
    )
    return "".join((french, said[0], code[0], "\n", english, said[1], code[1]))


def _dictionary(name: str, found: list[Dataset], language: str) -> bytes:
    return b"".join(csv_lines([_COLUMNS[name], *_entries(found, language)]))


def _entries(found: list[Dataset], language: str) -> Iterator[tuple[str, ...]]:
    for dataset in found:
        file = f"data/{dataset.name}.jsonl"
        yield file, "", "", "", getattr(dataset, language)
        for column in dataset.columns:
            key = "x" if column.name in dataset.key else ""
            yield file, column.name, column.type, key, getattr(column, language)
