"""An archive is verified by its own program alone; whatever is altered in it is found, and named."""

import io
import json
import random
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debates.actions import withdraw
from debates.models import Contribution, State
from synthesis import archive, verify
from tests.factories import CommuneFactory, ContributionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def packed(published) -> bytes:
    return pack(published)


def pack(synthesis) -> bytes:
    out = io.BytesIO()
    archive.write(synthesis, out)
    return out.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def rewritten(files: dict[str, bytes], honest: bool = False) -> bytes:
    """The archive of these files. `honest=False`: by somebody who also makes every digest of the manifest again."""
    if not honest:
        manifest = json.loads(files["manifest.json"])
        for name, told in manifest["files"].items():
            told |= {"sha256": sha256(files[name]).hexdigest(), "bytes": len(files[name])}
            if name.endswith(".jsonl"):
                told["rows"] = manifest["tables"][Path(name).stem]["rows"] = files[name].count(b"\n")
            if name.endswith(".csv") and name.startswith("tables/"):
                told["rows"] = files[f"data/{Path(name).stem}.jsonl"].count(b"\n")
        manifest["synthesis"]["sha256"] = sha256(files["synthesis.json"]).hexdigest()
        if "snapshot.json" in files:
            manifest["snapshot"]["sha256"] = sha256(files["snapshot.json"]).hexdigest()
        files = files | {"manifest.json": json.dumps(manifest).encode()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def found(data: bytes, tmp_path) -> list[str]:
    """What differs, in words."""
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    report = verify.verify(path)
    return [f"{place}: {verify.say(key, 'en', **values)}" for place, key, values in report.differences]


def edited(files: dict[str, bytes], name: str, change) -> dict[str, bytes]:
    """The files with a JSON file, or the records of a table (its spreadsheet too), changed."""
    if not name.endswith(".jsonl"):
        value = json.loads(files[name])
        change(value)
        form = verify.canonical_ascii if name == "snapshot.json" else verify.canonical
        return files | {name: form(value)}
    rows = [json.loads(line) for line in files[name].splitlines()]
    change(rows)
    lines = b"".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for row in rows)
    return files | {name: lines, f"tables/{Path(name).stem}.csv": sheet(verify.TABLES[Path(name).stem][0], rows)}


