"""Folders to import, the command as an operator types it, and what the database then holds."""

import csv
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.core.management import call_command

from consultation.models import Consultation
from debates.models import Contribution

DECIDIM = Path(__file__).parent / "fixtures" / "decidim"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data"


def folder(path: Path, contributions: list[dict] | str, reactions: list[dict] | str | None = None) -> Path:
    """Write a folder in the generic format, from rows or from the very text of the file."""
    path.mkdir(exist_ok=True)
    for name, content in (("contributions.csv", contributions), ("reactions.csv", reactions)):
        if content is not None:
            raw = content if isinstance(content, str) else as_csv(content)
            (path / name).write_bytes(raw.encode())
    return path


def as_csv(rows: list[dict], delimiter: str = ",") -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    file = StringIO()
    writer = csv.DictWriter(file, columns, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def text(key: str, **more) -> dict:
    """A contribution, or with a `parent` an argument, with only what is required."""
    kind = "pour" if more.get("parent") else "constat"
    return {"id": key, "theme": "Travail", "question": "Quels lieux ?", "kind": kind, "body": f"Texte {key}.", **more}


def bring(path: Path, format: str = "csv", slug: str = "essai", aside: Path | None = None) -> str:
    """Import; what the command wrote."""
    out = StringIO()
    call_command("import", format, path, consultation=slug, aside=aside or path / "aside" / "aside.csv", stdout=out)
    return out.getvalue()


def asides(path: Path) -> list[tuple[str, int, str]]:
    """File, line and reason of each record set aside."""
    file = path / "aside" / "aside.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return [(row["fichier"], int(row["ligne"]), row["raison"]) for row in csv.DictReader(lines)]


def texts(slug: str = "essai") -> dict[str, Contribution]:
    """What was brought, by identifier in the export."""
    found = Contribution.objects.of(Consultation.objects.get(slug=slug)).select_related("live", "question__theme")
    return {one.origin.partition(":")[2]: one for one in found.select_related("author", "nature", "parent", "commune")}


def everything() -> dict[str, list]:
    """Every row of the apps that an import may touch."""
    models = [m for label in ("consultation", "debates", "synthesis") for m in apps.get_app_config(label).get_models()]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
