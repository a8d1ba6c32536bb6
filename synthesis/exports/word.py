"""The report for word processors: pandoc, from the HTML of the same blocks, with pictures in pixels.

Pandoc runs in its sandbox: it reads nothing but its input and the reference file, and never the network.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from synthesis.document import Document

from . import html, wording
from .blocks import Figure, Heading, Report
from .report import compose
from .templates import finished, pandoc, reference

TIMEOUT = 120  # seconds; the largest reports take a few


def write_docx(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    _write(document, out, progress, "docx")


def write_odt(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    _write(document, out, progress, "odt")


def _write(document: Document, out: BinaryIO, progress: Callable[[int], None], format: str) -> None:
    report = compose(document)
    progress(30)
    body = _markup(report)
    progress(50)
    with TemporaryDirectory() as folder:
        _convert(body, report, format, Path(folder))
        progress(95)
        alternatives = [html.alternative(block.picture) for block in report.blocks if isinstance(block, Figure)]
        made = (Path(folder) / f"report.{format}").read_bytes()
        out.write(finished(made, wording.utc(document.made_at), alternatives))


def _convert(body: str, report: Report, format: str, folder: Path) -> None:
    """RuntimeError with pandoc's own words when it fails."""
    running = f"{html.printable(report.consultation)} · {report.kind} · {report.short}"
    base = reference(format, mark=report.draft, running=" ".join(running.split()), language=report.language)
    (folder / f"reference.{format}").write_bytes(base)
    command = [pandoc(), "--sandbox", "--from=html-auto_identifiers", f"--to={format}", "--shift-heading-level-by=-1"]
    command += [f"--reference-doc={folder / f'reference.{format}'}", f"--output={folder / f'report.{format}'}"]
    given = html.printable(body).encode("utf-8", "replace")
    done = subprocess.run(command, input=given, capture_output=True, timeout=TIMEOUT)  # noqa: S603 (no shell)
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace").strip())


def _markup(report: Report) -> str:
    """HTML for pandoc: what is in its head becomes the cover."""
    cover = (("author", report.consultation), ("subtitle", _subtitle(report)), ("date", report.edition))
    return format_html(
        '<!DOCTYPE html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n<title>{}</title>\n{}\n</head>\n'
        "<body>\n{}\n{}\n</body>\n</html>\n",
        report.language,
        report.title,
        format_html_join("\n", '<meta name="{}" content="{}">', cover),
        _contents(report),
        html.body(report, html.WORD),
    )


def _subtitle(report: Report) -> str:
    return f"{report.kind} – {report.draft}" if report.draft else report.kind


def _contents(report: Report) -> str:
    """Links rather than a field: nothing to update, and it works in every program."""
    chapters = [block for block in report.blocks if isinstance(block, Heading) and block.level == 1]
    items = format_html_join("\n", '<li><a href="#{}">{}</a></li>', ((c.anchor, c.text) for c in chapters))
    return format_html('<h2 id="sommaire">{}</h2>\n<ul>{}</ul>', _("Sommaire"), items)