def sheet(columns, rows) -> bytes:
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([verify._cell(value) for value in row.values()] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def run(*arguments, language="fr") -> subprocess.CompletedProcess:
    """The program as a stranger runs it: Python alone, nothing of the platform in sight."""
    command = [sys.executable, "-I", "-S", *map(str, arguments), "--lang", language]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def test_all_agrees_and_says_what_could_not_be_recomputed(packed, tmp_path):
    path = tmp_path / "archive.zip"
    path.write_bytes(packed)
    (tmp_path / "verify.py").write_bytes(members(packed)["verify.py"])
    done = run(tmp_path / "verify.py", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("TOUT CONCORDE")
    assert "petits effectifs" in done.stdout
    assert "entre deux bornes" in done.stdout
    assert sha256(packed).hexdigest() in done.stdout
    assert run(tmp_path / "verify.py", path, language="en").stdout.startswith("ALL AGREES")


def test_the_same_data_gives_the_same_bytes_and_names_nobody(published, packed):
    assert pack(published) == packed
    files = members(packed)
    whole = b"".join(files.values()).decode()
    authors = {text.author for text in Contribution.objects.select_related("author")}
    assert not [person.name for person in authors if person.name in whole or (person.email and person.email in whole)]
    assert set(json.loads(files["manifest.json"])["files"]) == set(files) - {"manifest.json"}


def test_the_published_document_is_the_same_with_its_names(published, packed, tmp_path):
    path, document = tmp_path / "a.zip", tmp_path / "document.json"
    path.write_bytes(packed)
    document.write_bytes(verify.canonical(published.document))
    done = run(archive.VERIFIER, path, "--document", document)
    assert done.returncode == 0, done.stdout
    assert "couvre les noms" not in done.stdout
    document.write_bytes(verify.canonical(published.document).replace(b"Le bail", b"Un bail"))
    done = run(archive.VERIFIER, path, "--document", document)
    assert done.returncode == 1
    assert "--document" in done.stdout


def _figure(document):
    document["figures"]["totals"]["contributions"] += 1


def _nature(document):
    document["figures"]["by"]["nature"][0]["contributions"] += 1


def _week(document):
    document["figures"]["by"]["week"][0]["contributions"] += 1


def _quote(document):
    document["quotes"][0]["text"] = document["quotes"][0]["text"].replace("bail", "bial")


def _whence(document):
    document["quotes"][0]["stakeholder"] = "Élu ou élue"


def _offset(document):
    document["quotes"][0]["start"] += 1


def _coverage(document):
    document["coverage"]["unread"] -= 1
    document["coverage"]["cited"] += 1


def _statement(document):
    document["themes"][0]["sections"][0]["statements"][0]["text"] = "Le bail aide."


def _uncited(document):
    document["themes"][0]["sections"][0]["statements"][0]["marks"] = []


def _ranking(document):
    document["themes"][0]["questions"][0]["part"]["most_agreed"][0]["agree"] += 1


def _group(document):
    document["themes"][0]["questions"][0]["part"]["groups"][0]["count"] += 1


def _digest(document):
    document["snapshot_sha256"] = "0" * 64


CHANGES = (
    _figure,
    _nature,
    _week,
    _quote,
    _whence,
    _offset,
    _coverage,
    _statement,
    _uncited,
    _ranking,
    _group,
    _digest,
)


def test_a_document_that_somebody_touched_is_found_with_every_digest_made_again(packed, tmp_path):
    files = members(packed)
    assert found(rewritten(files), tmp_path) == []
    for change in CHANGES:
        assert found(rewritten(edited(files, "synthesis.json", change)), tmp_path), change.__name__


def test_a_figure_that_is_changed_in_the_snapshot_too_is_found_from_the_data(packed, tmp_path):
    files = members(packed)
    both = edited(edited(files, "synthesis.json", _figure), "snapshot.json", _figure)
    assert any("totals" in line and "7 instead of 6" in line for line in found(rewritten(both), tmp_path))


def test_what_is_changed_in_the_data_is_found_and_named(packed, tmp_path):
    files = members(packed)

    def touched(table, change):
        return found(rewritten(edited(files, f"data/{table}.jsonl", change)), tmp_path)

    def body(rows):
        rows[0]["body"] += " !"

    def read(rows):
        rows[0]["text"] = rows[0]["text"].replace("trop long", "trop beau")

    assert any("data/versions.jsonl, 1" in line and "digest" in line for line in touched("versions", body))
    assert any("data/versions.jsonl, 1" in line and "written" in line for line in touched("versions", read))
    assert any("data/extracts.jsonl, 1" in line for line in touched("extracts", lambda rows: rows[0].update(end=9)))
    assert any("agree" in line for line in touched("contributions", lambda rows: rows[0].update(agree=7)))
    assert any("data/ideas.jsonl, 1" in line for line in touched("ideas", lambda rows: rows[0].update(extracts=3)))
    for table in (
        "contributions",
        "counted",
        "coverage",
        "extracts",
        "versions",
        "citations",
        "statements",
        "reactions",
    ):
        assert touched(table, lambda rows: rows.pop()), f"a row of {table} is missing"
        assert touched(table, lambda rows: rows.append(rows[-1])), f"a row of {table} is there twice"


def test_a_spreadsheet_says_the_same_as_the_data(packed, tmp_path):
    files = members(packed)
    other = files["tables/contributions.csv"].replace(b"Le bail", b"Le bial", 1)
    lines = found(rewritten(files | {"tables/contributions.csv": other}), tmp_path)
    assert any(line.startswith("tables/contributions.csv, 2") for line in lines)


def test_any_byte_of_the_data_that_is_altered_is_found(packed, tmp_path):
    files = members(packed)
    names = [name for name in files if name != "manifest.json" and files[name]]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(names), st.integers(0, 10**9), st.integers(1, 255))
    def altered(name, place, by):
        data = bytearray(files[name])
        data[place % len(data)] ^= by
        lines = found(rewritten(files | {name: bytes(data)}, honest=True), tmp_path)
        assert any(line.startswith(name) for line in lines), (name, place)

    altered()


def test_any_figure_or_quote_that_is_altered_is_found_with_every_digest_made_again(packed, tmp_path):
    """Every number and every text of the document, taken at random; its ids and addresses too."""
    files = members(packed)
    document = json.loads(files["synthesis.json"])
    leaves = list(_leaves(document))
    drawn = random.Random(7).sample(leaves, 60)
    missed = []
    for path in drawn:
        changed = json.loads(files["synthesis.json"])
        _alter(changed, path)
        if not found(rewritten(files | {"synthesis.json": verify.canonical(changed)}), tmp_path):
            missed.append(path)
    assert {path[-1] for path in missed} <= FREE, missed


# Words that nothing in the data says again: only the digest of the published document covers them.
FREE = {
    "title", "introduction", "consultation", "consultation_url", "url", "label", "name", "colour", "slug", "kind",
    "language", "lang", "origin", "consultation_slug", "schema",
}  # fmt: skip


def _leaves(value, path=()):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _leaves(item, (*path, place))
    elif isinstance(value, int | float | str) and not isinstance(value, bool):
        yield path


def _alter(value, path):
    *way, last = path
    for step in way:
        value = value[step]
    value[last] = f"{value[last]}x" if isinstance(value[last], str) else value[last] + 1


def test_a_text_hidden_since_is_withheld_and_counted(published, contributions, tmp_path):
    Contribution.objects.filter(pk=contributions[0].pk).update(state=State.HIDDEN)
    contributions[0].thread.update(covered=True)
    path = tmp_path / "a.zip"
    path.write_bytes(pack(published))
    assert "Le bail commercial" not in repr(members(path.read_bytes()))
    done = run(archive.VERIFIER, path)
    assert done.returncode == 0, done.stdout
    assert "dont le texte n'est plus public" in done.stdout


def test_answers_to_a_text_that_its_author_withdrew_stay_and_are_counted(published, contributions, tmp_path):
    assert withdraw(contributions[0], by=contributions[0].author)
    path = tmp_path / "a.zip"
    path.write_bytes(pack(published))
    files = members(path.read_bytes())
    [answer] = [json.loads(line) for line in files["data/arguments.jsonl"].splitlines()]
    assert answer["contribution"] == contributions[0].pk
    done = run(archive.VERIFIER, path)
    assert done.returncode == 0, done.stdout
    assert "1  arguments dont la contribution n'est plus publique" in done.stdout
    away = edited(members(pack(published)), "data/contributions.jsonl", lambda rows: rows.pop(0))
    assert found(rewritten(away), tmp_path)  # a text that was only taken out is still told by what speaks of it


def test_a_draft_without_a_rollup_and_nothing_at_all(consultation, theme, editor, tmp_path):
    from synthesis import actions

    assert found(pack(actions.draft(consultation, by=editor)), tmp_path) == []


def test_texts_of_all_kinds_come_through(published, question, natures, consultation, editor, tmp_path):
    from synthesis import actions
    from tests.synthesis.archive.conftest import roll_up

    for body in (
        "=1+1",
        "\t;\"'",
        "🙂" * 40,
        "a\u2028b",
        "# Titre\n\n> cité\n\n1. un\n2. deux",
        "&eacute; <b>",
        "x" * 40_000,
    ):
        ContributionFactory(
            question=question, nature=natures["model"], body=body, title="@titre; \"x\"",
            author=UserFactory(commune=CommuneFactory(medium_town=True)),
        )  # fmt: skip
    roll_up(consultation)
    assert found(pack(actions.draft(consultation, by=editor)), tmp_path) == []


# --- What cannot be read


def test_what_is_no_archive_is_refused(packed, tmp_path):
    files = members(packed)
    manifest = json.loads(files["manifest.json"])
    cases = {
        "nothing.zip": b"",
        "text.zip": b"bonjour",
        "truncated.zip": packed[: len(packed) // 2],
        "empty.zip": rewritten({}, honest=True),
        "json.zip": rewritten(files | {"manifest.json": b"{"}, honest=True),
        "deep.zip": rewritten(files | {"manifest.json": b"[" * 100_000}, honest=True),
        "format.zip": rewritten(
            files | {"manifest.json": json.dumps(manifest | {"format": "x/2"}).encode()}, honest=True
        ),
        "path.zip": rewritten(files | {"../x": b""}, honest=True),
        "absolute.zip": rewritten(files | {"/etc/x": b""}, honest=True),
        "many.zip": rewritten(files | {f"data/{n}": b"" for n in range(200)}, honest=True),
        "bomb.zip": rewritten(files | {"data/x": bytes(60_000_000)}, honest=True),
    }
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
        done = run(archive.VERIFIER, tmp_path / name)
        assert (done.returncode, done.stderr) == (2, ""), (name, done.stdout, done.stderr)
        assert done.stdout.startswith("ARCHIVE ILLISIBLE"), name
    assert run(archive.VERIFIER, tmp_path / "absent.zip").returncode == 2


def test_an_encrypted_member_is_refused(packed, tmp_path):
    data = bytearray(packed)
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    (tmp_path / "e.zip").write_bytes(data)
    assert run(archive.VERIFIER, tmp_path / "e.zip").returncode == 2


def test_a_byte_of_the_file_itself_that_is_altered_is_found(packed, tmp_path):
    """Wherever it is, but in what a ZIP repeats or ignores: dates and names of its own tables."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        spans = [(info.header_offset + 60 + len(info.filename), info.compress_size) for info in file.infolist()]
    for start, size in spans:
        if size < 60:
            continue
        data = bytearray(packed)
        data[start + size // 2 - 20] ^= 0x55
        path.write_bytes(data)
        assert run(archive.VERIFIER, path).returncode in (1, 2)


def test_a_structure_that_is_not_what_it_must_be_is_told_and_not_a_crash(packed, tmp_path):
    files = members(packed)
    for value in (b"3", b"[]", b"{}", b"null", b'{"themes":3,"quotes":{},"figures":[]}'):
        assert found(rewritten(files | {"synthesis.json": value}), tmp_path)
        assert found(rewritten(files | {"snapshot.json": value}), tmp_path)
    for table in verify.TABLES:
        assert found(rewritten(files | {f"data/{table}.jsonl": b'{"id":1}\n[]\n'}), tmp_path)
    for missing in files:
        if missing != "manifest.json":
            assert found(rewritten({k: v for k, v in files.items() if k != missing}, honest=True), tmp_path)


def test_the_version_told_is_that_of_the_sources():
    import tomllib

    from django.conf import settings as site

    declared = tomllib.loads((Path(site.ROOT) / "pyproject.toml").read_text())["project"]["version"]
    assert declared == archive.VERSION


def test_the_verifier_imports_nothing_of_the_platform():
    import ast

    tree = ast.parse(archive.VERIFIER.read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
