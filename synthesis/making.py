"""From the row of an export to its file: which document, which rows, whose look."""

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.utils import translation

from synthesis import archive, composing, exports, open_data, renewing, sharing, verbatim
from synthesis.exports import pieces
from synthesis.looking import one_look
from synthesis.models import Export, ReportTemplate, Synthesis

Say = Callable[[int], None]


def make(export: Export, file: BinaryIO, say: Say) -> dict[str, Any]:
    """Write the file of an export; what is kept of it on its row: its name, and the template that it was made with.

    Every format but the archive is made from the document as everybody may read it now.
    """
    if export.format == Export.Format.ARCHIVE:
        return {"file_name": archive.write(export.synthesis, file, say, job=export.pk)}
    if export.format in exports.IN_PIECES:
        return {"file_name": _in_pieces(export, file, say)}
    synthesis = export.synthesis
    with translation.override(synthesis.consultation.language):
        is_data = export.format in exports.DATA
        document = renewing.as_readable(composing.document(synthesis, tongues=not is_data))
        verbatim.require(document)
        if is_data:
            exports.make_tables(document, open_data.tables(synthesis, document), export.format, file, progress=say)
            return {"file_name": exports.file_name(document, export.format)}
    template = template_for(synthesis, export.format)
    data = bytes(template.data) if template else b""
    exports.make(document, export.format, file, progress=say, template=data)
    return {"file_name": exports.file_name(document, export.format), **made_with(template)}


def _in_pieces(export: Export, file: BinaryIO, say: Say) -> str:
    """All of it in one look, by this process alone: what several would make of it, byte by byte."""
    format = export.format
    with one_look(say) as told, TemporaryFile() as spool:
        scope = sharing.look(export.synthesis)
        with translation.override(scope.document.language):
            about = sharing.about(scope, format)
            found = sharing.whole(scope, format, spool, told)
        pieces.put_together(about.told, found, exports.shape(format), spool, file)
    return about.file_name


def template_for(synthesis: Synthesis, format: str) -> ReportTemplate | None:
    """The body's own template for a format, as it is now."""
    return ReportTemplate.objects.filter(consultation=synthesis.consultation_id, format=format).first()


def made_with(template: ReportTemplate | None) -> dict[str, str]:
    """The columns of an export that say which template it was made with."""
    named = (template.name, template.sha256) if template else ("", "")
    return dict(zip(("template_name", "template_sha256"), named, strict=True))
