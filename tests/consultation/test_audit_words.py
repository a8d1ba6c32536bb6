"""Every act that the code records has its words, and no entry holds words of a person."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from consultation.audit.words import OF_A_CONSULTATION, WORDS, words_of
from debates.models import Appeal, Decision

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = (
    *("administration", "consultation", "debates", "demo", "following"),
    *("imports", "moderation", "pages", "privacy", "synthesis"),
)
OF_PEOPLE = ("email", "mail", "name_of", "note", "text", "body", "words", "title_of", "display_name", "address", "ip")


def _recorded() -> Iterator[tuple[str, ast.Call]]:
    """Every call of `audit.record` in the source, with its first argument: words, or a pattern of an f-string."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record":
                    yield from ((pattern, call) for pattern in _patterns(call.args[0]))


def _patterns(action: ast.expr) -> list[str]:
    if isinstance(action, ast.IfExp):
        return [*_patterns(action.body), *_patterns(action.orelse)]
    if isinstance(action, ast.Constant):
        return [re.escape(action.value)]
    if isinstance(action, ast.JoinedStr):
        return ["".join(re.escape(p.value) if isinstance(p, ast.Constant) else r"\w+" for p in action.values)]
    raise AssertionError(f"write out the name of the act: {ast.unparse(action)}")


def test_every_act_recorded_anywhere_has_its_words():
    without = {pattern for pattern, _call in _recorded() if not any(re.fullmatch(pattern, act) for act in WORDS)}
    assert not without, "add them to consultation/audit/words.py"


@pytest.mark.parametrize("verdict", Decision.Verdict.values)
def test_every_decision_has_its_words(verdict):
    assert f"contribution.{verdict}" in WORDS


def test_every_answer_to_an_appeal_has_its_words():
    assert {f"appeal.{state}" for state in Appeal.State.values if state != Appeal.State.OPEN} <= set(WORDS)


def test_words_are_said_once_and_an_unknown_act_by_its_key():
    acts = [act for _group, acts in OF_A_CONSULTATION for act in acts]
    assert len(acts) == len(set(acts))
    assert words_of("something.old") == "something.old"


def test_nothing_recorded_is_named_after_words_of_people():
    """The details are ids, keys and counts: whoever adds one of these names must look for another way to say it."""
    named = {(keyword.arg, call.lineno) for _pattern, call in _recorded() for keyword in call.keywords if keyword.arg}
    assert not {name for name in named if name[0] in OF_PEOPLE}
