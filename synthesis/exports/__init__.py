"""From the one document to files: the same blocks in HTML, PDF, DOCX and ODT, the same tables in CSV and XLSX.

Plain functions: nothing here reads the database or the network. Each format is a module with
`write(document, out, progress)`; modules are loaded when their format is asked for.
"""

from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO

from django.utils.text import slugify
from django.utils.translation import override

from synthesis.document import Document

Progress = Callable[[int], None]
Exporter = Callable[[Document, BinaryIO, Progress], None]


def _exporter(module: str, function: str = "write") -> Exporter:
    def export(document: Document, out: BinaryIO, progress: Progress) -> None:
        getattr(import_module(f"{__name__}.{module}"), function)(document, out, progress)

    return export


# csv is one table, the citations; zip is every table as CSV.
FORMATS: dict[str, Exporter] = {
    "pdf": _exporter("pdf"),
    "docx": _exporter("word", "write_docx"),
    "odt": _exporter("word", "write_odt"),
    "html": _exporter("html"),
    "csv": _exporter("csv_files", "write_csv"),
    "zip": _exporter("csv_files", "write_zip"),
    "xlsx": _exporter("xlsx"),
}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def make(document: Document, format: str, out: BinaryIO, *, progress: Progress = lambda per_cent: None) -> None:
    """Write the file of `format` to `out`, in the document's language. KeyError on an unknown format.

    `progress` is told the share done, from 0 to 100, never less than before.
    """
    export = FORMATS[format]
    progress(0)
    with override(document.language):
        export(document, out, progress)
    progress(100)


def file_name(document: Document, format: str) -> str:
    """ "mission-coworking-synthese-2.pdf", "mission-coworking-synthese-2-brouillon.pdf": ASCII, without a path."""
    name = f"{slugify(document.consultation_slug) or 'consultation'}-synthese-{document.number}"
    return f"{name}{'-brouillon' if document.is_draft else ''}.{format}"
