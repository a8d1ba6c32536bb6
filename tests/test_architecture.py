"""The house keeps its floors: what may import what, who may write, how long a file may be, no template forgotten."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template.utils import get_app_template_dirs

ROOT = Path(settings.ROOT)
APPS = ("consultation", "pages", "debates", "synthesis", "imports", "moderation")
APPS += ("administration", "following", "privacy", "demo")
LONGEST = 400  # lines of a file
ALONE = {"synthesis/verify.py"}  # one file on purpose: whoever doubts an archive takes it along and reads it
WRITES = {"save", "create", "delete", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES |= {"add", "remove", "clear"}
NOT_ROWS = re.compile(r"^(_?actions|messages|cache|context|data|values|response|self|profile)\b")


def sources() -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def test_imports_only_go_down():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def test_no_file_is_too_long():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in [*sources(), *(ROOT / "static").rglob("*.js"), *(ROOT / "templates").rglob("*.html")]
        if (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert long.keys() - ALONE == set()


# --- Views change nothing by themselves


def views() -> list[Path]:
    return [path for path in sources() if "views" in path.parts or path.stem in ("views", "api", "api_urls", "urls")]


def writings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls of a method that writes rows, on something that may be one or a manager."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            called = ast.unparse(node.func)
            if not NOT_ROWS.match(called):
                yield node.lineno, called


@pytest.mark.parametrize("path", views(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_view_writes_no_row(path):
    assert list(writings(parsed(path))) == [], "a change of state is a function of actions.py"


def test_the_check_above_sees_what_it_looks_for():
    assert [
        called for _, called in writings(ast.parse("form.save(); Theme.objects.filter(pk=1).update(name='x')"))
    ] == [
        "form.save",
        "Theme.objects.filter(pk=1).update",
    ]
    assert list(writings(ast.parse("actions.remove(statement); messages.add(x)"))) == []


# --- Rules of the trade live in actions and rules


def test_no_signals():
    found = [
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(r"django\.db\.models\.signals|django\.dispatch|@receiver", path.read_text())
    ]
    assert found == []


def test_no_model_has_rules_in_save_or_delete():
    found = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in APPS
        for name in ("save", "delete", "clean", "full_clean")
        if name in vars(model)
    ]
    assert found == []


def test_periodic_tasks_wait_no_longer_than_their_interval():
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["options"]["expires"] <= entry["schedule"], name


# --- Templates

NAMED = re.compile(r"""["']([\w/.-]+\.(?:html|txt))(?:[#{][^"']*)?["']""")


def templates() -> set[str]:
    folder = ROOT / "templates"
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    for app in APPS:
        inner = ROOT / app / "templates"
        found |= {str(path.relative_to(inner)) for path in inner.rglob("*") if path.is_file()}
    return found


def named_somewhere() -> set[str]:
    """The templates that code or another template names, and the notices that an act tells of."""
    texts = [path.read_text() for path in sources()]
    texts += [path.read_text() for path in (ROOT / "templates").rglob("*") if path.is_file()]
    named = {name for text in texts for name in NAMED.findall(text)}
    one, many = r"\btell(?:_author|_later)?\([^,]+,\s*\"(\w+)\"", r"(?:tell_all|keep)\(\s*\"(\w+)\""
    by_outcome = r"\w+\.\w+: \"(\w+)\""
    told = {kind for text in texts for way in (one, many, by_outcome) for kind in re.findall(way, text)}
    return named | {f"notices/{kind}.txt" for kind in told}


def overrides(name: str) -> bool:
    """Whether it stands in the place of a template of an installed part."""
    return any((Path(folder) / name).exists() for folder in get_app_template_dirs("templates"))


def test_every_template_is_used():
    of_django = {f"{status}.html" for status in (400, 403, "403_csrf", 404, 429, 500, 503)}
    left = {name for name in templates() - named_somewhere() - of_django if not overrides(name)}
    assert left == set()


def test_no_template_styles_or_scripts_inline():
    """The content security policy refuses both; a block of JSON is neither."""
    bad = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(?:\bsrc=|type=\"application/json\"))|javascript:")
    found = {
        name: match.group(0)
        for name in templates()
        if name.endswith(".html") and (match := bad.search((ROOT / "templates" / name).read_text()))
    }
    assert found == {}
