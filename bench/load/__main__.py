"""The command line of the television evening; its head is that of the package."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.load import printing, sizes
from bench.load.site import Site
from bench.load.watching import Watch
from consultation.embedded.places import PROJECT, free_port
from tests.chaos.parts import manage

LATEST = 300  # seconds that the last roll-up may take once everybody has left
WRITTEN_OUT = 2_000  # contributions written one by one with their record; what one takes is measured on these


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        Path(folder).chmod(0o755)
        var = options.var or Path(folder)
        var.mkdir(parents=True, exist_ok=True)
        site = Site(var, free_port())
        try:
            return _run(site, options)
        finally:
            site.stop()


def _options() -> argparse.Namespace:
    import bench.load

    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=bench.load.__doc__, formatter_class=form)
    parser.add_argument("--readers", type=int, default=1000)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--newcomers", type=int, default=15, help="signing up at once; one takes about a minute")
    parser.add_argument("--seconds", type=float, default=150, help="measured, once all have arrived")
    parser.add_argument("--arrivals", type=float, default=40, help="seconds within which all arrive")
    parser.add_argument("--contributions", type=int, default=5000)
    parser.add_argument("--var", type=Path, help="folder of the parts, kept; by default a temporary one")
    return parser.parse_args()


def _run(site: Site, options: argparse.Namespace) -> int:
    before = os.getloadavg()[0]
    say(f"load average {before:.1f} on {os.cpu_count()} processors")
    grown = _filled(site, options.contributions)
    scene = _scene(site, options)
    site.start_worker()
    site.start_web()
    site.wait_ready()
    say("everybody arrives")
    crowd, watch = _evening(site, scene)
    left, loads = time.time(), (before, os.getloadavg()[0])
    say("everybody left; the roll-up under way ends")
    evening = printing.Evening(crowd, watch.parts, grown, _rollups(left), _logged(site.var), loads)
    return _tell(evening, options)


def _filled(site: Site, number: int) -> dict[str, float]:
    """Start the servers and fill the database; kB that a contribution takes, nothing where it was full before."""
    say("starting PostgreSQL and Valkey, making the tables")
    site.start_servers()
    for words in (("migrate", "--no-input"), ("collectstatic", "--no-input")):
        manage(site, *words, "--verbosity", "0")
    manage(site, "setup", "--demonstration")
    url = site.environment()["DATABASE_URL"]
    if sizes.contributions(url):  # of an earlier run in this folder
        return {}
    before, first = sizes.tables(url), min(number, WRITTEN_OUT)
    say(f"{number} contributions with their arguments and reactions")
    manage(site, "demo", "--scale", str(first))
    grown = sizes.a_contribution(before, sizes.tables(url), first)
    if number > first:
        manage(site, "demo", "--scale", str(number - first))
    return grown


def _scene(site: Site, options: argparse.Namespace) -> Path:
    os.environ.update(site.environment())
    import django

    django.setup()
    from django.db import connection

    from bench.load import scene

    found = scene.scene(options.writers) | {"site": site.site, "mail_port": site.mail_port}
    found |= {name: getattr(options, name) for name in ("readers", "newcomers", "seconds", "arrivals")}
    connection.close()
    for part in ("web", "worker"):
        (site.var / f"{part}.log").write_text("")
    path = site.var / "scene.json"
    path.write_text(json.dumps(found))
    return path


def _evening(site: Site, scene: Path) -> tuple[dict, Watch]:
    """What came of it, and what the parts used meanwhile."""
    watch = Watch(_roots(site))
    watch.start()
    command = [sys.executable, "-m", "bench.load.crowd", str(scene)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as people:
        try:
            arrived = json.loads(people.stdout.readline())
            watch.begin()
            say(f"{arrived['arrived']} people are there; from here on times count")
            told = json.loads(people.stdout.readline())
            watch.end()
        finally:
            people.terminate()
    return told, watch


def _roots(site: Site) -> dict:
    return {
        "a web process": lambda: site.web.pid,
        "a process of the worker": lambda: site.worker.pid,
        "a process of PostgreSQL": lambda: site.postgres.process.pid,
        "Valkey": lambda: site.valkey.process.pid,
    }


def _rollups(left: float) -> list[printing.Rolled]:
    """Those that were asked for in the evening, once the last one has ended, or LATEST seconds after all have left."""
    from django.db import connection

    from synthesis.models import RollUp

    asked = RollUp.objects.filter(asked_at__isnull=False, by__email="editor@exemple.invalid").order_by("pk")
    while asked.filter(state__in=("queued", "running")).exists() and time.time() < left + LATEST:
        time.sleep(1)
    ended = [
        printing.Rolled(
            (each.finished_at - each.asked_at).total_seconds(),
            max(0.0, each.finished_at.timestamp() - left),
            each.texts_read,
        )
        for each in asked.filter(state="done")
    ]
    connection.close()
    return ended


def _logged(var: Path) -> Counter:
    """What web and worker wrote down, by part and message."""
    found = Counter()
    for part in ("web", "worker"):
        for line in (var / f"{part}.log").read_text().splitlines():
            try:
                row = json.loads(line)
                if row["level"] in ("WARNING", "ERROR", "CRITICAL"):
                    found[f"{part}: {row['message'][:100]} {' '.join(row.get('sql', '').split())[:150]}".strip()] += 1
            except (ValueError, KeyError, TypeError):
                found[f"{part}: {line[:100]}"] += 1
    return found


def _tell(evening: printing.Evening, options: argparse.Namespace) -> int:
    at = time.strftime("%-d %B %Y, %H:%M UTC", time.gmtime())
    say(
        f"\nPrinted by `make load` on {at}: {options.readers} readers, {options.writers} writers,"
        f" {options.newcomers} signing up, a moderator, an editor;"
        f" {options.contributions} contributions; {options.seconds:.0f} s after {options.arrivals:.0f} s of arrivals.\n"
    )
    say(printing.told(evening))
    for name, words in evening.crowd["examples"].items():
        say(f"an answer: {name}: {words[:1500]}", sys.stderr)
    failed = printing.failures(evening)
    for words in failed:
        say(f"failed: {words}")
    return int(bool(failed))


def say(words: str, to=sys.stdout) -> None:
    print(words, file=to, flush=True)


if __name__ == "__main__":
    sys.exit(main())
