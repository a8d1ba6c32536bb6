"""The shipped files (see data/README.md), read as they are. No database here."""

import csv
import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


def regions() -> list[dict]:
    """`code`, `name`, `is_overseas_territory` of each region."""
    return _read("regions.json")


def departments() -> list[dict]:
    """`code`, `name`, `region` (its code), `is_overseas_territory` of each department."""
    return _read("departments.json")


def communes() -> Iterator[dict[str, str]]:
    """`code`, `name`, `department`, `population` ("" where not known), `postcodes` of each commune."""
    with gzip.open(DATA / "communes.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def outlines() -> dict[str, str]:
    """SVG path data by department code, all in the frame of `view_box`."""
    return _read("outlines.json")["paths"]


@cache
def view_box() -> str:
    """The `viewBox` all outlines share, in units of the drawing: "left top width height"."""
    return _read("outlines.json")["viewBox"]


def _read(name: str):
    return json.loads((DATA / name).read_text(encoding="utf-8"))
