"""A person leaves, because she asks to or because she came no more: all that says who she was goes at once."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from administration.actions import take_role
from consultation import audit, profile
from consultation.models import User
from consultation.notices import hand_over
from debates import actions as debate
from debates.actions import Refused
from privacy import farewell
from privacy.holdings import HOLDINGS, Fate
from privacy.models import Erasure
from privacy.reading import last_administrator_of
from privacy.tasks import finish_erasure
from synthesis import parting

KEEP, TAKE = "keep", "take"  # what becomes of the texts


def erase(person: User, *, by: User, texts: str) -> None:
    """Erase somebody who asks for it; `texts`: KEEP them under nobody's name, or TAKE them along.

    At once and in one transaction: name, address, password, quality, commune, second factors, keys, drafts, follows,
    notices, roles, copies of the data; every session ends. What a published synthesis quotes stays in it without the
    person. Sessions' rows and roll-ups follow in the worker (`Erasure`). PermissionDenied for anybody but that person;
    Refused while she is the last administrator of a consultation.
    """
    if by.pk != person.pk or not by.is_authenticated:
        raise PermissionDenied("privacy.erase")
    if texts not in (KEEP, TAKE):
        raise Refused({"texts": _("Choisissez ce que deviennent vos textes.")})
    _leave(person, by=by, take=texts == TAKE, why="asked")


def purge(person: User, *, why: str) -> None:
    """Erase an account that nobody uses; its texts stay under nobody's name. `why` is a word for the record."""
    _leave(person, by=None, take=False, why=why)


@transaction.atomic
def _leave(person: User, *, by: User | None, take: bool, why: str) -> None:
    held = User.objects.select_for_update().get(pk=person.pk)
    if held.erased_at:
        return
    _give_roles_back(held)
    transaction.on_commit(farewell.letter(held))
    texts, taken = debate.part(held, take=take)
    parting.part(texts, words_of=texts if take else set(), legible=taken)
    _delete_what_goes(held)
    profile.leave(held)
    erasure = Erasure.objects.create(person=held, took_texts=take)
    audit.record("person.erased", held, by=by, why=why, texts=TAKE if take else KEEP, count=len(texts))
    _begin(erasure)


def _give_roles_back(person: User) -> None:
    """Refused while nobody else could administer one of the consultations."""
    alone = last_administrator_of(person)
    if alone:
        names = ", ".join(consultation.name for consultation in alone)
        said = _("Vous êtes la dernière personne à administrer : %(names)s. Invitez d’abord quelqu’un à le faire.")
        raise Refused(said % {"names": names})
    for membership in person.memberships.select_related("consultation", "user"):
        take_role(membership, by=person)


def _delete_what_goes(person: User) -> None:
    for holding in HOLDINGS:
        if holding.fate == Fate.DELETED:
            holding.rows(person).delete()
    about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))
    about.update(object_repr="", change_message="")


def _begin(erasure: Erasure) -> None:
    transaction.on_commit(lambda: hand_over(finish_erasure, erasure.pk))
