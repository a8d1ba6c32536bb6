"""Everybody, in a process of their own: reads the scene as JSON, says when all have arrived, then what came of it.

python -m bench.load.crowd SCENE.json
"""

import json
import resource
import sys
from pathlib import Path

import locust.env  # first: it makes the sockets of this process wait for each other

import gevent  # isort: skip

from bench.load import people
from bench.load.post_office import PostOffice
from bench.load.tally import Tally


def main(path: str) -> int:
    scene = json.loads(Path(path).read_text())
    print(json.dumps(evening(scene)), flush=True)
    return 0


def evening(scene: dict) -> dict:
    """All arrive within `arrivals` seconds and stay for `seconds` more; what the tally tells, and the mails."""
    counts = {people.Reader: scene["readers"], people.Writer: len(scene["writers"])}
    counts |= {people.Newcomer: scene["newcomers"], people.Moderator: 1, people.Editor: 1}
    environment = _environment(scene, {who: number for who, number in counts.items() if number})
    tally = Tally()
    environment.events.request.add_listener(_noting(tally))
    environment.events.user_error.add_listener(lambda exception, **_: tally.note("the crowd", 0, 0, repr(exception)))
    runner, total = environment.create_local_runner(), sum(counts.values())
    runner.start(total, spawn_rate=max(1.0, total / scene["arrivals"]))
    runner.spawning_greenlet.join()
    gevent.sleep(2)
    print(json.dumps({"arrived": runner.user_count}), flush=True)
    before = _used()
    tally.begin()
    gevent.sleep(scene["seconds"])
    tally.end()
    spent = _used() - before
    runner.quit()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return tally.told() | {"mails": environment.post_office.mails, "cpu": spent, "memory": memory}


def _environment(scene: dict, counts: dict) -> locust.env.Environment:
    for who, number in counts.items():
        who.fixed_count = number
    environment = locust.env.Environment(user_classes=list(counts), host=scene["site"])
    environment.scene, environment.post_office = scene, PostOffice(scene["mail_port"])
    return environment


def _noting(tally: Tally):
    def note(name: str, response_time: float, response, exception, **_more) -> None:
        status = response.status_code if response is not None else 0
        tally.note(name, status, response_time, _example(response, exception))

    return note


def _example(response, exception) -> str:
    """What went wrong, in short."""
    if exception is None:
        return ""
    words = (response.text or "") if response is not None and response.status_code else ""
    return f"{exception!r} {' '.join(words.split())[:1500]}"


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
