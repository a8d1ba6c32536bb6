import datetime
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from synthesis.rollup.figures import figures
from synthesis.rollup.question import read_question
from synthesis.rollup.snapshot import canonical, digest, freeze, plain
from tests.synthesis.rollup.samples import FIBRE, TRAIN, made

ROOT = Path(__file__).resolve().parents[3]

SCRIPT = """
import random, sys
from synthesis.rollup.figures import figures
from synthesis.rollup.question import read_question
from synthesis.rollup.snapshot import digest, freeze
from tests.synthesis.rollup.samples import FIBRE, TRAIN, made
texts = made(*(FIBRE + TRAIN) * 12, "Oui", "oui !", "")
random.Random(sys.argv[1]).shuffle(texts)
parts = [({"id": 1, "title": "Fibre"}, read_question(texts)), ({"id": 2, "title": "Vide"}, read_question([]))]
random.Random(sys.argv[1]).shuffle(parts)
print(digest(freeze(parts, figures(texts), meta={"cut_off": "2018-06-15"})))
"""


def snapshot() -> dict:
    texts = made(*FIBRE, *TRAIN)
    return freeze([({"id": 1, "title": "Débit"}, read_question(texts))], figures(texts), meta={"slug": "mission"})


def test_the_same_input_in_any_order_and_process_gives_the_same_bytes():
    found = set()
    for seed in ("0", "1", "77"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1" if seed == "0" else "2"}
        command = [sys.executable, "-c", SCRIPT, seed]
        found.add(subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True).stdout)

    assert len(found) == 1
    assert len(found.pop().strip()) == 64


def test_a_snapshot_read_back_is_the_same():
    frozen = snapshot()

    assert json.loads(canonical(frozen)) == frozen
    assert digest(json.loads(json.dumps(frozen))) == digest(frozen)
    assert digest(frozen) == hashlib.sha256(canonical(frozen)).hexdigest()


def test_questions_are_listed_by_id_with_their_part():
    frozen = freeze([({"id": 2}, {"count": 0}), ({"id": 1}, {"count": 5})], {}, meta={})

    assert frozen["questions"] == [{"id": 1, "part": {"count": 5}}, {"id": 2, "part": {"count": 0}}]


def test_one_changed_letter_changes_the_digest():
    frozen = snapshot()
    before = digest(frozen)
    frozen["questions"][0]["part"]["groups"][0]["passages"][0]["quote"] += "s"

    assert digest(frozen) != before


def test_plain_values():
    assert plain({1: (0.123456, -0.00001), "d": datetime.date(2018, 4, 12)}) == {"1": [0.1235, 0.0], "d": "2018-04-12"}
    assert b"-0.0" not in canonical({"x": -0.00001})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: 0, "1": 0}])
def test_values_without_one_way_to_write_them_are_refused(value):
    with pytest.raises(ValueError, match="snapshot"):
        plain(value)


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="set"):
        plain({"x": set()})


def test_a_question_with_two_parts_or_no_id_is_refused():
    with pytest.raises(ValueError, match="two parts"):
        freeze([({"id": 1}, {}), ({"id": 1}, {})], {}, meta={})
    with pytest.raises(ValueError, match="no id"):
        freeze([({}, {})], {}, meta={})


def test_a_lone_surrogate_can_be_written():
    assert canonical({"quote": "\ud800"}) == b'{"quote":"\\ud800"}'
