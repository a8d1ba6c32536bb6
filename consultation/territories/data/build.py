"""Make the data files of this folder from the two npm packages named in README.md.

    npm pack @etalab/decoupage-administratif@6.0.0 && npm pack @gouvfr/dsfr-chart@2.0.4   # then unpack both
    python consultation/territories/data/build.py PATH/TO/decoupage-administratif PATH/TO/dsfr-chart

Needs nothing but Python, and gives the same files each time. It stops on counts that are not those expected.
"""

import csv
import gzip
import io
import json
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
EXPECTED = {"communes": 34_969, "departments": 101, "regions": 18}

# The package draws the mainland and Corsica in a square, each overseas department in a drawing of its own, shown below
# in a row. Here all share one frame: the square, then that row.
SQUARE = 1010
INSETS = {"971": 57, "972": 43, "973": 40, "974": 56, "976": 38}  # code: width of its drawing; all are 50 high
INSET_SCALE = 2.4
INSET_TOP, INSET_SLOT = SQUARE + 20, SQUARE / len(INSETS)
VIEW_BOX = f"0 0 {SQUARE} {INSET_TOP + 50 * INSET_SCALE + 20:.0f}"

PATH_OF_DEPARTMENT = re.compile(r'class: "FR-(\d{2,3}|2[AB])",.*?\bd: "([^"]+)"', re.DOTALL)
COMMAND = re.compile(r"([a-zA-Z])([^a-zA-Z]*)")
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def main(administrative: Path, chart: Path) -> None:
    """Read both unpacked packages, write the files beside this script."""
    read = {name: json.loads((administrative / "data" / f"{name}.json").read_text("utf-8")) for name in
            ("communes", "departements", "regions")}  # fmt: skip
    communes = [commune for commune in read["communes"] if commune["type"] == "commune-actuelle"]
    departments = [_area(row) | {"region": row["region"]} for row in read["departements"]]
    regions = [_area(row) for row in read["regions"]]
    outlines = _outlines((chart / "dist/MapChart/MapChart.js").read_text("utf-8"))
    _check(communes, departments, regions, outlines)
    _write_communes(communes)
    _write_json("departments.json", departments)
    _write_json("regions.json", regions)
    _write_json("outlines.json", {"viewBox": VIEW_BOX, "paths": dict(sorted(outlines.items()))})
    shutil.copyfile(administrative / "LICENSE", HERE / "LICENSE-decoupage-administratif.txt")
    shutil.copyfile(chart / "LICENSE", HERE / "LICENSE-dsfr-chart.txt")


def _area(row: dict) -> dict:
    return {"code": row["code"], "name": row["nom"], "is_overseas_territory": row["zone"] == "com"}


def _check(communes: list, departments: list, regions: list, outlines: dict) -> None:
    proper = {row["code"] for row in departments if not row["is_overseas_territory"]}
    found = {
        "communes": len(communes),
        "departments": len(proper),
        "regions": sum(not row["is_overseas_territory"] for row in regions),
    }
    if found != EXPECTED:
        sys.exit(f"expected {EXPECTED}, found {found}")
    if outlines.keys() != proper:
        sys.exit(f"departments and outlines differ: {sorted(outlines.keys() ^ proper)}")


def _write_communes(communes: list[dict]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["code", "name", "department", "population", "postcodes"])
    for row in sorted(communes, key=lambda commune: commune["code"]):
        postcodes = " ".join(row.get("codesPostaux", []))
        writer.writerow([row["code"], row["nom"], row["departement"], row.get("population", ""), postcodes])
    (HERE / "communes.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def _write_json(name: str, content: list | dict) -> None:
    (HERE / name).write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", "utf-8")


def _outlines(script: str) -> dict[str, str]:
    """The path data of each department, those of the insets moved to their place in the common frame."""
    return {code: _place(code, path) for code, path in PATH_OF_DEPARTMENT.findall(script)}


def _place(code: str, path: str) -> str:
    if code not in INSETS:
        return path
    slot = list(INSETS).index(code)
    left = INSET_SLOT * slot + (INSET_SLOT - INSETS[code] * INSET_SCALE) / 2
    return moved(path, INSET_SCALE, left, INSET_TOP)


def moved(path: str, scale: float, left: float, top: float) -> str:
    """The path scaled, then shifted. Knows M, L, H, V and Z, absolute or relative; another command raises ValueError.

    A path may open with a relative `m`, whose first point is absolute all the same (SVG 1.1, 8.3.2).
    """
    commands = COMMAND.findall(path)
    if unknown := {letter for letter, _ in commands} - set("MmLlHhVvZz"):
        raise ValueError(f"path commands not known here: {sorted(unknown)}")
    first, rest = commands[0], commands[1:]
    numbers = _numbers(first[1])
    follow = "l" if first[0] == "m" else "L"
    opened = [("M", numbers[:2]), *([(follow, numbers[2:])] if numbers[2:] else [])]
    steps = opened + [(letter, _numbers(digits)) for letter, digits in rest]
    return "".join(letter + _written(_shifted(letter, values, scale, left, top)) for letter, values in steps)


def _numbers(digits: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(digits)]


def _shifted(letter: str, values: list[float], scale: float, left: float, top: float) -> list[float]:
    shift = {"H": (left, left), "V": (top, top), "M": (left, top), "L": (left, top)}.get(letter, (0, 0))
    return [value * scale + shift[place % 2] for place, value in enumerate(values)]


def _written(values: list[float]) -> str:
    return " ".join(f"{value:.2f}".rstrip("0").rstrip(".") for value in values)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
