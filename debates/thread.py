"""The arguments of one contribution: read by their root in two queries, nested, and cut to what one page shows.

The first query brings the shape of the whole thread, a few numbers a text; the second the words of those shown. A page
holds at most about PLACES texts, whatever the thread: long lists of answers are cut in windows, long branches fold, and
what finds no place is one link away, at an address that opens the page there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from consultation.models import User
from debates.lines import WORDS
from debates.models import Contribution, Stance, State

DEEPEST = 4  # below this depth answers follow one another, each naming the one it answers
COLUMN = 60  # direct answers of one column at once
WINDOW = 20  # answers to one argument at once
FOLDS = 6  # a branch below the first answers with more texts than that is folded
PLACES = 300  # texts of one page

_SHAPE = ("pk", "parent_id", "depth", "stance", "state", "author_id")


@dataclass(slots=True)
class Node:
    """An argument in its thread. Without `shows_text` it is a tombstone, kept for the replies below it."""

    pk: int
    parent: int
    depth: int
    stance: str
    state: str
    shows_text: bool
    is_own: bool
    is_apart: bool = False  # the argument it answers is not the one it stands under
    replies: list["Node"] = field(default_factory=list)
    size: int = 0  # arguments below
    branch: "Siblings | None" = None  # what the page shows of `replies`; None where there are none, or no place
    is_open: bool = False  # the argument asked for is below
    is_next: bool = False  # the only answer to a text whose answers are folded already

    @property
    def is_awaiting(self) -> bool:
        """Shown to its author only, before a moderator decided."""
        return self.shows_text and self.state == State.PENDING

    @property
    def folds(self) -> bool:
        """Its answers are behind a fold; of a chain of single answers, only the first one's."""
        return self.size > FOLDS and self.depth > 1 and not self.is_next


@dataclass(frozen=True, slots=True)
class Siblings:
    """The answers to one text that the page shows, and how many stand before and after them."""

    nodes: list[Node]
    before: int = 0
    after: int = 0
    previous: int = 0  # an argument of the window before: its address opens the page there; 0 for none
    following: int = 0


@dataclass(frozen=True, slots=True)
class Thread:
    """What answers a contribution, as the page lays it out; `words` are the texts shown, by argument."""

    pros: Siblings
    cons: Siblings
    others: Siblings
    words: dict[int, tuple]
    found: bool  # whether the argument asked for is here


def thread(root: Contribution, reader: User, opened: int = 0) -> Thread:
    """The arguments of a contribution, oldest first; the reader's own pending ones among them. Two queries.

    `opened` is an argument of the thread: the page then shows it, and opens the branches that lead to it.
    """
    nodes = nested(root, reader)
    way = _way(nodes, opened)
    columns = [[], [], []]
    for node in nodes[root.pk].replies:
        columns[_column(node)].append(node)
    sides = [_window(column, COLUMN, way) for column in columns]
    shown = _place(sides, way)
    return Thread(*sides, words=_words(shown), found=not opened or bool(way))


def nested(root: Contribution, reader: User) -> dict[int, Node]:
    """Every node of a thread that is shown, by its argument, under the root's own; nested down to DEEPEST. One query.

    A branch in which nothing is shown falls away.
    """
    rows = root.thread.filter(covered=False).order_by("created_at", "pk").values_list(*_SHAPE)
    me = reader.pk if reader.is_authenticated else 0
    nodes = {row[0]: _node(row, me) for row in rows}
    deepest_first = sorted(nodes.values(), key=lambda node: -node.depth)
    kept: set[int] = set()
    for node in deepest_first:
        if node.shows_text or node.pk in kept:
            kept |= {node.pk, node.parent}
    top = Node(root.pk, 0, 0, "", root.state, True, False)
    _hang(nodes, kept, top)
    for node in deepest_first:
        node.size = sum(1 + reply.size for reply in node.replies)
    return {pk: node for pk, node in nodes.items() if pk in kept} | {root.pk: top}


def _hang(nodes: dict[int, Node], kept: set[int], top: Node) -> None:
    """Put each kept node under the text it answers, or under the last one that is not too deep to hold it."""
    under: dict[int, Node] = {top.pk: top}  # a text -> the node its answers stand under
    for node in sorted(nodes.values(), key=lambda node: node.depth):
        under[node.pk] = node if node.depth < DEEPEST else under.get(node.parent, top)
    for node in nodes.values():
        if node.pk in kept:
            place = under.get(node.parent, top)
            node.is_apart = place.pk != node.parent
            place.replies.append(node)


def _node(row: tuple, me: int) -> Node:
    pk, parent, depth, stance, state, author = row
    is_own = bool(me) and author == me
    shows_text = state == State.PUBLISHED or (is_own and state == State.PENDING)
    return Node(pk, parent, depth, stance, state, shows_text, is_own)


def _column(node: Node) -> int:
    return {Stance.FOR: 0, Stance.AGAINST: 1}.get(node.stance, 2)


def _way(nodes: dict[int, Node], opened: int) -> set[int]:
    """The argument asked for and those it stands under; nothing for one that is not here."""
    above = {reply.pk: node.pk for node in nodes.values() for reply in node.replies} if opened in nodes else {}
    way: set[int] = set()
    while opened in above:
        way.add(opened)
        opened = above[opened]
    return way


def _window(nodes: list[Node], size: int, way: set[int]) -> Siblings:
    """The first answers, or those around the one that leads to the argument asked for."""
    start = next((place for place, node in enumerate(nodes) if node.pk in way), 0) // size * size if way else 0
    end = start + size
    return Siblings(
        nodes=nodes[start:end],
        before=start,
        after=max(len(nodes) - end, 0),
        previous=nodes[start - size].pk if start else 0,
        following=nodes[end].pk if end < len(nodes) else 0,
    )


def _place(sides: Iterable[Siblings], way: set[int]) -> list[Node]:
    """Give each level its place on the page, the first answers first; the nodes that found one."""
    level = [node for side in sides for node in side.nodes]
    shown = list(level)
    while level:
        below: list[Node] = []
        for node in level:
            node.is_open = node.pk in way and any(reply.pk in way for reply in node.replies)
            if node.replies and (node.is_open or len(shown) + len(below) < PLACES):
                node.branch = _window(node.replies, WINDOW, way)
                below += node.branch.nodes
                if len(node.replies) == 1:
                    node.replies[0].is_next = node.folds or node.is_next
        shown += below
        level = below
    return shown


def _words(shown: Iterable[Node]) -> dict[int, tuple]:
    ids = [node.pk for node in shown if node.shows_text]
    rows = Contribution.objects.filter(pk__in=ids).values_list(*WORDS, named=True)
    return {row.pk: row for row in rows}
