"""The tables of docs/fr/donnees-personnelles.md, as the code has them: `python -m tests.personal_data` writes them."""

import os
from pathlib import Path

from django.utils import translation

PAGE = Path(__file__).resolve().parent.parent / "docs" / "fr" / "donnees-personnelles.md"
FATES = {"deleted": "effacé", "emptied": "vidé", "chosen": "au choix", "numbered": "sous un numéro"}
KEPT = ("quoi", "table", "pourquoi", "combien de temps", "si la personne part")
LIMITS = ("quoi", "où", "durée", "depuis", "pourquoi")


def page(written: str) -> str:
    """The page with its tables written again; the words around them are by hand."""
    for name, table in (("gardé", _kept()), ("durées", _limits())):
        before, _mark, rest = written.partition(f"<!-- {name} -->\n")
        after = rest.partition("<!-- fin -->")[2]
        written = f"{before}<!-- {name} -->\n{table}<!-- fin -->{after}"
    return written


def _kept() -> str:
    from privacy.holdings import HOLDINGS
    from privacy.holdings.connections import CONNECTIONS

    with translation.override("fr"):
        return _table(
            KEPT,
            [
                (each.title, f"`{each.model}`", each.why, each.how_long, FATES[each.fate])
                for each in (*HOLDINGS, CONNECTIONS)
            ],
        )


def _limits() -> str:
    from privacy import retention

    with translation.override("fr"):
        rows = [(each.what, each.where, _days(each.days), each.since, each.why) for each in retention.limits()]
        return _table(LIMITS, rows)


def _days(days: int) -> str:
    return f"{days} jour{'s' if days > 1 else ''}"


def _table(headings: tuple[str, ...], rows: list[tuple]) -> str:
    lines = [headings, ("---",) * len(headings), *rows]
    return "".join(f"| {' | '.join(str(word).rstrip('.') for word in line)} |\n" for line in lines)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PAGE.write_text(page(PAGE.read_text()))
