"""The one door for anybody's text: Markdown in, sanitised HTML and the plain text a reader sees out.

Offsets of extracts are offsets into `plain(html)`. `underline` walks the same HTML with the same rules, so that what
was harvested is what is marked.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from threading import local

import bleach
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = frozenset(
    ["p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "h3", "h4", "code", "pre", "hr", "del"]
)
ATTRIBUTES = {"a": ["href", "rel"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})
_EMPTY_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a Braille sign that draw nothing
DEEPEST = 100  # quotes in quotes, or half as many lists in lists: the parser leaves out the words that stand deeper
BRACKETS = (
    2_000  # of a text; with more of them none makes a link: looking for their ends takes the square of their number
)
BLOCKS = frozenset(["p", "ul", "ol", "li", "blockquote", "h3", "h4", "pre", "hr"])


@dataclass(frozen=True)
class Rendered:
    """A text as kept in a version: what was written, what is shown, what is quoted, and its digest."""

    body: str
    html: str
    text: str
    sha256: str


def render(body: str, title: str = "", source_url: str = "") -> Rendered:
    """Render `body` (Markdown). The same input always gives the same output.

    The digest covers title, blank line and body; where a source is given, NUL (which no text holds) and its address.
    """
    html = sanitised(body)
    return Rendered(body=body, html=html, text=plain(html), sha256=digest_of(body, title, source_url))


def digest_of(body: str, title: str = "", source_url: str = "") -> str:
    """The SHA-256 (hexadecimal) of what was written, as `render` says."""
    written = f"{title}\n\n{body}" + (f"\x00{source_url}" if source_url else "")
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def clean_line(value: str) -> str:
    """A name or title on one line, without what PostgreSQL cannot hold. Nothing else is changed: pages isolate it."""
    return re.sub(r"[\r\n]+", " ", clean_body(value)).strip()


def clean_body(value: str) -> str:
    """A text as kept: line breaks of one kind; NUL and lone surrogates, which PostgreSQL refuses, left out."""
    without_surrogates = str(value).encode("utf-8", "ignore").decode()
    return without_surrogates.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def is_blank(value: str) -> bool:
    """Whether nobody could read anything in it: spaces, invisible characters and bare accents only."""
    return all(unicodedata.category(character)[0] in "ZCM" or character in _EMPTY_LETTERS for character in value)


def is_disguised(value: str) -> bool:
    """Whether it holds signs that are not seen, or that turn the direction of reading around."""
    return any(unicodedata.category(character) in ("Cf", "Cc") for character in value)


def sanitised(body: str) -> str:
    """HTML of a Markdown text with only TAGS, links with only PROTOCOLS and rel="nofollow ugc noopener"."""
    markdown = _markdown()
    tokens = markdown.parse(body if body.count("[") <= BRACKETS else body.replace("[", r"\["))
    for token in tokens:
        _fit(token)
    return _cleaner().clean(markdown.renderer.render(tokens, markdown.options, {})).strip()


def blocks(body: str) -> list[str]:
    """The paragraphs, titles, lists and quotes of a Markdown text, in order, each as it was written.

    Any of them, in this order and parted by a blank line, reads as it did among the others: the addresses that links
    name apart from the text (`[1]: https://…`) stand with each block of a text that has some.
    """
    aside: dict = {}
    starts = [token.map[0] for token in _markdown().parse(body, aside) if token.level == 0 and token.map]
    lines = body.split("\n")
    named = [f"[{name}]: <{link['href']}>" for name, link in aside.get("references", {}).items()]
    ends = [*starts[1:], len(lines)]
    written = ["\n".join(lines[start:end]).strip("\n") for start, end in zip(starts, ends, strict=True)]
    return ["\n\n".join([block, *named]) for block in written]


def plain(html: str) -> str:
    """The text of HTML made by `sanitised`: blocks parted by a blank line, items and <br> by a line break."""
    walker = _Walker()
    walker.feed(html)
    walker.close()
    return "".join(walker.pieces).rstrip("\n")


@dataclass(frozen=True)
class Mark:
    """A passage to underline: offsets into `plain(html)`; `note` is the number of its note, 0 without one."""

    start: int
    end: int
    id: str
    note: int = 0


def underline(html: str, marks: Iterable[Mark]) -> str:
    """`html` with <mark class="harvested"> around each passage, and a link to its note at its end.

    Where passages overlap, the first one marks; the id of every passage is there all the same, so that a link to it
    always lands.
    """
    walker = _Underliner(sorted(marks, key=lambda m: (m.start, -m.end)))
    walker.feed(html)
    walker.close()
    return walker.written()


def excerpt(text: str, length: int = 280) -> str:
    """The beginning of a plain text, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0] + "…"


def locate(text: str, passage: str, before: str = "") -> tuple[int, int] | None:
    """Where `passage` stands in `text`, white space aside; of several places, the one that best follows `before`."""
    words = passage.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    found = [match.span() for match in pattern.finditer(text)]
    if not found:
        return None
    return max(found, key=lambda span: (_common_end(text[: span[0]], before), -span[0]))


def _common_end(left: str, right: str) -> int:
    """Number of characters, white space aside, that both end with."""
    left, right = "".join(left[-400:].split()), "".join(right[-200:].split())
    count = 0
    while count < min(len(left), len(right)) and left[-1 - count] == right[-1 - count]:
        count += 1
    return count


@cache
def _markdown() -> MarkdownIt:
    options = {"html": False, "breaks": True, "maxNesting": DEEPEST}
    return MarkdownIt("commonmark", options).enable("strikethrough").disable(["image"])


