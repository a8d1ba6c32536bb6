"""A report as one HTML file that needs nothing else: no script, no font, no picture is fetched.

The same markup with pictures in pixels and tables instead of drawn bars is what pandoc makes the other files of.
"""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import BinaryIO

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from synthesis.document import Document

from .blocks import Heading, Report
from .html_blocks import PAGE, body, printable
from .report import compose


def write(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """UTF-8, one self-contained file."""
    report = compose(document)
    progress(60)
    out.write(printable(page(report)).encode("utf-8", "replace"))


def page(report: Report) -> str:
    return format_html(
        '<!DOCTYPE html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{}{}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}{}{}<main>\n{}\n</main>\n</body>\n</html>\n",
        report.language,
        f"{report.draft} – " if report.draft else "",
        f"{report.title} – {report.consultation}",
        _style(),
        _draft(report),
        _cover(report),
        _contents(report),
        body(report.blocks, PAGE),
    )


def for_pandoc(report: Report, inner: SafeString, **cover: str) -> SafeString:
    """HTML whose head says what pandoc puts on the cover, beside the title."""
    return format_html(
        '<!DOCTYPE html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n<title>{}</title>\n{}\n</head>\n'
        "<body>\n{}\n</body>\n</html>\n",
        report.language,
        report.title,
        format_html_join("\n", '<meta name="{}" content="{}">', cover.items()),
        inner,
    )


@cache
def _style() -> SafeString:
    return mark_safe(Path(__file__).with_name("report.css").read_text("utf-8"))  # noqa: S308 (a file of ours)


def _draft(report: Report) -> SafeString | str:
    return format_html('<p class="draft" role="note">{}</p>\n', report.draft) if report.draft else ""


def _cover(report: Report) -> SafeString:
    return format_html(
        "<header>\n<p>{}</p>\n<p>{}</p>\n<h1>{}</h1>\n<p>{}</p>\n</header>\n",
        report.consultation,
        report.kind,
        report.title,
        report.edition,
    )


def _contents(report: Report) -> SafeString:
    """Chapters with their parts; questions are found from there."""
    chapters: list[tuple[Heading, list[Heading]]] = []
    for block in report.blocks:
        if isinstance(block, Heading) and block.level == 1:
            chapters.append((block, []))
        elif isinstance(block, Heading) and block.level == 2:
            chapters[-1][1].append(block)
    items = format_html_join("\n", "<li>{}{}</li>", ((_link(c), _sublist(parts)) for c, parts in chapters))
    return format_html(
        '<nav aria-labelledby="sommaire">\n<h2 id="sommaire">{}</h2>\n<ol>{}</ol>\n</nav>\n', _("Sommaire"), items
    )


def _sublist(parts: Iterable[Heading]) -> SafeString | str:
    items = format_html_join("", "<li>{}</li>", ((_link(part),) for part in parts))
    return format_html("<ol>{}</ol>", items) if items else ""


def _link(heading: Heading) -> SafeString:
    return format_html('<a href="#{}">{}</a>', heading.anchor, heading.text)
