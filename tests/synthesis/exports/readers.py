"""What readers that share no code with the exporters find in the files."""

import csv
import io
import json
import re
from xml.etree import ElementTree
from zipfile import ZipFile

from bleach._vendor import html5lib
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from pypdf import PdfReader

from consultation.spreadsheets import restore
from synthesis.document import Document, digest
from synthesis.exports import make

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OPF, _XHTML = "{http://www.idpf.org/2007/opf}", "{http://www.w3.org/1999/xhtml}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


_MADE: dict[tuple[str, str], bytes] = {}


def made(document: Document, format: str) -> bytes:
    """The file, made once for all the tests that read it."""
    key = digest(document), format
    if key not in _MADE:
        _MADE[key] = made_anew(document, format)
    return _MADE[key]


def made_anew(document: Document, format: str) -> bytes:
    out = io.BytesIO()
    make(document, format, out)
    return out.getvalue()


def squeezed(text: str) -> str:
    """White space made one kind: what a reader cannot see."""
    return " ".join(text.split())


def text_of(data: bytes, format: str) -> str:
    """All the text of a file, white space made one kind."""
    return squeezed(_READERS[format](data))


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def tree(data: bytes):
    return html5lib.parse(data.decode(), namespaceHTMLElements=False)


def part(data: bytes, name: str) -> str:
    with ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheets(data: bytes) -> dict[str, list[tuple]]:
    book = load_workbook(io.BytesIO(data), read_only=True)
    return {
        name: [tuple(map(_cell, row)) for row in book[name].iter_rows(values_only=True)] for name in book.sheetnames
    }


def _cell(value):
    return unescape(value) if isinstance(value, str) else value


def _html(data: bytes) -> str:
    return " ".join(tree(data).find("body").itertext())


def _docx(data: bytes) -> str:
    root = ElementTree.fromstring(part(data, "word/document.xml"))
    marks = {f"{_W}br": "\n", f"{_W}tab": "\t", f"{_W}p": "\n", f"{_W}t": None}
    return "".join(e.text or "" if marks.get(e.tag, "") is None else marks.get(e.tag, "") for e in root.iter())


def _odt(data: bytes) -> str:
    source = part(data, "content.xml")
    spaced = re.sub(r"<text:(?:s|tab|line-break)\b[^>]*/>", " ", source)
    return "\n".join("".join(e.itertext()) for e in _blocks(ElementTree.fromstring(spaced)))


def _blocks(root):
    return (element for element in root.iter() if element.tag in (f"{_TEXT}p", f"{_TEXT}h"))


def chapters(data: bytes) -> list[ElementTree.Element]:
    """The bodies of an EPUB's files, in the order of its spine."""
    with ZipFile(io.BytesIO(data)) as archive:
        package = ElementTree.fromstring(archive.read("EPUB/content.opf"))
        files = {item.get("id"): item.get("href") for item in package.iter(f"{_OPF}item")}
        order = [files[item.get("idref")] for item in package.iter(f"{_OPF}itemref")]
        roots = [ElementTree.fromstring(archive.read(f"EPUB/{name}")) for name in order]
    return [root.find(f"{_XHTML}body") for root in roots]


def _epub(data: bytes) -> str:
    return " ".join(" ".join(body.itertext()) for body in chapters(data))


def _json(data: bytes) -> str:
    """Every text and number of the document."""
    found, waiting = [], [json.loads(data)["document"]]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict | list):
            waiting.extend(value.values() if isinstance(value, dict) else value)
        else:
            found.append(str(value))
    return "\n".join(found)


def _csv(data: bytes) -> str:
    return "\n".join(restore(cell) for row in csv_rows(data) for cell in row)


def _xlsx(data: bytes) -> str:
    return "\n".join(str(cell) for rows in sheets(data).values() for row in rows for cell in row if cell is not None)


_READERS = {
    "pdf": lambda data: "\n".join(pages(data)),
    "html": _html,
    "docx": _docx,
    "odt": _odt,
    "epub": _epub,
    "json": _json,
    "csv": _csv,
    "xlsx": _xlsx,
}
