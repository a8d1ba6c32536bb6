"""The open-data archive: all public data of a synthesis without names, the frozen document, and what checks them.

A ZIP. The same data gives the same bytes. `verify.py`, which is in it, recomputes the figures and needs nothing else
than Python.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from synthesis import composing, renewing, verbatim
from synthesis.looking import one_look
from synthesis.models import Synthesis
from synthesis.open_data import Scope, datasets
from synthesis.rollup.snapshot import canonical as canonical_snapshot

from . import contents, explaining
from .contents import anonymous_digest
from .members import Members, canonical

__all__ = ["anonymous_digest", "write"]
VERSION = "0.1.0"  # of the software, as pyproject.toml declares it
VERIFIER = Path(__file__).resolve().parent.parent / "verify.py"


def write(
    synthesis: Synthesis,
    out: BinaryIO,
    progress: Callable[[int], None] = lambda percent: None,
    *,
    job: int | None = None,
) -> str:
    """Write the archive of a synthesis to `out`; the name for its file.

    Everything is read in one transaction, so that the tables and the document agree. Constant memory but for the
    document. `progress` is told the share done, from 0 to 100.
    """
    with one_look(progress) as progress:
        document = renewing.as_readable(composing.document(synthesis))
        verbatim.require(document)
        scope = Scope(synthesis, document)
        frozen = contents.snapshot(synthesis)
        members = Members(out)
        told = contents.manifest(scope, frozen, job, VERSION)
        for name, data in explaining.files(scope, told):
            members.write(name, data)
        members.write("verify.py", VERIFIER.read_bytes())
        members.write("synthesis.json", canonical(contents.document(scope)))
        if frozen is not None:
            members.write("snapshot.json", canonical_snapshot(frozen))
        told["tables"] = dict(_tables(scope, members, progress))
        told["files"] = members.files.copy()
        members.write("manifest.json", _readable(told))
        members.close()
    return file_name(scope)


def file_name(scope: Scope) -> str:
    document = scope.document
    draft = "-brouillon" if document.is_draft else ""
    return f"{document.consultation_slug}-synthese-{document.number}{draft}-archive.zip"


def _tables(scope: Scope, members: Members, progress: Callable[[int], None]) -> Iterator[tuple[str, Any]]:
    found = datasets(scope)
    for done, dataset in enumerate(found):
        progress(100 * done // len(found))
        rows = members.table(dataset)
        columns = {column.name: column.type for column in dataset.columns}
        yield dataset.name, {"rows": rows, "key": list(dataset.key), "columns": columns}


def _readable(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
