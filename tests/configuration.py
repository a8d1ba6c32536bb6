"""Every variable of the environment, as the code reads it: `python -m tests.configuration > docs/configuration.md`.

Of each: its name, what it must be, its default, and words for operators: the comment above it in .env.example where it
stands there, else that of its line. Read from the syntax of the modules (`env.int("NAME", 20)`,
`os.environ.get("NAME")`), so nothing has to be installed or started.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "consultation/settings.py"
PROVIDERS = ROOT / "consultation/providers/configuration.py"
BESIDE = (ROOT / "consultation/run.py", ROOT / "consultation/embedded/places.py")  # read without the settings
NOT_FOR_OPERATORS = {"MAKELEVEL"}  # how `make run` knows who started it
KINDS = {
    "str": "text",
    "bool": "yes or no",
    "int": "whole number",
    "float": "number",
    "decimal": "number",
    "path": "folder",
    "list": "list, with commas",
    "date": "day, 2026-05-12",
    "get": "text",
    "dj_email_url": "address",
}
HEAD = """# Configuration
<!-- Written by `python -m tests.configuration > docs/configuration.md`; the words are comments of the code. -->

Everything is told by environment variables: in `/etc/consultation/consultation.env` [on one
machine](operations/debian.md), in `.env` [with compose](operations/compose.md). They are read at the start: restart
every process after a change. "Yes or no" takes `true` and `false`, `1` and `0`, `yes` and `no`. Keep to yourself those
whose name ends in `KEY`, `TOKEN`, `PASSWORD`, `SECRET` or `DSN`, and addresses with a password in them.
"""
OF_PROVIDERS = """
## Of each identity provider
`<NAME>` is its short name of `OIDC_PROVIDERS` in capitals, `-` written `_`; [how to plug FranceConnect and
ProConnect](fr/franceconnect-proconnect.md), [what is believed of a provider](decisions/identity-providers.md). The
address of return to declare is `SITE_URL` followed by `/comptes/oidc/<name>/login/callback/`, and that of the return
from signing out `SITE_URL` followed by `/`. In containers, write these variables in a `docker-compose.override.yml`,
for `migrate`, `web`, `worker` and `beat`.

