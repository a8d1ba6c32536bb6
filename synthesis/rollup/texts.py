"""What the roll-up reads: one plain record a contribution, without Django behind it.

Light enough to be imported anywhere: only the standard library.
"""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Text:
    """One contribution as it stood at the cut-off.

    `body` is plain text as the reader sees it, paragraphs separated by blank lines: every offset of the
    roll-up counts characters (code points) of this very string. `kind` is the key of a territory kind,
    `region` a region's name, `department` its code; None means that the participant did not say.
    `agree`, `disagree`, `unclear`, `more_info` count reactions, `arguments`, `pros`, `cons` replies.
    `read` says whether staff has read it. `author` is None where nobody is known to have written it. `stance` is the
    side it declares, "for" or "against", "" where it declares none; `imported_id` its identifier where it came from.
    """

    id: int
    version_id: int
    title: str
    body: str
    nature: str
    kind: str | None
    region: str | None
    department: str | None
    stakeholder: str | None
    origin: str
    posted_on: datetime.date
    agree: int = 0
    disagree: int = 0
    unclear: int = 0
    more_info: int = 0
    arguments: int = 0
    pros: int = 0
    cons: int = 0
    read: bool = False
    author: int | None = None
    stance: str = ""
    imported_id: str = ""

    def to_dict(self) -> dict:
        """The same as JSON can hold it; `from_dict` gives the record back."""
        return asdict(self) | {"posted_on": self.posted_on.isoformat()}

    @classmethod
    def from_dict(cls, values: dict) -> "Text":
        """The record that `to_dict` gave. TypeError on a field that is missing or unknown."""
        return cls(**(values | {"posted_on": datetime.date.fromisoformat(values["posted_on"])}))

    @property
    def reactions(self) -> int:
        return self.agree + self.disagree + self.unclear + self.more_info

    @property
    def whole(self) -> str:
        """Title and body, for comparing contributions; offsets into it are offsets of nothing else."""
        return f"{self.title}\n\n{self.body}" if self.title else self.body

    @property
    def voter(self) -> tuple[str, int]:
        """Who speaks: the author, or the contribution itself where the author is not known."""
        return ("text", self.id) if self.author is None else ("author", self.author)


def in_order(texts: Iterable[Text]) -> list[Text]:
    """The texts by id, so that no result depends on the order they came in. ValueError on an id given twice."""
    ordered = sorted(texts, key=lambda text: text.id)
    for before, after in pairwise(ordered):
        if before.id == after.id:
            raise ValueError(f"contribution {after.id} was given twice")
    return ordered
