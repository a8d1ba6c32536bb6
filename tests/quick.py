"""What the tests do once instead of once a client or once a test; what is tested stays what runs."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core.management.color import no_style
from django.db import connections, transaction
from django.http import HttpRequest
from django.test import Client, TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

from consultation.models import User

MANY_ROWS = 500  # of one table: from here on a truncation is quicker
ONLY_TRUNCATED = frozenset(["consultation_auditentry"])  # its rows refuse to be deleted
FILLED_BY_MIGRATE = frozenset(["django_content_type", "auth_permission"])

_found: dict[tuple, dict] = {}


def stop_looking_for_garbage() -> None:
    """While the tests are collected nothing is thrown away: each search reads again all that was imported so far."""
    gc.disable()


def look_for_garbage_of_tests_only() -> None:
    """What was imported stays to the end and is not read again; the rest is searched a hundred times less often."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def list_static_files_once() -> None:
    """Each client of a test loads the middleware; the list of the static files, the same for all, is made once."""
    WhiteNoiseMiddleware.add_files_from_finders = _remembered(WhiteNoiseMiddleware.add_files_from_finders)


def _remembered(listing: Callable) -> Callable:
    @wraps(listing)
    def listed(self) -> None:
        key = (self.static_prefix, self.max_age, str(settings.STATICFILES_DIRS), str(settings.STORAGES))
        if key not in _found:
            before = set(self.files)
            listing(self)
            _found[key] = {url: file for url, file in self.files.items() if url not in before}
        self.files.update(_found[key])

    return listed


def empty_what_was_filled() -> None:
    """After a test with `transaction=True` the tables that hold rows are emptied, but those that migrations fill.

    Django truncates all hundred tables, which makes as many files, then makes the content types and the permissions
    again, the same ones, model by model.
    """
    TransactionTestCase._fixture_teardown = _emptied


def _emptied(case: TransactionTestCase) -> None:
    for alias in case._databases_names(include_mirrors=False):
        ops, names = connections[alias].ops, _tables(alias)
        rows = _counted(alias, names)
        if max(rows.values(), default=0) < MANY_ROWS:
            alone = [name for name in ONLY_TRUNCATED if name in rows]
            deleted = [f"DELETE FROM {ops.quote_name(name)}" for name in rows if name not in ONLY_TRUNCATED]
            ops.execute_sql_flush([*ops.sql_flush(no_style(), alone), *deleted])
        else:
            ops.execute_sql_flush(ops.sql_flush(no_style(), names))


def _tables(alias: str) -> list[str]:
    names = connections[alias].introspection.django_table_names(only_existing=True, include_views=False)
    return [name for name in names if name not in FILLED_BY_MIGRATE]


def _counted(alias: str, names: list[str]) -> dict[str, int]:
    """Rows of each table that has any, counted up to `MANY_ROWS`."""
    quoted = {name: connections[alias].ops.quote_name(name) for name in names}
    each = [
        f"SELECT '{name}', count(*) FROM (SELECT FROM {table} LIMIT {MANY_ROWS}) AS held HAVING count(*) > 0"
        for name, table in quoted.items()
    ]
    with connections[alias].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())


@contextmanager
def kept_for_a_module(blocker: Any) -> Iterator[None]:
    """Rows made in a fixture of a module stay until its last test; `blocker` is `django_db_blocker`.

    Everything happens in one transaction that is undone at the end: each test of the module, in a transaction of its
    own inside, finds the rows as they were made. Not for tests with `transaction=True`, which see committed rows alone.
    """
    outer = transaction.atomic()
    outer._from_testcase = True  # as Django marks those of its test cases, so that durable blocks may begin inside
    with blocker.unblock():
        outer.__enter__()
        try:
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def sign_in_without_a_session_before() -> None:
    """A new client that signs in gets the session of the person; Django first makes it an empty one, thrown away."""
    Client._login = _signed_in_at_once(Client._login)


def _signed_in_at_once(login_by_django: Callable) -> Callable:
    @wraps(login_by_django)
    def signing_in(client: Client, user: User, backend: str | None = None) -> None:
        if settings.SESSION_COOKIE_NAME in client.cookies:
            return login_by_django(client, user, backend)
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore()
        login(request, user, backend)
        request.session.save()
        return client._set_login_cookies(request)

    return signing_in


def sign_in_once(people: Iterable[User | None]) -> None:
    """Give each of them a session for all that `signed_in` opens: for rows that each test, or each step, leaves as
    they were, sessions included.
    """
    for person in filter(None, people):
        client = Client()
        client.force_login(person)
        person.session_of_the_tests = client.cookies[settings.SESSION_COOKIE_NAME].value


def signed_in(person: User | None) -> Client:
    """A client that knows nothing but who asks: by the session made once, else by one of its own."""
    client = Client()
    if session := getattr(person, "session_of_the_tests", None):
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    elif person:
        client.force_login(person)
    return client


def longest_first(items: list, long: Sequence[str]) -> None:
    """Move the tests of these files to the front of those of their kind, in this order.

    Kinds stay apart: pytest-django runs tests in a transaction before those that empty the tables. A long test that
    begins last would keep one process at work while the others have nothing left.
    """
    place = {name: number for number, name in enumerate(long)}
    kinds = [list(kind) for _empties, kind in groupby(items, _empties_the_tables)]
    items[:] = [item for kind in kinds for item in sorted(kind, key=lambda item: place.get(_file(item), len(place)))]


def _file(item: Any) -> str:
    return item.nodeid.partition("::")[0]


def _empties_the_tables(item: Any) -> bool:
    mark = item.get_closest_marker("django_db")
    is_marked = bool(mark and mark.kwargs.get("transaction"))
    return is_marked or bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))
