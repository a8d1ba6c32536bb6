"""Who has which texts open at the desk, kept some minutes in the cache.

It only warns: that nobody decides unknowingly is what `moderation.actions` sees to. A cache that is lost or away says
that nobody is there.
"""

from collections.abc import Iterable

from django.core.cache import cache

from consultation.models import Consultation, Role, User

MINUTES = 5
MODERATORS = (Role.MODERATOR, Role.ADMINISTRATOR)


def enter(consultation: Consultation, person: User, texts: Iterable[int]) -> None:
    """Say that this moderator has these texts open now, and no others."""
    cache.set(_key(consultation, person.pk), list(texts), MINUTES * 60)


def others(consultation: Consultation, person: User) -> dict[int, list[str]]:
    """The names of the other moderators by the text they opened in the last MINUTES. One query, one look."""
    rows = User.objects.filter(memberships__consultation=consultation, memberships__role__in=MODERATORS)
    names = {_key(consultation, pk): name for pk, name in rows.exclude(pk=person.pk).values_list("pk", "name")}
    here: dict[int, list[str]] = {}
    for key, texts in cache.get_many(names).items():
        for text in texts:
            here.setdefault(text, []).append(names[key])
    return here


def _key(consultation: Consultation, person: int) -> str:
    return f"desk:{consultation.pk}:{person}"
