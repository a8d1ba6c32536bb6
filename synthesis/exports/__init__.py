"""From the one document to files: the same blocks in HTML, PDF, DOCX, ODT and EPUB, the same tables in CSV and XLSX.

Plain functions: nothing here reads the database or the network. Each format is a module with
`write(document, out, progress)`; modules are loaded when their format is asked for.
"""

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO

from django.utils.text import slugify
from django.utils.translation import override

from synthesis.document import Document, canonical, from_dict, to_dict

if TYPE_CHECKING:
    from .pieces import Shape
    from .tables import Table

Progress = Callable[[int], None]
Exporter = Callable[..., None]


def _exporter(module: str, function: str = "write") -> Exporter:
    def export(document: Document, out: BinaryIO, progress: Progress, *template: bytes) -> None:
        getattr(import_module(f"{__name__}.{module}"), function)(document, out, progress, *template)

    return export


# csv is one table, the citations; zip is every table as CSV.
FORMATS: dict[str, Exporter] = {
    "pdf": _exporter("pdf"),
    "docx": _exporter("word", "write_docx"),
    "odt": _exporter("word", "write_odt"),
    "epub": _exporter("epub"),
    "html": _exporter("html"),
    "csv": _exporter("csv_files", "write_csv"),
    "zip": _exporter("csv_files", "write_zip"),
    "xlsx": _exporter("xlsx"),
    "json": _exporter("json_files"),
}
TEMPLATED = ("docx", "odt")  # a body's own template may give them their look
_SHAPES = {"tables-csv": "csv_files", "tables-json": "json_files"}
IN_PIECES = tuple(_SHAPES)  # put together of what several processes may make
DATA = (*IN_PIECES, "tables-xlsx")  # made of tables of rows, not of the document
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "epub": "application/epub+zip",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "xlsx": _XLSX,
    "json": "application/json",
    "tables-csv": "application/zip",
    "tables-xlsx": _XLSX,
    "tables-json": "application/zip",
    "archive": "application/zip",
}
_ENDINGS = {
    "tables-csv": "-donnees-csv.zip",
    "tables-xlsx": "-donnees.xlsx",
    "tables-json": "-donnees-json.zip",
    "archive": "-archive.zip",
}


def make(
    document: Document,
    format: str,
    out: BinaryIO,
    *,
    progress: Progress = lambda per_cent: None,
    template: bytes = b"",
) -> None:
    """Write the file of `format` to `out`, in the document's language. KeyError on an unknown format.

    `progress` is told the share done, from 0 to 100, never less than before. `template`: a body's own file, for the
    formats of TEMPLATED; `word.TemplateRefused` when it cannot be used.
    """
    export = FORMATS[format]
    progress(0)
    document = _encodable(document)
    with override(document.language):
        if template and format in TEMPLATED:
            export(document, out, progress, template)
        else:
            export(document, out, progress)
    progress(100)


def _encodable(document: Document) -> Document:
    """The document itself, or with a "?" for each code in it that is no character; its digest is the same."""
    try:
        json.dumps(to_dict(document), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return from_dict(json.loads(canonical(document)))
    return document


def make_tables(
    document: Document,
    tables: "Sequence[Table]",
    format: str,
    out: BinaryIO,
    *,
    progress: Progress = lambda per_cent: None,
) -> None:
    """Write tables of rows to `out`, in one of DATA, in the document's language. KeyError on another format.

    Rows are asked for once, one after the other, and none is kept.
    """
    progress(0)
    with override(document.language):
        if format in IN_PIECES:
            import_module(f"{__name__}.pieces").write_tables(tables, shape(format), out, progress)
        else:
            about = import_module(f"{__name__}.tables").about(document)
            {"tables-xlsx": _exporter("xlsx", "write_tables")}[format](tables, about, out, progress)
    progress(100)


def shape(format: str) -> "Shape":
    """How a format of IN_PIECES writes a table. KeyError on another."""
    return import_module(f"{__name__}.{_SHAPES[format]}").SHAPE


def file_name(document: Document, format: str) -> str:
    """ "mission-coworking-synthese-2.pdf", "mission-coworking-synthese-2-brouillon.pdf": ASCII, without a path."""
    name = f"{slugify(document.consultation_slug) or 'consultation'}-synthese-{document.number}"
    return f"{name}{'-brouillon' if document.is_draft else ''}{_ENDINGS.get(format, f'.{format}')}"
