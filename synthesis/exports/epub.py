"""The report as an EPUB 3: the same blocks, a file a chapter, with the contents that reading programs show.

Same document, same bytes: its identifier comes from the digest of the document, its date is the document's own.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZipFile

from django.utils.translation import gettext as _

from synthesis.document import Document, digest

from . import html, tongues, wording
from .blocks import Block, Heading, Paragraph, Report
from .converting import converted
from .html_blocks import WORD, body
from .report import compose
from .templates import zipped

_OPTIONS = (
    "--shift-heading-level-by=-1",
    "--split-level=1",
    "--toc",
    "--toc-depth=2",
    "--metadata-file={folder}/epub.json",
)


def write(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """A chapter begins with the mark of a draft, as long as the document is one."""
    report = compose(document)
    progress(30)
    markup = html.for_pandoc(
        report, body(_marked(report), WORD), author=report.consultation, subtitle=_subtitle(report)
    )
    progress(50)
    made = converted(markup, "epub3", _OPTIONS, _files(document))
    progress(95)
    out.write(_finished(made, document))


def _subtitle(report: Report) -> str:
    return " – ".join(part for part in (report.kind, report.edition, report.draft) if part)


def _marked(report: Report) -> Iterator[Block]:
    for block in report.blocks:
        yield block
        if report.draft and isinstance(block, Heading) and block.level == 1:
            yield Paragraph(report.draft, is_note=True)


_STYLE, _PACKAGE, _CONTENTS = "EPUB/styles/stylesheet1.css", "EPUB/content.opf", "EPUB/nav.xhtml"
_CHAPTER = re.compile(rb"<title>ch[0-9]+\.xhtml</title>(.*?<h1\b[^>]*>(.*?)</h1>)", re.DOTALL)


def _finished(made: bytes, document: Document) -> bytes:
    """With our style sheet and the document's own date, which pandoc reads neither of in its sandbox; chapters named by
    their headings.
    """
    with ZipFile(io.BytesIO(made)) as archive:
        parts = {name: _CHAPTER.sub(_named, archive.read(name)) for name in archive.namelist()}
    parts |= {n: tongues.in_epub(p.decode()).encode() for n, p in parts.items() if n.endswith(".xhtml")}
    parts[_STYLE] = Path(__file__).with_name("epub.css").read_bytes()
    parts[_PACKAGE] = parts[_PACKAGE].replace(b"1970-01-01T00:00:00Z", wording.utc(document.made_at).encode())
    for words, ours in ((b"Title Page", _("Page de titre")), (b"Table of Contents", _("Sommaire"))):
        parts[_CONTENTS] = parts[_CONTENTS].replace(words, ours.encode())
    return zipped(parts)


def _named(found: re.Match[bytes]) -> bytes:
    return b"<title>" + re.sub(rb"<[^>]*>", b"", found[2]) + b"</title>" + found[1]


def _files(document: Document) -> dict[str, bytes]:
    """What reading programs and libraries are told (EPUB Accessibility 1.1)."""
    told = {
        "identifier": f"urn:uuid:{uuid5(NAMESPACE_URL, digest(document))}",
        "date": wording.utc(document.made_at)[:10],
        "toc-title": _("Sommaire"),
        "accessModes": ["textual", "visual"],
        "accessModeSufficient": ["textual"],
    }
    return {"epub.json": json.dumps(told).encode()}
