"""The blocks of a report as HTML: for the page, and for pandoc, which makes the word processors' files and the EPUB of
it, with pictures in pixels and tables instead of drawn bars.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from synthesis.charts import Picture

from . import tongues, wording
from .blocks import (
    Bar,
    Block,
    Claim,
    Claims,
    Facts,
    Figure,
    Grid,
    Group,
    Groups,
    Heading,
    Paragraph,
    Passage,
    Prose,
    Quotation,
    Quotations,
)


@dataclass(frozen=True)
class Look:
    """How markup differs between the page and the word processors."""

    is_page: bool


PAGE, WORD = Look(is_page=True), Look(is_page=False)


def body(blocks: Iterable[Block], look: Look) -> SafeString:
    return format_html_join("\n", "{}", ((_WRITERS[type(block)](block, look),) for block in blocks))


def _heading(block: Heading, look: Look) -> SafeString:
    level = min(block.level + 1, 6)
    return format_html('<h{0} id="{1}" class="{2}">{3}</h{0}>', level, block.anchor, block.colour, block.text)


def _paragraph(block: Paragraph, look: Look) -> SafeString:
    if not look.is_page:
        return (
            _styled("ReportNote", lines(block.text)) if block.is_note else format_html("<p>{}</p>", lines(block.text))
        )
    return format_html('<p class="{}">{}</p>', "note" if block.is_note else "", lines(block.text))


def _prose(block: Prose, look: Look) -> SafeString:
    return format_html("<div>{}</div>", mark_safe(block.html))  # noqa: S308 (sanitised by consultation.text)


def _facts(block: Facts, look: Look) -> SafeString:
    if not look.is_page:
        return _table("", (), tuple(block.rows), hidden=_("Nom et valeur"))
    items = format_html_join("\n", "<div><dt>{}</dt><dd>{}</dd></div>", block.rows)
    return format_html('<dl class="{}">{}</dl>', "headline" if block.is_headline else "facts", items)


def _grid(block: Grid, look: Look) -> SafeString:
    return _table(block.title, block.headings, block.rows)


def _table(title: str, headings: Iterable[str], rows: Iterable[tuple], hidden: str = "") -> SafeString:
    head = format_html_join("", '<th scope="col" class="{}">{}</th>', ((_side(n), h) for n, h in enumerate(headings)))
    lines_of = format_html_join("\n", "<tr>{}</tr>", ((_row(row),) for row in rows))
    caption = format_html("<caption>{}</caption>", title) if title else ""
    top = format_html("<thead><tr>{}</tr></thead>", head) if head else ""
    name = format_html(' aria-label="{}"', hidden) if hidden else ""
    return format_html("<table{}>{}{}<tbody>\n{}\n</tbody></table>", name, caption, top, lines_of)


def _side(place: int) -> str:
    return "n" if place else ""


def _row(row: tuple[str | int, ...]) -> SafeString:
    first = format_html('<th scope="row">{}</th>', lines(str(row[0])))
    return first + format_html_join("", '<td class="{}">{}</td>', map(_cell, row[1:]))


def _cell(value: str | int) -> tuple[str, str]:
    return ("n", wording.number(value)) if isinstance(value, int) else ("", lines(str(value)))


def _bar(block: Bar, look: Look) -> SafeString:
    headings = ("", _("Contributions"), _("Part"))
    if not look.is_page:
        return _table(block.title, headings, block.parts)
    whole = sum(n for _label, n, _share in block.parts)
    drawn = format_html_join(
        "",
        '<span class="p{}" style="width:{}%"></span>',
        ((i, _width(n, whole)) for i, (_l, n, _s) in enumerate(block.parts) if n),
    )
    keyed = tuple(
        (format_html('<span class="key p{}"></span>{}', i, label), n, share)
        for i, (label, n, share) in enumerate(block.parts)
    )
    return format_html(
        '<div class="bar" role="img" aria-label="{}">{}</div>\n{}',
        block.description,
        drawn,
        _table(block.title, headings, keyed),
    )


def _width(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}"


def _figure(block: Figure, look: Look) -> SafeString:
    picture = block.picture
    numbers = _table("", picture.headings, picture.rows, hidden=picture.title)
    if look.is_page:
        drawn = mark_safe(picture.svg)  # noqa: S308 (drawn by synthesis.charts, texts escaped)
        return format_html(
            "<figure>\n<figcaption>{}</figcaption>\n{}\n<details><summary>{}</summary>{}</details>\n</figure>",
            picture.title, drawn, _("Les nombres de cette figure"), numbers,
        )  # fmt: skip
    pixels = b64encode(picture.png).decode("ascii")
    return format_html(
        '<figure><img src="data:image/png;base64,{}" alt="{}" width="600"><figcaption>{}</figcaption></figure>\n{}',
        pixels, alternative(picture), picture.title, numbers,
    )  # fmt: skip


def alternative(picture: Picture) -> str:
    """What stands for a picture where it cannot be seen."""
    return printable(f"{picture.title}. {picture.description}")


def _claims(block: Claims, look: Look) -> SafeString:
    if not look.is_page:
        style = _STYLES.get(block.tone, "ReportStatement")
        return format_html_join("\n", "{}", ((_word_claim(claim, style),) for claim in block.claims))
    items = format_html_join("\n", "{}", ((_claim(claim),) for claim in block.claims))
    listed = format_html('<ul class="claims">\n{}\n</ul>', items)
    return format_html('<div class="{}">{}</div>', _CLASSES[block.tone], listed) if block.tone else listed


_CLASSES = {"disagreement": "disagreements", "minority": "minorities"}
_STYLES = {"disagreement": "ReportDisagreement", "minority": "ReportMinority"}


def _claim(claim: Claim) -> SafeString:
    note = format_html(' <small class="note">{}</small>', _editorial()) if claim.is_editorial else ""
    under = _placed(claim.figure, PAGE) if claim.figure else ""
    return format_html(
        '<li id="enonce-{0}"><span class="number">{0}</span> {1} <span class="marks">{2}</span>{3}{4}</li>',
        claim.number, lines(claim.text), _marks(claim), note, under,
    )  # fmt: skip


def _word_claim(claim: Claim, style: str) -> SafeString:
    note = f" {_editorial()}" if claim.is_editorial else ""
    inner = format_html("{}. {} {}{}", claim.number, lines(claim.text), _marks(claim), note)
    said = _styled(style, inner, f"enonce-{claim.number}")
    return said + _placed(claim.figure, WORD) if claim.figure else said


def _placed(picture: Picture, look: Look) -> SafeString:
    """A chart or a table put among the statements."""
    return _figure(Figure(picture), look) if picture.svg else _table(picture.title, picture.headings, picture.rows)


def _editorial() -> str:
    return _("Écrit par la rédaction.")


def _marks(claim: Claim) -> SafeString:
    return format_html_join(" ", '<a href="#citation-{0}">[{0}]</a>', ((mark,) for mark in claim.marks))


def _styled(style: str, inner: SafeString, anchor: str = "") -> SafeString:
    """A paragraph with a style of the word processor."""
    identity = format_html(' id="{}"', anchor) if anchor else ""
    return format_html('<div{} data-custom-style="{}"><p>{}</p></div>', identity, style, inner)


def _groups(block: Groups, look: Look) -> SafeString:
    items = format_html_join("\n", "{}", ((_group(group, look),) for group in block.groups))
    return format_html("<h5>{}</h5>\n{}", block.title, items)


def _group(group: Group, look: Look) -> SafeString:
    passages = format_html_join("\n", "{}", ((_passage(passage, look),) for passage in group.passages))
    return format_html('<div class="group"><p><strong>{}</strong>, {}</p>\n{}</div>', group.label, group.size, passages)


def _passage(passage: Passage, look: Look) -> SafeString:
    return _verbatim(passage.text, passage.lang, look) + _source(_outward(passage.url, passage.source), look)


def _verbatim(text: str, lang: str, look: Look) -> SafeString:
    """In its language and direction; pandoc reads those of a division and of a span, no others."""
    words, how = lines(wording.quoted(text)), tongues.attributes(text, lang)
    if look.is_page or not how:
        return format_html("<blockquote{}><p><bdi>{}</bdi></p></blockquote>\n", how, words)
    inner = format_html("<blockquote><p><span{}>{}</span></p></blockquote>", how, words)
    return format_html("<div{}>{}</div>\n", how, inner)


def _source(inner: SafeString | str, look: Look, name: str = "source") -> SafeString:
    return format_html('<p class="{}">{}</p>\n', name, inner) if look.is_page else _styled("ReportSource", inner)


def _quotations(block: Quotations, look: Look) -> SafeString:
    items = format_html_join("\n", "{}", ((_quotation(quotation, look),) for quotation in block.quotations))
    return format_html('<ol class="quotes">\n{}\n</ol>', items) if look.is_page else items


def _quotation(quotation: Quotation, look: Look) -> SafeString:
    mark = quotation.quote.mark
    parts = (
        _verbatim(quotation.quote.text, quotation.lang, look),
        _source(format_html("<bdi>{}</bdi>", lines(quotation.source)), look),
        _source(_proof(quotation), look, "proof"),
    )
    inner = format_html("{}{}{}", *parts)
    if look.is_page:
        return format_html('<li id="citation-{0}"><span class="mark">[{0}]</span>\n{1}</li>', mark, inner)
    return format_html('<div id="citation-{0}"><p><strong>[{0}]</strong></p>\n{1}</div>', mark, inner)


def _proof(quotation: Quotation) -> SafeString:
    link = _outward(quotation.quote.url, _("Lire le passage dans sa contribution"))
    cited = format_html_join(", ", '<a href="#enonce-{0}">{0}</a>', ((number,) for number in quotation.cited_by))
    back = format_html(" {} {}.", _("Énoncés qui le citent :"), cited) if cited else ""
    return format_html("{}. {}.{}", quotation.proof, link, back)


def _outward(url: str, words: str) -> SafeString | str:
    """A link to the platform; nothing but http(s) is ever a link."""
    if not url.startswith(("http://", "https://")):
        return escape(words)
    return format_html('<a href="{}">{}</a>', url, words)


def lines(text: str) -> SafeString:
    """Escaped, its line breaks kept."""
    if isinstance(text, SafeString):
        return text
    return mark_safe(str(escape(text)).replace("\n", "<br>\n"))  # noqa: S308 (escaped on this line)


def printable(text: str) -> str:
    """Markup without the characters that HTML and XML forbid; the texts of the platform have none."""
    return _REFUSED.sub("", text)


_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_WRITERS: dict[type[Block], Callable[..., SafeString]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Prose: _prose,
    Facts: _facts,
    Grid: _grid,
    Bar: _bar,
    Figure: _figure,
    Claims: _claims,
    Groups: _groups,
    Quotations: _quotations,
}
