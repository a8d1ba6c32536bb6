"""What tells one signed-in reader from another on a page that is otherwise the same for all of them.

Each application registers what its own tags show on pages of the debate; `debates.islands` asks them before it gives
somebody a page that was kept. What is not registered here must not be shown on those pages.
"""

from collections.abc import Callable, Hashable

from consultation.models import User

Teller = Callable[[User, str, int], Hashable]
_tellers: list[Teller] = []


def tells_apart(teller: Teller) -> Teller:
    """Register what the page of `kind` ("question" or "contribution") and `pk` shows of a person, as a plain value."""
    _tellers.append(teller)
    return teller


def of(person: User, kind: str, pk: int) -> tuple[Hashable, ...]:
    return tuple(teller(person, kind, pk) for teller in _tellers)
