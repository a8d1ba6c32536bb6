"""From the row of an export to its file: which document, which rows, whose look."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, BinaryIO

from django.utils import translation

from synthesis import archive, composing, exports, open_data, renewing, verbatim
from synthesis.document import Document
from synthesis.exports.tables import Table
from synthesis.models import Export, ReportTemplate, Synthesis


def make(export: Export, file: BinaryIO, say: Callable[[int], None]) -> dict[str, Any]:
    """Write the file of an export; what is kept of it on its row: its name, and the template that it was made with.

    Every format but the archive is made from the document as everybody may read it now.
    """
    if export.format == Export.Format.ARCHIVE:
        return {"file_name": archive.write(export.synthesis, file, say, job=export.pk)}
    synthesis = export.synthesis
    with translation.override(synthesis.consultation.language):
        is_data = export.format in exports.DATA
        document = renewing.as_readable(composing.document(synthesis, tongues=not is_data))
        verbatim.require(document)
        if is_data:
            exports.make_tables(
                document, _tables(synthesis, document, export.format), export.format, file, progress=say
            )
            return {"file_name": exports.file_name(document, export.format)}
    template = template_for(synthesis, export.format)
    data = bytes(template.data) if template else b""
    exports.make(document, export.format, file, progress=say, template=data)
    return {"file_name": exports.file_name(document, export.format), **made_with(template)}


def template_for(synthesis: Synthesis, format: str) -> ReportTemplate | None:
    """The body's own template for a format, as it is now."""
    return ReportTemplate.objects.filter(consultation=synthesis.consultation_id, format=format).first()


def made_with(template: ReportTemplate | None) -> dict[str, str]:
    """The columns of an export that say which template it was made with."""
    named = (template.name, template.sha256) if template else ("", "")
    return dict(zip(("template_name", "template_sha256"), named, strict=True))


def _tables(synthesis: Synthesis, document: Document, format: str) -> list[Table]:
    """All public data, row by row: in words for people, in codes for programs."""
    if format != Export.Format.TABLES_JSON:
        return open_data.tables(synthesis, document)
    return [_coded(dataset) for dataset in open_data.datasets(open_data.Scope(synthesis, document))]


def _coded(dataset: open_data.Dataset) -> Table:
    read = open_data.columns.table(dataset)
    return replace(read, key=dataset.name, rows=dataset.records, columns=dataset.names)
