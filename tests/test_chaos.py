"""The fault test, short: each fault once. `make chaos` runs the whole of it."""

import os
import re
import subprocess
import sys

from consultation.embedded.places import PROJECT

ELSEWHERE = ("DATABASE_URL", "REDIS_URL", "EMBEDDED_VAR", "DJANGO_SETTINGS_MODULE", "PYTEST_CURRENT_TEST")


def test_nothing_accepted_is_lost_or_doubled_while_each_part_is_killed():
    command = [sys.executable, "-m", "tests.chaos", "--acknowledged", "100", "--kills", "8", "--limit", "300"]
    environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)

    said = done.stdout.splitlines()
    assert done.returncode == 0, "\n".join([*said[-40:], done.stderr[-4000:]])
    found = re.fullmatch(r"chaos: acknowledged=(\d+) lost=0 doubled=0 kills=(\d+)", said[-1])
    assert (int(found[1]) >= 100, int(found[2]) >= 8) == (True, True)
