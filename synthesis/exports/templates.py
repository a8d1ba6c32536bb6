"""Reference files for pandoc: its own, with the report's styles, A4 pages, and a head and a foot on every page."""

import io
import re
import subprocess
from collections.abc import Iterable
from functools import cache
from html import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from . import docx_parts, odt_parts, tongues

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same parts give the same file


def reference(format: str, *, mark: str, running: str, language: str) -> bytes:
    """A reference file for "docx" or "odt": `mark` at the head of every page ("" for none), `running` and the page at
    its foot. KeyError on another format."""
    change = {"docx": _docx, "odt": _odt}[format]
    parts = change(dict(_parts(format)), escape(mark), escape(running), language)
    return zipped(parts)


@cache
def pandoc() -> str:
    import pypandoc

    return pypandoc.get_pandoc_path()


@cache
def _parts(format: str) -> tuple[tuple[str, bytes], ...]:
    """The members of pandoc's own reference file."""
    command = [pandoc(), "--print-default-data-file", f"reference.{format}"]
    data = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout  # noqa: S603 (fixed words)
    with ZipFile(io.BytesIO(data)) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def finished(file: bytes, made_at: str, alternatives: Iterable[str]) -> bytes:
    """Pandoc's file with the document's own date and the pictures' descriptions, in order.

    Pandoc's DOCX repeats the data of a picture as a second description, its ODT has no description at all.
    """
    with ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in ("docProps/core.xml", "meta.xml"):
        if name in parts:
            parts[name] = re.sub(rb"1970-01-01T00:00:00Z", made_at.encode(), parts[name])
    if "word/document.xml" in parts:
        body = re.sub(rb'descr="data:[^"]*"', b'descr=""', parts["word/document.xml"])
        parts["word/document.xml"] = tongues.in_docx(body.decode()).encode()
    if "content.xml" in parts:
        content = _described(parts["content.xml"], alternatives)
        parts["content.xml"] = tongues.in_odt(content.decode()).encode()
    return zipped(parts)


def _described(content: bytes, alternatives: Iterable[str]) -> bytes:
    """The content with a description in the frame of each picture."""
    words = iter(alternatives)

    def with_words(found: re.Match[bytes]) -> bytes:
        return found.group() + f"<svg:desc>{escape(next(words, ''))}</svg:desc>".encode()

    return re.sub(rb"<draw:image [^>]*/>", with_words, content)


def zipped(parts: dict[str, bytes]) -> bytes:
    """The parts as one file, in their order; the same parts give the same bytes."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in parts.items():  # OpenDocument wants its "mimetype" first, and stored
            how = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(ZipInfo(name, _EPOCH), data, how)
    return out.getvalue()


def _docx(parts: dict[str, bytes], mark: str, running: str, language: str) -> dict[str, bytes]:
    parts["word/header1.xml"] = docx_parts.header(mark).encode()
    parts["word/footer1.xml"] = docx_parts.footer(running).encode()
    _edit(parts, "[Content_Types].xml", [("</Types>", f"{docx_parts.TYPES}</Types>")])
    _edit(parts, "word/_rels/document.xml.rels", [("</Relationships>", f"{docx_parts.RELATIONS}</Relationships>")])
    _edit(parts, "word/document.xml", [(r"<w:sectPr>.*?</w:sectPr>", docx_parts.SECTION)])
    _edit(
        parts,
        "word/theme/theme1.xml",
        [(r'<a:latin typeface="Aptos( Display)?"[^/]*/>', '<a:latin typeface="Georgia"/>')],
    )
    styles = [(_docx_style(name), xml) for name, xml in docx_parts.STYLES.items()]
    extra = ("</w:styles>", f"{docx_parts.OWN_STYLES}</w:styles>")
    _edit(parts, "word/styles.xml", [*styles, extra, (r'w:val="en-US"', f'w:val="{language}"')])
    return parts


def _docx_style(name: str) -> str:
    return rf'<w:style [^>]*w:styleId="{name}">.*?</w:style>'


def _odt(parts: dict[str, bytes], mark: str, running: str, language: str) -> dict[str, bytes]:
    pages = (r"<style:master-page.*?</style:master-page>", odt_parts.pages(mark, running))
    layout = (r"<style:page-layout .*?</style:page-layout>", odt_parts.LAYOUT)
    styles = [(rf'<style:style style:name="{name}".*?</style:style>', xml) for name, xml in odt_parts.STYLES.items()]
    extra = ("</office:styles>", f"{odt_parts.OWN_STYLES}</office:styles>")
    faces = ("Times New Roman|Arial", "Georgia")
    country = (r'fo:language="en"\s+fo:country="US"', f'fo:language="{language}" fo:country="none"')
    _edit(parts, "styles.xml", [pages, layout, *styles, extra, faces, country])
    return parts


def _edit(parts: dict[str, bytes], name: str, changes: Iterable[tuple[str, str]]) -> None:
    """Replace each pattern in a member. ValueError when one is not there: a new pandoc has another reference file."""
    text = parts[name].decode()
    for pattern, replacement in changes:
        text, count = re.subn(pattern, lambda _found, as_is=replacement: as_is, text, flags=re.DOTALL)
        if not count:
            raise ValueError(f"{pattern} is not in {name}")
    parts[name] = text.encode()
