"""Time and memory of an import: 5,000 contributions and 90,000 reactions, and a tenth of them.

    .venv/bin/python -m bench.imports

The processor's time is that of the importing process, memory its peak (both without PostgreSQL); memory must not
depend on the size of the export. The aim: under 60 s on a machine that does nothing else.
"""

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = ((500, 9_000), (5_000, 90_000))
SENTENCE = "le télétravail dans un tiers-lieu de village demande de la fibre et un bail souple pour les indépendants"
WORDS = SENTENCE.split()
KINDS = ("constat", "modèle", "frein", "initiative", "proposition", "question")
REACTIONS = ("agree", "disagree", "unclear", "more_info")


def generate(folder: Path, contributions: int, reactions: int, seed: int = 1) -> None:
    """Write the two files; a third of the texts are arguments, some before what they answer."""
    chance = random.Random(seed)
    with (folder / "contributions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "theme", "question", "parent", "kind", "title", "body", "author", "created_at"])
        for number in range(contributions):
            writer.writerow(_text(number, contributions, chance))
    with (folder / "reactions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["contribution", "author", "reaction", "created_at"])
        for number in range(reactions):
            target, person = f"c{chance.randrange(contributions)}", chance.randrange(reactions // 10)
            writer.writerow([target, person, chance.choice(REACTIONS), 1_523_520_000 + number])


def _text(number: int, total: int, chance: random.Random) -> list:
    is_argument = number % 3 == 1
    parent = f"c{chance.randrange(total // 3) * 3}" if is_argument else ""
    kind = chance.choice(("pour", "contre", "nuance")) if is_argument else chance.choice(KINDS)
    body = "\n\n".join(" ".join(chance.choices(WORDS, k=60)) for _ in range(2))
    theme = number // 3 % 3
    title = "" if is_argument else f"Contribution {number}"
    at = f"2018-05-{1 + number % 28:02}T10:00:00"
    return [f"c{number}", f"Thème {theme}", f"Question {theme}", parent, kind, title, body, number % 400, at]


def measure(contributions: int, reactions: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), contributions, reactions)
        slug = f"mesure-{os.getpid()}-{contributions}"
        for name in ("première fois", "recommencée"):
            started = time.perf_counter()
            command = [sys.executable, "-m", "bench.imports", "--one", folder, slug]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, peak = time.perf_counter() - started, done.stdout.strip().rpartition("\n")[2]
            print(f"{contributions:>6} textes, {reactions:>6} réactions, {name:<14} {seconds:6.1f} s  {peak}")


def one(folder: str, slug: str) -> None:
    """Import in this process, then say what it took at most."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("import", "csv", folder, consultation=slug)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"dont processeur {used.ru_utime + used.ru_stime:5.1f} s  mémoire au plus {used.ru_maxrss / 1024:.0f} Mo")


def main() -> None:
    """Measure in a database of its own, thrown away at the end."""
    with tempfile.TemporaryDirectory() as var:
        os.environ["EMBEDDED_VAR"] = var
        os.environ["DJANGO_SETTINGS_MODULE"] = "consultation.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        for contributions, reactions in SIZES:
            measure(contributions, reactions)
        from django.db import connection

        from consultation import embedded

        connection.close()
        embedded.release()
        embedded.wait_stopped()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:])
    else:
        main()
