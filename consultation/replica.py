"""Pages that everybody may read, answered by a replica of PostgreSQL that has replayed enough (DATABASE_REPLICA_URL).

A request is answered by one server from its first query to its last: whatever it asks, by a model or by SQL, within
`pinned` goes to the replica, and fingerprints and what is kept under them come from the same rows. Writing, staff,
sessions, programs with a key, jobs and commands never leave the primary. docs/decisions/reading-from-a-replica.md
"""

import logging
import math
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import HttpRequest, HttpResponse

from consultation import public

logger = logging.getLogger(__name__)

ALIAS = "replica"
COOKIE = "wrote"  # how far the primary had written when this browser last sent something
AWAY_FOR = 3  # seconds during which a replica that did not answer is not asked again
PAUSE = 0.01  # seconds between two looks at a replica that is waited for
UNKNOWN = 2**63 - 1  # a position that no replica reaches
READS = ("GET", "HEAD")
_ADDS = """
post argue react preview keep_draft keep_reply_draft keep_edit_draft follow similar api-post api-argue api-react
harvest mark_read settle_passage request_export verify_archive page_preview set_language share mission_contact
account_login account_signup account_logout account_email_verification_sent
"""
ADDS = frozenset(_ADDS.split())  # acts that take nothing off any page: nobody waits for the replica after them
_POSITION = re.compile(r"[0-9]{1,19}")


class Positions:
    """How far the primary had written, at moments of the last REPLICA_MAX_LAG seconds.

    Positions are bytes of its journal. They are those that were on disk, so all that was answered before is in them.
    """

    def __init__(self) -> None:
        self.known: deque[tuple[float, int]] = deque(maxlen=64)
        self.lock = Lock()

    def required(self) -> int:
        """What a replica must have replayed to be no more than REPLICA_MAX_LAG seconds behind; no clock is compared.

        The primary is asked four times in that time, by whichever request comes first.
        """
        bound, now = settings.REPLICA_MAX_LAG, time.monotonic()
        with self.lock:
            newest = self.known[-1][0] if self.known else -math.inf
        if now - newest > bound / 4:
            position = written()
            with self.lock:
                self.known.append((now, position))
        since = time.monotonic() - bound
        with self.lock:
            return min((position for at, position in self.known if at >= since), default=UNKNOWN)


class Presence:
    """Whether the replica is worth asking: one that did not answer is tried again after AWAY_FOR, by one request."""

    def __init__(self) -> None:
        self.away_until = 0.0
        self.lock = Lock()

    def is_asked(self) -> bool:
        with self.lock:
            if not self.away_until:
                return True
            if time.monotonic() < self.away_until:
                return False
            self.away_until = time.monotonic() + AWAY_FOR  # the others wait for what this one finds
            return True

    def back(self) -> None:
        self.away_until = 0.0

    def away(self) -> None:
        self.away_until = time.monotonic() + AWAY_FOR


_positions, _presence = Positions(), Presence()


def written() -> int:
    """How far the primary has written to disk. One query, of a microsecond. Error when it is away, or no primary."""
    return _ask(DEFAULT_DB_ALIAS, "SELECT (pg_current_wal_flush_lsn() - '0/0')::bigint")


def replayed() -> int | None:
    """How far the replica has replayed; None for a server that is no replica. Error when it is away."""
    return _ask(ALIAS, "SELECT CASE WHEN pg_is_in_recovery() THEN (pg_last_wal_replay_lsn() - '0/0')::bigint END")


def lag() -> int | None:
    """Bytes that the primary has written and the replica not replayed; None for no replica. Error when it is away."""
    position, there = written(), replayed()
    return None if there is None else max(position - there, 0)


def catches_up() -> bool:
    """Whether it replays what is written now before it would no longer be read. Error when it is away."""
    position, until = written(), time.monotonic() + settings.REPLICA_MAX_LAG
    while not _is_no_longer_before(position):
        if time.monotonic() > until:
            return False
        time.sleep(PAUSE)
    return True


