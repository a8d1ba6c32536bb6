"""A body's own template, made ready for pandoc: unpacked, vetted and packed anew, with the mark of a draft at the head
of its pages.
"""

import re
from collections.abc import Callable
from html import escape

from . import docx_parts
from .templates import zipped
from .vetting import vetted

_MARKED = "word/header_mark.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_HEADER = re.compile(r'<Relationship\b(?=[^>]*relationships/header")[^>]*Target="/?(?:word/)?([^"]+)"')
_SECTION = re.compile(r"<w:sectPr(?:\s[^>]*)?>")


def fitted(template: bytes, format: str, *, mark: str) -> bytes:
    """The template as pandoc takes it; `mark` ("" for none) stands at the head of every page, whatever else does.

    `vetting.Unfit` (a ValueError) when it is no template of that format.
    """
    found, parts = vetted(template)
    if found != format:
        raise ValueError(f"{found} is not {format}")
    if mark:
        (_mark_docx if format == "docx" else _mark_odt)(parts, escape(mark))
    return zipped(parts)


def _mark_docx(parts: dict[str, bytes], mark: str) -> None:
    """Every header begins with the mark; kinds of pages that have no header are given one."""
    relations = parts.get(_RELATIONS, _NO_RELATIONS).decode()
    for name in (f"word/{target}" for target in _HEADER.findall(relations)):
        if name in parts:
            head = re.sub(r"<w:hdr\b[^>]*>", _after(docx_parts.marked(mark)), parts[name].decode(), count=1)
            parts[name] = head.encode()
    parts[_MARKED] = docx_parts.header(mark).encode()
    relation = f'<Relationship Type="{docx_parts.OFFICE}/header" Id="rIdMark" Target="header_mark.xml"/>'
    parts[_RELATIONS] = relations.replace("</Relationships>", f"{relation}</Relationships>").encode()
    kind = f'<Override PartName="/{_MARKED}" ContentType="{docx_parts.MEDIA}.header+xml"/>'
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace("</Types>", f"{kind}</Types>").encode()
    parts["word/document.xml"] = _with_headers(parts["word/document.xml"].decode()).encode()


_NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


def _with_headers(document: str) -> str:
    """The document with a header in its last section, for each kind of page that has none there."""
    document = re.sub(r"<w:sectPr((?:\s[^>]*)?)/>", r"<w:sectPr\1></w:sectPr>", document)
    sections = list(_SECTION.finditer(document))
    if not sections:
        return document.replace("</w:body>", f"<w:sectPr>{_references('')}</w:sectPr></w:body>")
    end = sections[-1].end()
    return document[:end] + _references(document[end:]) + document[end:]


def _references(section: str) -> str:
    names = f'xmlns:r="{docx_parts.OFFICE}"'
    absent = [
        kind
        for kind in ("default", "first", "even")
        if not re.search(rf'<w:headerReference\b[^>]*w:type="{kind}"', section)
    ]
    return "".join(f'<w:headerReference {names} w:type="{kind}" r:id="rIdMark"/>' for kind in absent)


def _mark_odt(parts: dict[str, bytes], mark: str) -> None:
    """Every header of every page style begins with the mark; page styles without one are given one."""
    styles, line = parts["styles.xml"].decode(), f"<text:p>{mark}</text:p>"
    styles = re.sub(r"<style:master-page\b([^>]*)/>", r"<style:master-page\1></style:master-page>", styles)
    parts["styles.xml"] = _PAGE.sub(lambda page: page[1] + _with_mark(page[2], line) + page[3], styles).encode()


_PAGE = re.compile(r"(<style:master-page\b[^>]*>)(.*?)(</style:master-page>)", re.DOTALL)
_HEAD = r"<(style:header(?:-left|-first)?)((?:\s[^>/]*)?)"
_HIDDEN = re.compile(r"style:display=[\"']false[\"']")


def _with_mark(page: str, line: str) -> str:
    page = re.sub(f"{_HEAD}/>", r"<\1\2></\1>", page)
    page = re.sub(f"{_HEAD}>", lambda head: f"<{head[1]}{_HIDDEN.sub('', head[2])}>{line}", page)
    return page if re.search(r"<style:header[\s>]", page) else f"<style:header>{line}</style:header>{page}"


def _after(added: str) -> Callable[[re.Match[str]], str]:
    return lambda found: found.group() + added
