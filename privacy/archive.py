"""The copy of a person's data: a ZIP with a page to read, a JSON file with everything, and a CSV file a table.

In French, the language in which the names of things are kept; what the person wrote is as she wrote it.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from consultation.models import User
from privacy import sessions
from privacy.holdings import HOLDINGS, Holding
from privacy.holdings.connections import CONNECTIONS
from synthesis.exports.csv_files import DELIMITER, neutralised

LONGEST_ON_PAGE = 200  # rows of a table on the page to read; the files hold them all


def write(person: User, out: BinaryIO) -> None:
    """Write the ZIP into `out`: index.html, mes-donnees.json, and one CSV file for each table that holds something."""
    with translation.override("fr"), ZipFile(out, "w", ZIP_DEFLATED) as archive:
        tables = [table for table in _tables(person) if table["rows"]]
        for table in tables:
            archive.writestr(table["file"], _csv(table))
        archive.writestr("mes-donnees.json", _json(person, tables))
        context = {"tables": tables, "person": person, "site_name": settings.SITE_NAME, "site": settings.SITE_URL}
        context |= {"at": timezone.now(), "longest": LONGEST_ON_PAGE}
        archive.writestr("index.html", render_to_string("privacy/archive.html", context))


def _tables(person: User) -> Iterator[dict[str, Any]]:
    for holding in HOLDINGS:
        yield _table(holding, list(holding.lines(person)))
    lasts = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    yield _table(CONNECTIONS, [(each.expire_date - lasts, each.expire_date) for each in sessions.of(person)])


def _table(holding: Holding, rows: list[tuple]) -> dict[str, Any]:
    words = [holding.in_words(row) for row in rows]
    return {
        "key": holding.key,
        "file": f"{holding.key}.csv",
        "title": str(holding.title),
        "why": str(holding.why),
        "how_long": str(holding.how_long),
        "headings": [str(words) for _path, words in holding.columns],
        "paths": [path for path, _words in holding.columns],
        "rows": rows,
        "words": words,
        "shown": words[:LONGEST_ON_PAGE],
    }


def _json(person: User, tables: list[dict[str, Any]]) -> str:
    said = {
        "site": settings.SITE_URL,
        "fait_le": timezone.now().isoformat(timespec="seconds"),
        "tables": {
            table["key"]: {
                "titre": table["title"],
                "pourquoi": table["why"],
                "combien_de_temps": table["how_long"],
                "lignes": [dict(zip(table["paths"], map(_plain, row), strict=True)) for row in table["rows"]],
            }
            for table in tables
        },
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _csv(table: dict[str, Any]) -> bytes:
    """As French spreadsheet programs open it, and no cell a formula (`synthesis.exports.csv_files`)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow(table["headings"])
    writer.writerows([neutralised(value) for value in row] for row in table["words"])
    return out.getvalue().encode("utf-8-sig", "replace")


def _plain(value: Any) -> Any:
    """A value of a column as JSON holds it."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    return value
