"""What a report is made of, whatever the file: plain data in reading order, in the reader's language.

`report.py` makes them from a Document; `html.py` and `pdf.py` lay them out. Every text is plain text, to be escaped by
whoever lays it out, except `Prose.html`, which `consultation.text` has sanitised.
"""

from dataclasses import dataclass, field

from synthesis.charts import Picture
from synthesis.document import Quote


@dataclass(frozen=True)
class Heading:
    level: int  # 1 for a chapter, 2 for its parts, 3 for a question, 4 inside a question
    text: str
    anchor: str  # unique in the report; letters, digits and hyphens
    colour: str = ""  # name of the theme's accent


@dataclass(frozen=True)
class Paragraph:
    text: str
    is_note: bool = False


@dataclass(frozen=True)
class Prose:
    """Markdown of the editors, already HTML of `consultation.text.sanitised`."""

    html: str


@dataclass(frozen=True)
class Facts:
    """Names and values of a manifest or of totals."""

    rows: tuple[tuple[str, str], ...]
    is_headline: bool = False  # few large figures, or a list of small ones


@dataclass(frozen=True)
class Grid:
    """A table; the first cell of a row is its heading. Numbers are kept as numbers."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True)
class Bar:
    """Shares of one whole, largest promise first: (label, count, share in words)."""

    title: str
    description: str
    parts: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class Figure:
    picture: Picture


@dataclass(frozen=True)
class Claim:
    """A statement with its number in the report and the marks of its citations."""

    number: int
    text: str
    marks: tuple[int, ...]
    is_editorial: bool  # written by the editors, without an idea or a figure behind
    figure: Picture | None = None  # what stands here; `text` is its caption


@dataclass(frozen=True)
class Claims:
    claims: tuple[Claim, ...]
    tone: str = ""  # "disagreement" and "minority" are set apart


@dataclass(frozen=True)
class Passage:
    text: str
    source: str
    url: str = ""
    lang: str = ""  # of the text, where it is another than the report's


@dataclass(frozen=True)
class Group:
    """Contributions that say alike, shown by passages of their own."""

    label: str
    size: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Groups:
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Quotation:
    """A quote of the list of quotes, and the numbers of the statements that rest on it."""

    quote: Quote
    source: str
    proof: str
    cited_by: tuple[int, ...] = field(default=())
    lang: str = ""  # of its text, where it is another than the report's


@dataclass(frozen=True)
class Quotations:
    quotations: tuple[Quotation, ...]


Block = Heading | Paragraph | Prose | Facts | Grid | Bar | Figure | Claims | Groups | Quotations


@dataclass(frozen=True)
class Report:
    """A cover and the blocks that follow it. `draft` is the words of the mark every page carries, "" when published."""

    consultation: str
    kind: str
    title: str
    edition: str  # "Version 2, publiée le 30 mars 2018"
    short: str  # for the foot of pages
    draft: str
    language: str
    blocks: tuple[Block, ...]

    def pictures(self) -> list[Picture]:
        """What is drawn, in reading order; tables are not."""
        placed = (placed for block in self.blocks for placed in _pictures(block))
        return [picture for picture in placed if picture.svg]


def _pictures(block: Block) -> list[Picture]:
    if isinstance(block, Figure):
        return [block.picture]
    return [claim.figure for claim in block.claims if claim.figure] if isinstance(block, Claims) else []
