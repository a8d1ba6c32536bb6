"""Trees of ideas, as lines set back by their depth."""

from synthesis import reading
from synthesis.models import Idea
from tests.factories import IdeaFactory


def grown(theme, written: str) -> dict[str, Idea]:
    """A tree from lines set back by their depth, by title."""
    made, above = {}, {}
    for position, line in enumerate(written.strip("\n").splitlines()):
        depth, title = len(line) - len(line.lstrip()), line.strip()
        parent = above.get(depth - 1)
        above[depth] = made[title] = IdeaFactory(theme=theme, parent=parent, title=title, position=position)
    return made


def drawn(theme) -> str:
    return "\n".join(" " * branch.depth + branch.idea.title for branch in reading.flat(reading.tree(theme)))