_own = local()  # a Cleaner holds the text it works on: two threads that share one would mix theirs


def _cleaner() -> bleach.Cleaner:
    if not hasattr(_own, "cleaner"):
        _own.cleaner = bleach.Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)
    return _own.cleaner


_HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}


def _fit(token: Token) -> None:
    """A contribution's own headings start under the page's; a link says that it is not ours."""
    token.tag = "del" if token.tag == "s" else _HEADINGS.get(token.tag, token.tag)
    if token.type == "link_open":
        token.attrSet("rel", "nofollow ugc noopener")
    for child in token.children or ():
        _fit(child)


class _Walker(HTMLParser):
    """Gives the pieces of the plain text, in the order of the HTML."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.ending = ""  # the last two characters written
        self.at_edge = True  # just after a block's tag, where a line break only lays out the HTML

    def emit(self, piece: str) -> None:
        self.pieces.append(piece)
        self.ending = (self.ending + piece)[-2:]

    def break_line(self, times: int) -> None:
        """End the line; never more than `times` line breaks in a row."""
        if not self.pieces:
            return
        missing = times - (len(self.ending) - len(self.ending.rstrip("\n")))
        if missing > 0:
            self.emit("\n" * missing)

    def handle_starttag(self, tag, attrs):
        self.at_edge = tag in BLOCKS
        if tag == "li":
            self.break_line(1)
        elif tag in BLOCKS:
            self.break_line(2)

    def handle_endtag(self, tag):
        self.at_edge = tag in BLOCKS
        if tag in BLOCKS and tag != "li":
            self.break_line(2)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_data(self, data):
        if not (self.at_edge and data.isspace()):
            self.at_edge = False
            self.emit(data)


class _Underliner(_Walker):
    """The same walk, writing the HTML again with marks in its text.

    The text is cut wherever a passage begins or ends; `ends` says after which piece written each passage ends, which
    is known only once all is read.
    """

    def __init__(self, marks: list[Mark]):
        super().__init__()
        self.marks = marks
        self.drawn = _apart(marks)
        self.position = 0  # where we are in the plain text
        self.out: list[str] = []
        self.open: Mark | None = None
        self.named: set[str] = set()
        self.ends: dict[str, int] = {}
        self.in_link: list[str] | None = None  # the passages that end in the link we are in: no link within a link

    def written(self) -> str:
        notes = {index: [] for index in self.ends.values()}
        for mark in self.marks:
            if mark.note and mark.id in self.ends:
                notes[self.ends[mark.id]].append(_reference(mark))
        return "".join(piece + "".join(notes.get(index, ())) for index, piece in enumerate(self.out))

    def emit(self, piece: str) -> None:
        super().emit(piece)
        self.position += len(piece)

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        self.out.append(self.get_starttag_text())
        if tag == "a":
            self.in_link = []

    def handle_endtag(self, tag):
        super().handle_endtag(tag)
        self.out.append(f"</{tag}>")
        if tag == "a":
            self.ends |= dict.fromkeys(self.in_link or (), len(self.out) - 1)
            self.in_link = None

    def handle_startendtag(self, tag, attrs):
        _Walker.handle_starttag(self, tag, attrs)
        self.out.append(self.get_starttag_text())

    def handle_data(self, data):
        begin = self.position
        super().handle_data(data)
        if self.position == begin:
            self.out.append(escape(data, quote=False))
            return
        cuts = self._cuts(begin, begin + len(data))
        for start, end in pairwise(cuts):
            self._piece(data[start - begin : end - begin], start)
        self._draw(None)

    def _cuts(self, begin: int, end: int) -> list[int]:
        inside = {place for mark in self.marks for place in (mark.start, mark.end) if begin < place < end}
        return sorted({begin, end} | inside)

    def _piece(self, text: str, start: int) -> None:
        within = [mark for mark in self.marks if mark.start <= start < mark.end]
        drawn = next((mark for mark in self.drawn if mark.start <= start < mark.end), None)
        if drawn != self.open and not text.strip():
            drawn = None
        self._draw(drawn)
        if text.strip():
            self.out += [self._anchor(mark) for mark in within if mark.id not in self.named]
        self.out.append(escape(text, quote=False))
        if text.strip():
            self._note_ends(within)

    def _draw(self, mark: Mark | None) -> None:
        if mark == self.open:
            return
        if self.open:
            self.out.append("</mark>")
        if mark:
            identity = "" if mark.id in self.named else f' id="{escape(mark.id)}"'
            self.named.add(mark.id)
            self.out.append(f'<mark class="harvested"{identity}>')
        self.open = mark

    def _anchor(self, mark: Mark) -> str:
        """The place of a passage that another one covers."""
        self.named.add(mark.id)
        return f'<span id="{escape(mark.id)}"></span>'

    def _note_ends(self, within: list[Mark]) -> None:
        ids = [mark.id for mark in within]
        self.ends |= dict.fromkeys(ids, len(self.out) - 1)
        if self.in_link is not None:
            self.in_link += ids


def _reference(mark: Mark) -> str:
    label = escape(_("Note %d") % mark.note)
    return f'<a class="note-ref" href="#note-{mark.note}" aria-label="{label}">{mark.note}</a>'


def _apart(marks: list[Mark]) -> list[Mark]:
    """Marks without overlap: what an earlier one covers is left to it."""
    kept, last = [], 0
    for mark in marks:
        start = max(mark.start, last)
        if mark.end > start:
            kept.append(replace(mark, start=start))
            last = mark.end
    return kept
