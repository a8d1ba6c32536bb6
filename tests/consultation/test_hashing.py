"""What hashing passwords takes: one at a time, and given back."""

import subprocess
import sys
import threading

import pytest

from consultation.embedded.places import PROJECT
from consultation.hashing import Argon2Hasher

KNOWN = ("un mot de passe", "unselassezlong")
ALL_AT_ONCE = """
import sys, threading, psutil
from consultation import serving
from consultation.hashing import Argon2Hasher
if sys.argv[1] == "serving":
    serving.post_fork(None, None)
hasher = Argon2Hasher()
work = lambda: [hasher.encode("un mot de passe", "unselassezlong") for _again in range(3)]
hasher.decode("argon2$argon2id$v=19$m=19456,t=2,p=1$dW5zZWxhc3Nlemxvbmc$9b2RJyFIUhNVkI2SGZg5nQ")
before = psutil.Process().memory_info().rss
threads = [threading.Thread(target=work) for _each in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print((psutil.Process().memory_info().rss - before) // 1_000_000)
"""


def test_one_password_waits_for_another():
    hasher, known = Argon2Hasher(), Argon2Hasher().encode(*KNOWN)
    found = []
    asked = [
        threading.Thread(target=lambda: found.append(hasher.encode(*KNOWN) == known)),
        threading.Thread(target=lambda: found.append(hasher.verify(KNOWN[0], known))),
        threading.Thread(target=lambda: found.append(not hasher.verify("un autre", known))),
    ]
    with Argon2Hasher._turn:
        for each in asked:
            each.start()
        asked[0].join(0.3)
        assert found == []
    for each in asked:
        each.join(30)
    assert found == [True] * 3


@pytest.mark.skipif(sys.platform != "linux", reason="what the library of another system keeps is another matter")
def test_a_process_that_serves_gives_back_what_hashing_took():
    command = [sys.executable, "-c", ALL_AT_ONCE, "serving"]
    told = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60)
    assert int(told.stdout) < 15  # megabytes: less than one hash
