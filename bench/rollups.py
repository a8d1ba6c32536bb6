"""The whole roll-up through real rows: what one and two processes take for it, and what 100 more texts take.

    .venv/bin/python -m bench.rollups [NUMBER ...] [--var FOLDER]

For each number, 1,000 and 10,000 by default, a database of its own is filled with contributions of about 50 words (a
fifth of them copies, see `bench.campaigns`) by as many people as an eighth of them, under three questions, and two
reactions each. Then the job is done by one process from nothing, by two from nothing, which are started for it (the
loading of libraries counts), and by the same two, which live on as those of a worker do, after 100 more contributions.
Each does what a worker does, task by task, on the rows; what it tells is its own peak memory and processor time. The
digests of the first two must be the same.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (1_000, 10_000)
AIMS = {1_000: (15, 0.7), 10_000: (90, 1.5), 100_000: (900, 3.0)}  # seconds on two processors, GB of a process
MORE, MORE_AIM = 100, 10
SHARES = (0.6, 0.25, 0.15)  # of the texts, by question
SLUG = "mesure"
PUBLISH = """
UPDATE debates_contribution c SET live_id = v.id, state = 'published'
FROM debates_version v WHERE v.contribution_id = c.id AND c.live_id IS NULL
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*")
    parser.add_argument("--var", type=Path, help="folder of the databases, kept; by default a temporary one")
    parser.add_argument("--do", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.do:
        return _inside(options.do, options.sizes)
    print(f"{'texts':>8}  {'done by':14}{'clock s':>9}{'cpu s':>9}{'memory of a process':>21}  digest", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        return max(measure(size, (options.var or Path(folder)) / str(size)) for size in options.sizes or SIZES)


def measure(size: int, var: Path) -> int:
    """Print the three lines of a size; 1 when an aim is missed or the digests differ."""
    os.environ["EMBEDDED_VAR"] = str(var)
    var.mkdir(parents=True, exist_ok=True)
    _run("fill", size)
    one = _line(size, "one process", alone := [], 1)
    _end(alone)
    two = _line(size, "two processes", workers := [], 2)
    _run("fill", size + MORE)
    more = _line(size, f"{MORE} more, two", workers, 2, anew=False)
    _end(workers)
    seconds, memory = AIMS.get(size, (float("inf"), float("inf")))
    met = two["clock"] <= seconds and max(one["memory"], two["memory"]) <= memory and more["clock"] <= MORE_AIM
    print(
        f"{'':10}aims: {seconds} s, {memory} GB; {MORE_AIM} s for {MORE} more; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return int(not met or one["sha256"] != two["sha256"])


def _line(size: int, name: str, workers: list[subprocess.Popen], processes: int, *, anew: bool = True) -> dict:
    """Print what a roll-up takes of so many processes: those in `workers`, else new ones, which are left there."""
    rollup, started = json.loads(_run("ask", int(anew)))["rollup"], time.perf_counter()
    command = [sys.executable, "-m", "bench.rollups", "--do", "work"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers.extend(subprocess.Popen(command, **pipes) for _ in range(processes - len(workers)))
    for worker in workers:
        print(rollup, file=worker.stdin, flush=True)
    told = [json.loads(worker.stdout.readline()) for worker in workers]
    found = {
        "clock": time.perf_counter() - started,
        "cpu": sum(each["cpu"] for each in told),
        "memory": max(each["memory"] for each in told),
        "sha256": told[0]["sha256"],
    }
    line = f"{size:8}  {name:14}{found['clock']:9.1f}{found['cpu']:9.1f}{found['memory']:18.2f} GB"
    print(f"{line}  {found['sha256'][:16]}", flush=True)
    return found


def _end(workers: list[subprocess.Popen]) -> None:
    for worker in workers:
        worker.communicate()


def _run(do: str, number: int) -> str:
    command = [sys.executable, "-m", "bench.rollups", "--do", do, str(number)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1]


# --- In a process of its own, with the database


def _inside(do: str, numbers: list[int]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
    import django

    django.setup()
    if do == "work":
        return _live()
    print(json.dumps({"fill": fill, "ask": ask}[do](*numbers)), flush=True)
    return 0


def _live() -> int:
    """A process of a worker: the roll-ups whose numbers come, one after the other, until nothing comes any more."""
    spent = 0.0
    for line in sys.stdin:
        told = work(int(line))
        used = told["cpu"]
        print(json.dumps(told | {"cpu": used - spent}), flush=True)
        spent = used
    return 0


def fill(count: int) -> dict:
    """Bring the database to so many contributions."""
    from django.core.management import call_command
    from django.db import connection

    from consultation.territories.load import load_territories
    from consultation.territories.models import Commune
    from debates.models import Contribution

    call_command("migrate", verbosity=0)
    if not Commune.objects.exists():
        load_territories()
    there = Contribution.objects.count()
    if there < count:
        _write(count - there, there)
        with connection.cursor() as cursor:
            cursor.execute(PUBLISH)
            cursor.execute("ANALYZE")
    return {"contributions": Contribution.objects.count()}


def _write(count: int, there: int) -> None:
    from bench.campaigns import made

    texts, _ = made(count, (0.01, 0.2), seed=there)
    questions, people = _questions(), _people(count // 8 + 20, there)
    bounds = [SHARES[0], SHARES[0] + SHARES[1]]
    for start in range(0, len(texts), 5_000):
        rows = []
        for place, text in enumerate(texts[start : start + 5_000]):
            question = questions[sum((place % 100) / 100 >= bound for bound in bounds)]
            rows.append((question, people[(start + place) * 7 % len(people)], text.body))
        _write_rows(rows, people)


def _write_rows(rows: list[tuple], people: list) -> None:
    from hashlib import sha256

    from django.utils import timezone

    from debates.models import Contribution, Reaction, Version

    nature = rows[0][0].theme.consultation.natures.get(key="finding")
    roots = Contribution.objects.bulk_create(
        [
            Contribution(
                question=question,
                author=author,
                nature=nature,
                stakeholder=author.stakeholder,
                commune_id=author.commune_id,
                agree_count=place % 3 > 0,
                disagree_count=place % 3 != 1,
            )
            for place, (question, author, _) in enumerate(rows)
        ]
    )
    now = timezone.now()
    Version.objects.bulk_create(
        Version(
            contribution=root,
            number=1,
            by=author,
            body=body,
            html=f"<p>{body}</p>",
            text=body,
            sha256=sha256(body.encode()).hexdigest(),
            published_at=now,
        )
        for root, (_, author, body) in zip(roots, rows, strict=True)
    )
    reactions = []
    for place, root in enumerate(roots):
        kinds = [kind for kind, there in (("agree", root.agree_count), ("disagree", root.disagree_count)) if there]
        reactions += [
            Reaction(contribution=root, by=people[(place * 3 + step) % len(people)], kind=kind)
            for step, kind in enumerate(kinds)
        ]
    Reaction.objects.bulk_create(reactions, batch_size=5_000)


def _questions() -> list:
    from consultation.models import Consultation
    from debates.models import Nature, Question, Theme

    consultation, _ = Consultation.objects.get_or_create(slug=SLUG, defaults={"name": "Mesure"})
    Nature.objects.get_or_create(consultation=consultation, key="finding", defaults={"position": 1})
    theme, _ = Theme.objects.get_or_create(consultation=consultation, slug="theme", defaults={"name": "Thème"})
    return [
        Question.objects.get_or_create(theme=theme, slug=f"q{number}", defaults={"title": f"Question {number}"})[0]
        for number in range(len(SHARES))
    ]


def _people(number: int, there: int) -> list:
    from consultation.models import Stakeholder, User
    from consultation.territories.models import Commune

    codes = list(Commune.objects.order_by("code").values_list("code", flat=True)[::37])
    people = [
        User(
            name=f"Une personne {place}",
            stakeholder=Stakeholder.values[place % len(Stakeholder.values)],
            commune_id=codes[place % len(codes)],
            origin=f"bench:{there}:{place}",
            password="!",
        )
        for place in range(number)
    ]
    return User.objects.bulk_create(people, batch_size=5_000)


def ask(anew: int) -> dict:
    """Ask for a roll-up; `anew`: nothing was ever read."""
    from consultation.models import Consultation
    from synthesis import actions
    from synthesis.models import TextFeatures

    if anew:
        TextFeatures.objects.all().delete()
    return {"rollup": actions.request_roll_up(Consultation.objects.get(slug=SLUG), by=None).pk}


def work(pk: int) -> dict:
    """What a worker does of a roll-up, until it is over."""
    from synthesis import tasks
    from synthesis.models import JobState, RollUp
    from synthesis.tasks.rolling_up import parts_to_build

    rollup = RollUp.objects.get(pk=pk)
    tasks.open_parts(pk)
    while (rollup.refresh_from_db(fields=["state"])) or rollup.state in (JobState.QUEUED, JobState.RUNNING):
        shard = rollup.shards.filter(state=JobState.QUEUED).order_by("pk").first()
        part = None if shard else parts_to_build(rollup).filter(state=JobState.QUEUED).order_by("pk").first()
        if shard:
            tasks.finish_shard(shard.pk)
        elif part:
            tasks.build_part(part.pk)
        else:
            time.sleep(0.05)
    rollup.refresh_from_db()
    if rollup.state != JobState.DONE:
        raise RuntimeError(rollup.error)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024**2, "sha256": rollup.sha256}


if __name__ == "__main__":
    sys.exit(main())