"""
OF_COMPOSE = """
## Read by docker-compose.yml and gunicorn alone
"""


@dataclass(frozen=True)
class Variable:
    """`section`: the heading it stands under in the settings; `default`: as the page has it; `words`: what it does."""

    name: str
    kind: str
    default: str
    words: str
    section: str = ""

    @property
    def line(self) -> str:
        return f"| `{self.name}` | {self.kind} | {self.default} | {self.words} |\n"


def page() -> str:
    """The whole of docs/configuration.md."""
    read = variables()
    written = HEAD
    for section in dict.fromkeys(each.section for each in read):
        written += f"\n## {section}\n{_table([each for each in read if each.section == section])}"
    return written + OF_PROVIDERS + _table(of_providers()) + OF_COMPOSE + _table(of_compose())


def _table(rows: list[Variable]) -> str:
    return "| variable | is | default | what it does |\n|---|---|---|---|\n" + "".join(each.line for each in rows)


def variables() -> list[Variable]:
    """Those that our processes read, in the order of the settings, each once."""
    words = example()
    found = {each.name: replace(each, words=words.get(each.name) or each.words) for each in _read(SETTINGS)}
    for each in (each for module in BESIDE for each in _read(module, "Where it runs")):
        found[each.name] = replace(found.get(each.name, each), words=each.words or found[each.name].words)
    return sorted(found.values(), key=lambda each: list({e.section: 0 for e in found.values()}).index(each.section))


def of_providers() -> list[Variable]:
    """The variables of one identity provider."""
    named = _read(PROVIDERS, "Providers")
    return [Variable(f"OIDC_<NAME>_{each.name}", each.kind, each.default, each.words) for each in named]


def of_compose() -> list[Variable]:
    """What docker-compose.yml and gunicorn read and our code does not; words from .env.example."""
    text = (ROOT / "docker-compose.yml").read_text()
    asked = dict(re.findall(r"\$\{([A-Z_]+)(?::[-?]([^}]*))?\}", text))
    known = {each.name for each in variables()}
    words = example()
    rows = [(name, "required" if default.startswith("see") else f"`{default}`") for name, default in asked.items()]
    return [Variable(name, "text", default, words.get(name, "")) for name, default in rows if name not in known]


def example() -> dict[str, str]:
    """The comment above each variable of .env.example, on one line; "" where there is none."""
    found = re.findall(r"((?:^# (?!---).*\n)*)^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    return {name: _cell(" ".join(line[2:] for line in said.splitlines())) for said, name in found}


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "&lt;")


def _read(path: Path, section: str = "") -> list[Variable]:
    lines = path.read_text().splitlines()
    sections = [(number, line[6:]) for number, line in enumerate(lines, 1) if line.startswith("# --- ")]
    found = {}
    for statement, call in _calls(ast.parse("\n".join(lines))):
        under = section or [title for number, title in sections if number <= call.lineno][-1]
        name = call.args[0].value
        optional = len(call.args) > 1 or call.func.attr in ("get", "dj_email_url")
        default = _default(call.args[1]) if len(call.args) > 1 else "none" if optional else "required"
        words = _words(lines, statement, call)
        held = found.get(name)
        if held is None or (not held.words and words):
            found[name] = Variable(name, KINDS[call.func.attr], default, words, under)
        if held is not None and held.kind == "text" and call.func.attr in ("date", "decimal"):
            found[name] = Variable(name, KINDS[call.func.attr], "none", found[name].words, under)
    return list(found.values())


def _calls(tree: ast.Module) -> Iterator[tuple[ast.stmt, ast.Call]]:
    """Each question asked of the environment by a constant name, with the statement it is in."""
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt) and not isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.With):
            body = statement.test if isinstance(statement, ast.If) else statement
            for node in ast.walk(body):
                if isinstance(node, ast.Call) and _asks(node):
                    yield statement, node


def _asks(call: ast.Call) -> bool:
    asked, name = ast.unparse(call.func), call.args[0] if call.args else None
    if not isinstance(name, ast.Constant) or not isinstance(name.value, str) or name.value in NOT_FOR_OPERATORS:
        return False
    return asked == "os.environ.get" or (asked.startswith("env.") and call.func.attr in KINDS)


def _words(lines: list[str], statement: ast.stmt, call: ast.Call) -> str:
    """The comments of the call's own lines, else those of the statement; those above it when nothing else is said."""
    near = range(call.lineno, call.end_lineno + 1)
    said = [comment for number in near if (comment := _comment(lines[number - 1]))]
    if not said and not isinstance(statement, ast.If):
        said = [_comment(lines[number - 1]) for number in range(statement.lineno, statement.end_lineno + 1)]
    return _cell(" ".join(each for each in said if each))


def _comment(line: str) -> str:
    _code, _mark, said = line.partition("  # ")
    return "" if said.startswith("noqa") else said.strip()


def _default(node: ast.expr) -> str:
    """As an operator reads it: a value, a folder, or what it is when everything is embedded and when not."""
    if isinstance(node, ast.Constant):
        return {"''": "none", "False": "no", "True": "yes"}.get(repr(node.value), f"`{node.value}`")
    if isinstance(node, ast.List):
        return f"`{','.join(item.value for item in node.elts)}`" if node.elts else "none"
    if isinstance(node, ast.IfExp):
        return f"{_default(node.body)} when embedded, else {_default(node.orelse)}"
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else _asked(part) for part in node.values)
        return f"`{''.join(parts)}`"
    return f"`{_folder(ast.unparse(node))}`" if isinstance(node, ast.BinOp) else "its short name"


def _folder(code: str) -> str:
    """`VAR / 'mail'` as EMBEDDED_VAR/mail; what lies in the project by its name alone."""
    path = re.sub(r" / '([^']*)'", r"/\1", code)
    return path.removeprefix("ROOT/") if path.startswith("ROOT/") else path.replace("VAR", "EMBEDDED_VAR", 1)


def _asked(part: ast.FormattedValue) -> str:
    return next(node.args[0].value for node in ast.walk(part) if isinstance(node, ast.Call) and node.args)


if __name__ == "__main__":
    sys.stdout.write(page())
