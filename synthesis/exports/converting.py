"""Pandoc, in its sandbox: it reads nothing but its input and the files it is told of, and never the network."""

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from .html_blocks import printable
from .templates import pandoc

TIMEOUT = 120  # seconds; the largest reports take a few


class NotConverted(RuntimeError):
    """Pandoc made no file; says why in its own words."""


def converted(markup: str, to: str, options: Iterable[str], files: Mapping[str, bytes]) -> bytes:
    """The file that pandoc makes of HTML. `files` are laid beside it: an option names one by `{folder}/name`.

    NotConverted when it fails or takes longer than TIMEOUT.
    """
    with TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        made = Path(folder) / f"report.{to}"
        told = [option.replace("{folder}", folder) for option in options]
        command = [pandoc(), "--sandbox", "--from=html-auto_identifiers", f"--to={to}", f"--output={made}", *told]
        _run(command, printable(markup).encode("utf-8", "replace"))
        return made.read_bytes()


def _run(command: list[str], given: bytes) -> None:
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=TIMEOUT)  # noqa: S603 (no shell)
    except subprocess.TimeoutExpired:
        raise NotConverted(f"no answer in {TIMEOUT} seconds") from None
    if done.returncode:
        raise NotConverted(done.stderr.decode("utf-8", "replace").strip()[-1000:])
