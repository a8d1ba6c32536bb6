"""The report for word processors: pandoc, from the HTML of the same blocks, with pictures in pixels.

The look is the platform's, or that of a body's own template (`fitting.py`), which then lacks nothing that a report
needs: the mark of a draft at the head of every page.
"""

from collections.abc import Callable
from typing import BinaryIO

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from synthesis.document import Document

from . import fitting, html, wording
from .blocks import Heading, Report
from .converting import NotConverted, converted
from .html_blocks import WORD, alternative, body, printable
from .report import compose
from .templates import finished, reference


class TemplateRefused(NotConverted):
    """Pandoc made no file with the body's own template."""


def write_docx(document: Document, out: BinaryIO, progress: Callable[[int], None], template: bytes = b"") -> None:
    _write(document, out, progress, "docx", template)


def write_odt(document: Document, out: BinaryIO, progress: Callable[[int], None], template: bytes = b"") -> None:
    _write(document, out, progress, "odt", template)


def tried(template: bytes, format: str) -> None:
    """TemplateRefused, in words for who gave the template, when no report can be made with it."""
    try:
        _fitted(_TRIAL, format, template, mark="X")
    except NotConverted:
        raise TemplateRefused(
            _("Ce modèle ne peut pas servir : aucun rapport ne peut être fait avec lui. Enregistrez-le de nouveau.")
        ) from None


_TRIAL = "<html><head><title>x</title></head><body><h2>x</h2><p>x</p><table><tr><td>x</td></tr></table></body></html>"


def _write(document: Document, out: BinaryIO, progress: Callable[[int], None], format: str, template: bytes) -> None:
    """TemplateRefused when it is the template that pandoc cannot use."""
    report = compose(document)
    progress(30)
    markup = _markup(report)
    progress(50)
    made = _converted(markup, report, format, template)
    progress(95)
    alternatives = [alternative(picture) for picture in report.pictures()]
    out.write(finished(made, wording.utc(document.made_at), alternatives))


def _converted(markup: str, report: Report, format: str, template: bytes) -> bytes:
    if not template:
        return _laid_out(markup, format, _own_look(report, format))
    return _fitted(markup, format, template, mark=report.draft)


def _fitted(markup: str, format: str, template: bytes, *, mark: str) -> bytes:
    try:
        return _laid_out(markup, format, fitting.fitted(template, format, mark=mark))
    except (NotConverted, ValueError) as error:
        raise TemplateRefused(str(error)) from None


def _laid_out(markup: str, format: str, base: bytes) -> bytes:
    options = ["--shift-heading-level-by=-1", f"--reference-doc={{folder}}/reference.{format}"]
    return converted(markup, format, options, {f"reference.{format}": base})


def _own_look(report: Report, format: str) -> bytes:
    running = f"{printable(report.consultation)} · {report.kind} · {report.short}"
    return reference(format, mark=report.draft, running=" ".join(running.split()), language=report.language)


def _markup(report: Report) -> str:
    subtitle = f"{report.kind} – {report.draft}" if report.draft else report.kind
    inner = format_html("{}\n{}", _contents(report), body(report.blocks, WORD))
    return html.for_pandoc(report, inner, author=report.consultation, subtitle=subtitle, date=report.edition)


def _contents(report: Report) -> str:
    """Links rather than a field: nothing to update, and it works in every program."""
    chapters = [block for block in report.blocks if isinstance(block, Heading) and block.level == 1]
    items = format_html_join("\n", '<li><a href="#{}">{}</a></li>', ((c.anchor, c.text) for c in chapters))
    return format_html('<h2 id="sommaire">{}</h2>\n<ul>{}</ul>', _("Sommaire"), items)
