"""A page kept once for all participants: what is a reader's own is put in its place at each request.

Only the page of a plain participant is kept: no role here, no text of his own on it, no draft, nothing waiting to be
said to him. What may differ between two of them and shows in few ways (his reaction, whether he follows, how many
notices he has not read) is part of the key; his name, his token and the key of his form, which are his alone, stand as
marks that nobody can guess. Whoever is not plain gets a page made for him (docs/decisions/fragments.md).
"""

import re
import secrets
from collections.abc import Callable, Hashable
from uuid import uuid4

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.html import escape

from consultation import apart
from consultation.permissions import remember_roles
from debates import keeping
from debates.prints import Print
from debates.rules import remember_free

_NAME, _TOKEN, _KEY = (f"kept{secrets.token_hex(24)}" for _ in "ntk")
_MARKED = re.compile(f"({_NAME}|{_TOKEN}|{_KEY})")
MARKS = {"shown_name": _NAME, "csrf_token": _TOKEN, "form_key": _KEY}  # in the place of the reader's own


def of(request: HttpRequest, slug: str, kind: str, pk: int) -> tuple[Hashable, ...] | None:
    """What tells this reader from other plain participants on this page; None for whoever is not one. Two queries."""
    person = request.user
    if request.htmx or not person.is_authenticated or not person.is_active or person.is_staff or person.is_superuser:
        return None
    if "messages" in request.COOKIES or any(key in request.session for key in ("_messages", "unsent")):
        return None
    consultation, is_plain, reaction = _standing(person.pk, slug, pk if kind == "contribution" else None)
    if not is_plain:
        return None
    remember_roles(person, consultation, frozenset())
    remember_free(person)
    return (reaction, *apart.of(person, kind, pk))


def page(
    request: HttpRequest, of: Print, own: tuple[Hashable, ...], make: Callable[[dict], HttpResponse]
) -> HttpResponse:
    """The page kept for participants like this one, with his name and token; `make` gets what to put in the context."""
    kept = keeping.part((request.get_host(), request.get_full_path(), own), of.value, lambda: _cut(make(MARKS)))
    if not kept:
        return make({})
    values = {_NAME: str(escape(request.user.name)), _TOKEN: get_token(request), _KEY: uuid4().hex}
    return HttpResponse("".join(values.get(piece, piece) for piece in kept))


def _cut(response: HttpResponse) -> list[str]:
    """The pieces of a page with its marks between them; none for an answer that is not to be kept."""
    return _MARKED.split(response.text) if response.status_code == 200 else []


def _standing(person: int, slug: str, contribution: int | None) -> tuple[int | None, bool, str | None]:
    """The consultation, whether nothing makes him more than a participant there, and his reaction. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [slug, person, slug, person, person, contribution, person, contribution])
        consultation, has_role, is_suspended, has_draft, reaction = cursor.fetchone()
    return consultation, not (has_role or is_suspended or has_draft), reaction


_STANDING = """
SELECT (SELECT k.id FROM consultation_consultation k WHERE k.slug = %s),
    EXISTS (SELECT 1 FROM consultation_membership m JOIN consultation_consultation k ON k.id = m.consultation_id
               WHERE m.user_id = %s AND k.slug = %s),
    EXISTS (SELECT 1 FROM debates_suspension s WHERE s.person_id = %s AND s.lifted_at IS NULL),
    EXISTS (SELECT 1 FROM debates_draft d WHERE d.by_id = %s AND d.parent_id = %s),
    (SELECT r.kind FROM debates_reaction r WHERE r.by_id = %s AND r.contribution_id = %s)
"""
