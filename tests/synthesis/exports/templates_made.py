"""Templates as a body would make them, and files that pretend to be some."""

import io
import re
import struct
import subprocess
from functools import cache
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from synthesis.exports.templates import pandoc

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:p><w:r><w:t>Ministère des Lieux communs</w:t></w:r></w:p></w:hdr>"
)


@cache
def plain(format: str) -> bytes:
    """Pandoc's own reference file."""
    command = [pandoc(), "--print-default-data-file", f"reference.{format}"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def parts_of(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return out.getvalue()


@cache
def ministry_docx() -> bytes:
    """Titles in a colour of its own, a header on every page but the first, a link in its foot."""
    parts = parts_of(plain("docx"))
    styles = parts["word/styles.xml"].decode()
    parts["word/styles.xml"] = re.sub(
        r'(w:styleId="Heading1">.*?<w:color )[^>]*/>', r'\1w:val="123456"/>', styles, count=1, flags=re.DOTALL
    )
    parts["word/header1.xml"] = HEAD
    types = parts["[Content_Types].xml"].decode()
    kind = f'<Override PartName="/word/header1.xml" ContentType="{MEDIA}.header+xml"/></Types>'
    parts["[Content_Types].xml"] = types.replace("</Types>", kind)
    relations = parts["word/_rels/document.xml.rels"].decode()
    relation = f'<Relationship Type="{OFFICE}/header" Id="rId77" Target="header1.xml"/></Relationships>'
    parts["word/_rels/document.xml.rels"] = relations.replace("</Relationships>", relation)
    document = parts["word/document.xml"].decode()
    head = f'<w:sectPr><w:headerReference xmlns:r="{OFFICE}" w:type="default" r:id="rId77"/>'
    closed = document.replace("<w:sectPr>", head).replace("</w:footnotePr>", "</w:footnotePr><w:titlePg/>")
    return packed({**parts, "word/document.xml": closed})


@cache
def ministry_odt() -> bytes:
    parts = parts_of(plain("odt"))
    styles = parts["styles.xml"].decode()
    head = "<style:header><text:p>Ministère des Lieux communs</text:p></style:header>"
    parts["styles.xml"] = re.sub(r"(<style:master-page[^>]*>)", rf"\1{head}", styles)
    return packed(parts)


def changed(format: str, **others: bytes | str) -> bytes:
    """Pandoc's reference file with parts added or replaced."""
    return packed({**parts_of(plain(format)), **others})


def related(type: str, target: str) -> bytes:
    """A Word file with a relationship to something outside."""
    name = "word/_rels/document.xml.rels"
    line = f'<Relationship Type="{OFFICE}/{type}" Id="rId99" Target="{target}" TargetMode="External"/></Relationships>'
    return changed("docx", **{name: parts_of(plain("docx"))[name].decode().replace("</Relationships>", line)})


def bomb() -> bytes:
    """A small file whose parts unpack to a gigabyte."""
    zeros = b"\0" * 10_000_000
    return packed({**parts_of(plain("docx")), **{f"word/media/{n}.png": zeros for n in range(100)}})


def liar() -> bytes:
    """A part that says it is ten bytes long and unpacks to ten million."""
    data = changed("docx", **{"word/media/z.png": b"\0" * 10_000_000})
    return data.replace(struct.pack("<I", 10_000_000), struct.pack("<I", 10))