def _ask(alias: str, sql: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def has_replayed(position: int) -> bool:
    """Whether the replica has replayed this. What one connection was told stays true of it, and is not asked again."""
    link = connections[ALIAS]
    of, known = getattr(link, "known_replayed", (None, 0))
    if link.connection is None or of is not link.connection or known < position:
        known = replayed() or 0
        link.known_replayed = (link.connection, known)
    return known >= position


@contextmanager
def pinned() -> Iterator[None]:
    """All that this thread asks of the database within is asked of the replica, and of it alone."""
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


class ReplicaMiddleware:
    """The innermost: who reads is known by then, from the primary, and what it answers is written by the others.

    What the replica does not answer plainly (a page that is not there, a refusal, a fault, a query that writes) is
    asked again of the primary, whose answer counts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if not settings.DATABASE_REPLICA_URL:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in (*READS, "OPTIONS") and response.status_code < 500:
            _after_writing(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        return _answer(request, view, args, kwargs) if _may_answer(request) else None


# --- Reading


def _may_answer(request: HttpRequest) -> bool:
    """Whether the replica may answer: a page for everybody, a reader who is no operator, and enough replayed."""
    if request.method not in READS or connections[DEFAULT_DB_ALIAS].in_atomic_block or not _is_for_everybody(request):
        return False
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff:  # looked up now, in the primary
        return False
    if not _presence.is_asked():
        return False
    try:
        wanted = max(_positions.required(), _seen_by(request))
    except Error:
        return False  # the primary says itself that it is away
    with _watched():
        return has_replayed(wanted)
    return False


def _is_for_everybody(request: HttpRequest) -> bool:
    found = request.resolver_match
    if found.route.startswith("api/v1/"):
        return "Authorization" not in request.headers
    return public.is_read_alone(found.view_name)


def _seen_by(request: HttpRequest) -> int:
    """How far the primary had written when this browser last sent something; 0 when that was long ago or never."""
    given = request.COOKIES.get(COOKIE, "")
    return int(given) if _POSITION.fullmatch(given) else 0


def _answer(request: HttpRequest, view: Callable[..., HttpResponse], args: tuple, kwargs: dict) -> HttpResponse | None:
    with _watched(), pinned():
        response = view(request, *args, **kwargs)
        if hasattr(response, "render"):
            response.render()
        is_plain = response.status_code < 400 or response.status_code == 429
        return response if is_plain and not response.streaming else None
    return None


@contextmanager
def _watched() -> Iterator[None]:
    """A fault within is the replica's, and nobody sees it; one that lost its connection is away for a while."""
    try:
        yield
        _presence.back()
    except Error as error:
        link = connections[ALIAS]
        logger.warning("replica: %s", str(error).partition("\n")[0])
        if link.connection is None:
            _presence.away()
        elif link.connection.closed:  # by a restart perhaps: the next request opens another
            link.close()
    except Exception:
        _presence.back()


# --- Writing


def _after_writing(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever wrote reads what he wrote; what was taken off the pages is off all of them before he is told so."""
    found = request.resolver_match
    takes_off = found is not None and found.view_name not in ADDS
    is_reader = hasattr(request, "user") and request.user.is_authenticated and not request.path.startswith("/api/")
    if not (takes_off or is_reader):
        return
    try:
        position = written()
    except Error:
        position = UNKNOWN
    if takes_off:
        wait_until_nobody_reads_before(position)
    if is_reader:
        age = math.ceil(settings.REPLICA_MAX_LAG) + 5  # seconds; no replica is so far behind and read
        cookie = {"secure": settings.SESSION_COOKIE_SECURE, "httponly": True, "samesite": "Lax"}
        response.set_cookie(COOKIE, str(position), max_age=age, **cookie)


def wait_until_nobody_reads_before(position: int) -> None:
    """Until the replica has replayed this, or is too far behind to be read: REPLICA_MAX_LAG seconds at most."""
    until = time.monotonic() + settings.REPLICA_MAX_LAG
    while time.monotonic() < until:
        try:
            if _presence.is_asked() and _is_no_longer_before(position):
                return _presence.back()
        except Error:
            _presence.away()
        time.sleep(PAUSE)
    return None


def _is_no_longer_before(position: int) -> bool:
    there = replayed()
    return there is None or there >= position  # nobody reads what is no replica
