"""The report as a tagged PDF (PDF/UA-1), set by Typst from data alone.

Texts go in as JSON strings, so no text can be a command. Every visible character is in the text layer: characters that
no installed typeface draws are shown as a box of our own and keep their code.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from consultation.languages import direction
from synthesis.charts import Picture
from synthesis.document import Document
from synthesis.drawing import FONTS

from . import wording
from .blocks import (
    Bar,
    Block,
    Claim,
    Claims,
    Figure,
    Grid,
    Groups,
    Heading,
    Passage,
    Prose,
    Quotation,
    Quotations,
    Report,
)
from .prose import nodes
from .report import compose

STANDARD = "ua-1"
SERIF, SANS = "Newsreader", "Atkinson Hyperlegible Next"


def write(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """The same document and typefaces give the same bytes: the date in the file is the document's own."""
    report = compose(document)
    progress(30)
    inputs = {"report": json.dumps(_data(report), ensure_ascii=False)}
    progress(40)
    out.write(_compiler(inputs).compile(format="pdf", pdf_standards=STANDARD, timestamp=_timestamp(document)))


def _compiler(inputs: dict[str, str]) -> Any:
    import typst

    template = Path(__file__).with_name("report.typ").read_bytes()
    return typst.Compiler(template, root=Path(__file__).parent, font_paths=_fonts(), sys_inputs=inputs)


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[FONTS])


@cache
def _fallbacks() -> list[str]:
    """Typefaces tried in turn for what the report's own ones lack, boxes last."""
    installed = sorted(f for f in _fonts().families() if f.startswith(("DejaVu Sans", "Noto Sans")))
    return ["Libertinus Serif", "Noto Emoji", *installed, "Consultation Boxes"]


def _timestamp(document: Document) -> int:
    """Seconds since 1970 of the document's own moment; 0 when it has none."""
    try:
        return int(datetime.fromisoformat(document.made_at).timestamp())
    except ValueError:
        return 0


def _data(report: Report) -> dict[str, Any]:
    """What report.typ reads: the report's texts and its blocks, each with its kind."""
    chapters = [block for block in report.blocks if isinstance(block, Heading) and block.level == 1]
    data = {
        "metadata": f"{report.title} – {report.consultation}",
        "author": report.consultation,
        "headline": _titled(report.title),
        "consultation": report.consultation,
        "kind": report.kind,
        "edition": report.edition,
        "running": f"{report.consultation} · {report.kind} · {report.short}",
        "draft": report.draft,
        "language": report.language,
        "serif": [SERIF, *_fallbacks()],
        "sans": [SANS, *_fallbacks()],
        "themes": [{"name": c.text, "colour": c.colour} for c in chapters if c.colour],
        "words": _words(),
        "blocks": [_block(block) for block in _with_numbers(report.blocks, report.pictures())],
    }
    return _settable(data)


def _words() -> dict[str, Any]:
    return {
        "contents": _("Sommaire"),
        "bar": [_("Contributions publiées"), _("Nombre"), _("Part")],
        "editorial": _("Écrit par la rédaction."),
        "passage": _("Lire le passage dans sa contribution"),
        "cited_by": _("Énoncés qui le citent :"),
    }


def _with_numbers(blocks: Iterable[Block], drawn: list[Picture]) -> list[Block]:
    """The blocks, and at the end the tables of the numbers that the pictures show."""
    blocks = list(blocks)
    if not drawn:
        return blocks
    tables = [Grid(picture.title, picture.headings, picture.rows) for picture in _once(drawn)]
    return [*blocks, Heading(1, _("Les nombres des figures"), "nombres"), *tables]


def _once(pictures: Iterable[Picture]) -> list[Picture]:
    """The same numbers may be drawn at two places; their table stands once."""
    return list({(picture.title, picture.rows): picture for picture in pictures}.values())


def _block(block: Block) -> dict[str, Any]:
    return {"kind": type(block).__name__, **_PREPARE.get(type(block), asdict)(block)}


def _heading(block: Heading) -> dict[str, Any]:
    return {**asdict(block), "text": _titled(block.text)}


def _titled(text: str) -> str:
    """A title that a reader finds: PDF/UA refuses an empty one."""
    return text if any(c.isprintable() and not c.isspace() for c in settable(text)) else "…"


def _prose(block: Prose) -> dict[str, Any]:
    return {"nodes": nodes(block.html)}


def _grid(block: Grid) -> dict[str, Any]:
    shown = [[wording.number(v) if isinstance(v, int) else v for v in row] for row in block.rows]
    return {"title": block.title, "headings": block.headings, "rows": shown}


def _bar(block: Bar) -> dict[str, Any]:
    return {"parts": [[*part, wording.number(part[1])] for part in block.parts]}


def _figure(block: Figure) -> dict[str, Any]:
    return _drawn(block.picture)


def _drawn(picture: Picture) -> dict[str, Any]:
    return {"title": picture.title, "svg": picture.svg, "alt": f"{picture.title}. {picture.description}"}


def _claims(block: Claims) -> dict[str, Any]:
    return {"tone": block.tone, "claims": [_claim(claim) for claim in block.claims]}


def _claim(claim: Claim) -> dict[str, Any]:
    said = {"number": claim.number, "text": claim.text, "marks": claim.marks, "is_editorial": claim.is_editorial}
    picture = claim.figure
    if picture is None:
        return said
    if picture.svg:
        return said | {"picture": _drawn(picture)}
    return said | {"grid": _grid(Grid(picture.title, picture.headings, picture.rows))}


def _groups(block: Groups) -> dict[str, Any]:
    groups = [{"label": g.label, "size": g.size, "passages": [_passage(p) for p in g.passages]} for g in block.groups]
    return {"title": block.title, "groups": groups}


def _passage(passage: Passage) -> dict[str, str]:
    said = _said(passage.text, passage.lang)
    return {**said, "source": passage.source, "url": _address(passage.url)}


def _said(text: str, lang: str) -> dict[str, Any]:
    return {"text": wording.quoted(text), "lang": lang, "rtl": direction(text) == "rtl"}


def _quotations(block: Quotations) -> dict[str, Any]:
    return {"quotations": [_quotation(quotation) for quotation in block.quotations]}


def _quotation(quotation: Quotation) -> dict[str, Any]:
    quote = quotation.quote
    return {
        **_said(quote.text, quotation.lang),
        "mark": quote.mark,
        "source": quotation.source,
        "proof": quotation.proof,
        "url": _address(quote.url),
        "cited_by": quotation.cited_by,
    }


def _address(url: str) -> str:
    return url if url.startswith(("http://", "https://")) else ""


# What Typst or PDF/UA refuse (control characters, byte order mark, codes that are no characters), and characters that
# would reorder the line around them.
_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_CODES = ("svg", "url", "href", "anchor", "colour", "language", "lang", "serif", "sans", "metadata", "author")


def _settable(value: Any, key: str = "") -> Any:
    """The same data with every text fit to be set; addresses, codes and pictures are left alone."""
    if isinstance(value, str):
        return value if key in _CODES else settable(value)
    if isinstance(value, dict):
        return {name: _settable(item, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_settable(item, key) for item in value]
    return value


def settable(text: str) -> str:
    """The text without what PDF/UA refuses; every other character is kept."""
    return _REFUSED.sub("", text).replace("\t", " ")


_PREPARE: dict[type, Callable[[Any], dict[str, Any]]] = {
    Heading: _heading,
    Prose: _prose,
    Grid: _grid,
    Bar: _bar,
    Claims: _claims,
    Figure: _figure,
    Groups: _groups,
    Quotations: _quotations,
}
