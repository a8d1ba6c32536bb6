"""The command line of the fault test; its head is that of the package."""

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.ledger import Ledger
from tests.chaos.parts import Parts, manage

CLIENTS, ACCOUNTS = 20, 12  # accounts of each, so that no limit of a person is what is tested


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        Path(folder).chmod(0o755)
        parts = Parts(Path(folder))
        try:
            return _run(parts, options)
        finally:
            parts.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--acknowledged", type=int, default=5000, help="acts to be acknowledged at least")
    parser.add_argument("--kills", type=int, default=30, help="parts to be killed at least")
    parser.add_argument("--limit", type=float, default=900, help="seconds after which it stops in any case")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _run(parts: Parts, options: argparse.Namespace) -> int:
    print("starting PostgreSQL, Valkey, the web server and the worker", flush=True)
    parts.start_servers()
    manage(parts, "migrate", "--no-input", "--verbosity", "0")
    manage(parts, "collectstatic", "--no-input", "--verbosity", "0")
    scene = _scene(parts)
    parts.start_worker()
    parts.start_web()
    parts.wait_ready()
    ledger = Ledger()
    kills = _storm(parts, scene, ledger, options)
    from tests.chaos.finding import look

    found = look(ledger)
    print(f"the worker ended by itself, and was started again, {parts.restarts} times", flush=True)
    return _tell(ledger, found, kills, options)


def _scene(parts: Parts):
    os.environ.update(parts.environment())
    import django

    django.setup()
    from django.db import connection

    from tests.chaos import people

    made = people.scene(CLIENTS * ACCOUNTS)
    connection.close()
    return made


def _storm(parts: Parts, scene, ledger: Ledger, options: argparse.Namespace) -> list[str]:
    """Everybody writes while one part after the other is killed; all parts are up when it returns."""
    from tests.chaos.clients import Client, Editor

    hands = [scene.citizens[n::CLIENTS] for n in range(CLIENTS)]
    clients = [Client(n, parts.port, scene, list(own), ledger, options.seed) for n, own in enumerate(hands)]
    clients.append(Editor(parts.port, scene, ledger, options.seed))
    for client in clients:
        client.start()
    kills, chance, began = [], random.Random(options.seed), time.monotonic()
    faults = parts.faults()
    bag: list[str] = []
    while not (ledger.count >= options.acknowledged and len(kills) >= options.kills):
        if time.monotonic() - began > options.limit:
            print(f"the limit of {options.limit:.0f} s is reached", flush=True)
            break
        bag = bag or chance.sample(sorted(faults), len(faults))  # each in its turn, in an order of chance
        name = bag.pop()
        faults[name]()
        kills.append(name)
        parts.wait_ready()
        print(f"{time.monotonic() - began:6.0f} s  {ledger.count:5d} acknowledged  killed: {name}", flush=True)
        time.sleep(chance.uniform(1, 6))
    for client in clients:
        client.over.set()
    for client in clients:
        client.join(240)
    return kills


def _tell(ledger: Ledger, found, kills: list[str], options: argparse.Namespace) -> int:
    wrong = [*found.wrong]
    faults_of_ours = sum(count for (_kind, status), count in ledger.answers.items() if status == 500)
    if faults_of_ours:
        wrong.append(f"{faults_of_ours} answers were 500")
    if ledger.count < options.acknowledged or len(kills) < options.kills:
        wrong.append("fewer acts or kills than asked for")
    for (kind, status), count in sorted(ledger.answers.items()):
        print(f"{kind:13s} {status or 'no answer'!s:>9s} {count:6d}")
    for name, examples in (("lost", found.lost), ("doubled", found.doubled), ("wrong", wrong)):
        for example in examples[:20]:
            print(f"{name}: {example}")
    for name, words in ledger.refusals.items():
        if not name.endswith((" 503",)):
            print(f"an answer: {name}: {' '.join(words.split())[:300]}")
    print(f"chaos: acknowledged={ledger.count} lost={len(found.lost)} doubled={len(found.doubled)} kills={len(kills)}")
    return int(bool(found.lost or found.doubled or wrong))


if __name__ == "__main__":
    sys.exit(main())
