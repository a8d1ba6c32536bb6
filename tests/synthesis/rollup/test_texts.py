import json
import subprocess
import sys
from pathlib import Path

import pytest

from synthesis.rollup.texts import Text, in_order
from tests.synthesis.rollup.samples import make

ROOT = Path(__file__).resolve().parents[3]


def test_a_text_goes_through_json():
    text = make(1, "😀 « oui »", region=None, author=None, agree=4)

    assert Text.from_dict(json.loads(json.dumps(text.to_dict()))) == text


def test_an_unknown_field_is_refused():
    with pytest.raises(TypeError, match="mood"):
        Text.from_dict(make(1, "x").to_dict() | {"mood": "good"})


def test_texts_come_by_id():
    assert [text.id for text in in_order([make(3, ""), make(1, ""), make(2, "")])] == [1, 2, 3]


def test_web_processes_load_nothing_heavy():
    """Whatever module of the roll-up is imported, the scientific libraries wait until they are needed."""
    modules = sorted(path.stem for path in (ROOT / "synthesis" / "rollup").glob("[!_]*.py"))
    lines = [f"import synthesis.rollup.{name}" for name in modules]
    lines += [
        "import sys",
        "print([m for m in ('numpy', 'scipy', 'sklearn', 'datasketch', 'django') if m in sys.modules])",
    ]

    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert done.stdout.strip() == "[]"
