"""Foreign texts brought to Markdown without losing what a reader sees."""

import html
import re

from bs4 import BeautifulSoup, NavigableString, PageElement
from markdownify import ATX, SPACES, MarkdownConverter

_SIGNS = re.compile(r"([\\`*_\[\]~])|<(?=[A-Za-z/!?])|&(?=#|\w+;)")
_LINE_START = re.compile(r"^([#>=+-])", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_HTML = re.compile(
    r"</?(?:p|br|div|span|strong|b|em|i|u|a|ul|ol|li|h[1-6]|blockquote|img|table|tr|td|iframe)\b[^<>]*>"
    r"|&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);",
    re.IGNORECASE,
)


def looks_like_html(value: str) -> bool:
    """Whether a text holds a tag of an editor or an HTML entity."""
    return bool(_HTML.search(value))


def from_plain(value: str) -> str:
    """Markdown that shows this very text: its stars, dashes and numbers are no marks. Indents are not kept."""
    lines = _INDENT.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", _escaped(lines)))


def from_html(value: str) -> str:
    """Markdown of an HTML text: every word a reader sees, with its paragraphs, lists, links and emphasis."""
    return _Converter(heading_style=ATX, newline_style=SPACES, bullets="-").convert_soup(_soup(value)).strip()


def from_any(value: str) -> str:
    return from_html(value) if looks_like_html(value) else from_plain(value)


def bold_of(value: str) -> str:
    """What the first bold passage of an HTML fragment says; all it says where nothing is bold."""
    soup = _soup(value)
    return " ".join((soup.find(["strong", "b"]) or soup).get_text(" ").split())


def title_of(value: str) -> str:
    """A title as it reads: entities decoded, on one line."""
    return " ".join(html.unescape(value).split())


def _escaped(value: str) -> str:
    return _SIGNS.sub(lambda sign: "\\" + sign[0], value)


def _soup(value: str) -> BeautifulSoup:
    soup = BeautifulSoup(value, "html.parser")
    for listing in soup.find_all(["ul", "ol"]):
        for stray in [child for child in listing.contents if _is_no_item(child)]:  # the converter would lose it
            stray.wrap(soup.new_tag("li"))
    return soup


def _is_no_item(child: PageElement) -> bool:
    return bool(child.strip()) if isinstance(child, NavigableString) else child.name != "li"


class _Converter(MarkdownConverter):
    """What the platform's own Markdown does not know becomes text: tables, pictures, embedded pages."""

    def escape(self, text, parent_tags):
        return _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", _escaped(text or "")))

    def convert_img(self, el, text, parent_tags):
        return self.escape(el.get("alt") or "", parent_tags)

    def convert_iframe(self, el, text, parent_tags):
        return text + self.escape(el.get("src") or "", parent_tags)

    def convert_table(self, el, text, parent_tags):
        return f"\n\n{text.strip()}\n\n"

    def convert_tr(self, el, text, parent_tags):
        return f"{text.strip().removesuffix('|').strip()}\n"

    def convert_td(self, el, text, parent_tags):
        return f" {' '.join(text.split())} |"

    convert_th = convert_td
