"""The acts on access keys: make, revoke, use."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit
from consultation.accounts import is_refused
from consultation.keys.models import AccessKey
from consultation.models import User

PREFIX = "cle_"  # so that a key left in a file is known for what it is
MOST = 10  # keys of a person
DAYS = (30, 90, 365)
LONGEST = 100  # characters of anything worth looking up


@transaction.atomic
def make(person: User, *, name: str, days: int) -> tuple[AccessKey, str]:
    """A new key good for `days`, and the words of it, which nobody can read again. 256 bits drawn by the system.

    ValidationError for an eleventh key; those that are over make room.
    """
    person = User.objects.select_for_update().get(pk=person.pk)  # two forms at once make no eleventh
    over = [key.pk for key in of_person(person) if not key.is_good]
    AccessKey.objects.filter(pk__in=over).delete()
    if person.access_keys.count() >= MOST:
        raise ValidationError(_("Vous avez déjà %(most)s clés : révoquez-en une d’abord.") % {"most": MOST})
    words = PREFIX + secrets.token_urlsafe(32)
    key = AccessKey.objects.create(
        person=person,
        name=name,
        digest=digest(words),
        beginning=words[:8],
        stamp=person.get_session_auth_hash(),
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit.record("key.made", key, by=person, days=days)
    return key, words


@transaction.atomic
def revoke(key: AccessKey, *, by: User) -> None:
    """End a key at once: the next request made with it is refused."""
    audit.record("key.revoked", key, by=by)
    key.delete()


def of_person(person: User) -> list[AccessKey]:
    return list(AccessKey.objects.filter(person=person).select_related("person"))


def used(words: str) -> AccessKey | None:
    """The key that reads like this, if it is good and its owner may sign in; its use is noted, once a minute.

    The look-up is by the digest of 256 bits of chance: how long it takes tells nothing of the keys there are.
    """
    if not words.startswith(PREFIX) or len(words) > LONGEST:
        return None
    key = AccessKey.objects.select_related("person").filter(digest=digest(words)).first()
    if key is None or not key.is_good or not key.person.is_active or is_refused(key.person.email):
        return None
    now = timezone.now()
    unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(minutes=1))
    if key.last_used_at is None or key.last_used_at < now - timedelta(minutes=1):
        AccessKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=now)
    return key


def digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
