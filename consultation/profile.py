"""What a person says of himself: the acts."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit, lookalikes
from consultation.consents import actions as consents
from consultation.models import Rhythm, User
from consultation.territories.models import Commune

FIELDS = ("name", "stakeholder", "commune", "shows_stakeholder", "shows_commune")
GONE = "Personne partie"  # the name beside the texts of whoever left; data, so the same in every language
NAME_MAX = User._meta.get_field("name").max_length


@transaction.atomic
def change_where_from(
    person: User,
    *,
    name: str,
    stakeholder: str,
    commune: Commune | None,
    shows_stakeholder: bool = False,
    shows_commune: bool = False,
) -> None:
    """Change what stands beside the texts to come, and what of it is shown.

    The record says that it changed, not from what to what: a former name is nobody's business. ValidationError, and
    nothing changed, for a name that looks like somebody else's; the database decides between two who ask at once.
    """
    values = {"name": name, "stakeholder": stakeholder, "commune": commune}
    values |= {"shows_stakeholder": shows_stakeholder, "shows_commune": shows_commune}
    changed = [field for field in FIELDS if getattr(person, field) != values[field]]
    if not changed:
        return
    if not _saved(person, **{field: values[field] for field in changed}):
        raise ValidationError({"name": taken(name)})
    consents.share(person, **_shown(values, changed))
    audit.record("person.where_from_changed", person, by=person, fields=changed)


@transaction.atomic
def introduce(person: User, *, language: str, name: str, **said) -> str:
    """Write down what somebody says of himself while signing up, what he accepts by it, and the language he reads.

    Returns the name he has: the next free one when somebody took it since the form was read.
    """
    has = name
    while not _saved(person, language=language, name=has, **said):
        has = suggested(name)
    consents.sign_up(person)
    consents.share(person, **_shown(said, [field for field in said if said[field]]))
    audit.record("person.joined", person, by=person)
    return has


def speak(person: User, language: str) -> None:
    """Write to somebody in this language from now on."""
    person.language = language
    person.save(update_fields=["language"])


def is_taken(name: str, by_another_than: User | None = None) -> bool:
    """Whether an account has a name that looks like this one, or it is that of those who left."""
    if lookalikes.look(name) == lookalikes.look(GONE):
        return True
    others = User.objects.filter(origin=None, name_key=lookalikes.look(name))
    return others.exclude(pk=by_another_than.pk if by_another_than else None).exists()


def leave(person: User) -> None:
    """Take from an account all that says whose it was; nobody signs in to it any more; sessions and keys end."""
    blank = {"email": None, "name": GONE, "name_key": "", "stakeholder": "", "commune": None, "origin": None}
    blank |= {"shows_stakeholder": False, "shows_commune": False, "rhythm": Rhythm.NONE, "public_id": uuid4()}
    blank |= {"is_active": False, "is_staff": False, "is_superuser": False, "erased_at": timezone.now()}
    blank |= {"last_login": None, "last_contact_at": None, "warned_at": None}
    _set(person, blank)
    person.set_unusable_password()  # a new one drawn by chance: what was stamped with the former one is void
    person.save(update_fields=[*blank, "password"])
    person.groups.clear()
    person.user_permissions.clear()


@transaction.atomic
def choose_rhythm(person: User, rhythm: str) -> bool:
    """Write to somebody about what he follows this often from now on; `rhythm` is one of `Rhythm`. Twice is as once."""
    if rhythm not in Rhythm.values:
        raise ValidationError(_("Choisissez un des rythmes proposés."))
    changed = User.objects.filter(pk=person.pk).exclude(rhythm=rhythm).update(rhythm=rhythm)
    person.rhythm = rhythm
    if changed:
        audit.record("person.rhythm_changed", person, by=person, rhythm=rhythm)
    return bool(changed)


def suggested(name: str) -> str:
    """A name near this one that nobody has. One query."""
    stem = lookalikes.look(name)[: NAME_MAX // 2]
    rows = User.objects.filter(origin=None, name_key__startswith=stem)
    return lookalikes.free(name, set(rows.values_list("name_key", flat=True)), longest=NAME_MAX)


def taken(name: str) -> str:
    """The words for a name somebody has, with one that is free."""
    words = _("Quelqu’un participe déjà sous un nom qui se lit comme celui-ci. Vous pouvez écrire par exemple : %s.")
    return words % suggested(name)


def _shown(values: dict, changed: list[str]) -> dict[str, bool]:
    """What of these is about being shown: shows_commune=True says commune=True."""
    return {field.removeprefix("shows_"): values[field] for field in changed if field.startswith("shows_")}


def _saved(person: User, **values) -> bool:
    """Save these columns; False, and the person as he was, when the name is somebody else's."""
    if "name" in values:
        values["name_key"] = lookalikes.look(values["name"])
    before = {field: getattr(person, field) for field in values}
    _set(person, values)
    try:
        with transaction.atomic():
            person.save(update_fields=[*before])
    except IntegrityError as error:
        _set(person, before)
        if "one_person_a_look" not in str(error):
            raise
        return False
    return True


def _set(person: User, values: dict) -> None:
    for field, value in values.items():
        setattr(person, field, value)
