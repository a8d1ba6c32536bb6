"""The people of the demonstration: invented participants who speak from real communes, and one account a role."""

from zlib import crc32

from allauth.account.models import EmailAddress

from consultation.accounts import DEMO_ACCOUNTS, DEMO_DOMAIN, DEMO_PASSWORD
from consultation.models import Consultation, Membership, Role, Stakeholder, User
from consultation.territories.models import Commune
from demo.clock import moment
from demo.content import CITIZEN

NAMES = {
    CITIZEN: "Camille Robin",
    "moderation": "Dominique Faure",
    "analyse": "Pascale Mercier",
    "redaction": "Maxime Garnier",
    "admin": "Sacha Lefèvre",
}
COLLEAGUE = "Frédérique Aubin"  # the second moderator, who answers appeals against what the first decided
READER = "Claude Maréchal"  # the second harvester, who reads a part of the texts twice
CITIZEN_COMMUNE = "60175"  # Creil, where the texts it takes over are written from


class MissingCommune(Exception):
    """A participant's commune is not in the database; the message says what to do."""


def participants(rows: list[dict[str, str]]) -> dict[str, User]:
    """The participants by key, made where they do not exist. They have no address and cannot sign in."""
    communes = _communes({row["commune"] for row in rows} - {""} | {CITIZEN_COMMUNE})
    made = [_participant(row, communes) for row in rows]
    User.objects.bulk_create(made, ignore_conflicts=True)
    found = {person.origin: person for person in User.objects.filter(origin__in=[_origin(row["key"]) for row in rows])}
    return {row["key"]: found[_origin(row["key"])] for row in rows}


def accounts(consultation: Consultation) -> dict[str, User]:
    """The accounts people sign in with, by local part, each with its role in this consultation and nowhere else."""
    made = {}
    for name, role in DEMO_ACCOUNTS.items():
        made[name] = _account(name)
        if role:
            Membership.objects.get_or_create(consultation=consultation, user=made[name], role=role)
    return made


def colleague(consultation: Consultation) -> User:
    """A second moderator, invented as the participants are: nobody signs in as this one."""
    return _of_the_house(consultation, "colleague", COLLEAGUE, Role.MODERATOR)


def reader(consultation: Consultation) -> User:
    """A second harvester, as invented as the second moderator."""
    return _of_the_house(consultation, "reader", READER, Role.HARVESTER)


def _of_the_house(consultation: Consultation, key: str, name: str, role: str) -> User:
    columns = {"name": name, "stakeholder": Stakeholder.PUBLIC_SERVANT, "date_joined": moment(-51)}
    person = User(origin=_origin(key), **columns)
    person.set_unusable_password()
    person.save()
    Membership.objects.create(consultation=consultation, user=person, role=role)
    return person


def _participant(row: dict[str, str], communes: dict[str, Commune]) -> User:
    person = User(name=row["name"], stakeholder=row["quality"], **_shown(row["key"]))
    person.origin, person.date_joined = _origin(row["key"]), moment(-51)
    person.commune = communes.get(row["commune"])
    person.set_unusable_password()
    return person


def _shown(key: str) -> dict[str, bool]:
    """What this one lets be shown, the same each time: one in six only one, one in twelve neither."""
    drawn = crc32(key.encode()) % 12
    return {"shows_stakeholder": drawn not in (0, 1), "shows_commune": drawn not in (0, 2)}


def _origin(key: str) -> str:
    return f"demo:{key}"


def _communes(codes: set[str]) -> dict[str, Commune]:
    found = Commune.objects.in_bulk(codes)
    if missing := codes - found.keys():
        raise MissingCommune(
            f"Communes absentes de la base\u00a0: {', '.join(sorted(missing))}. Lancez d’abord manage.py load_communes."
        )
    return found


def _account(name: str) -> User:
    """An account whose address is verified, so that its password is enough to sign in (in the embedded mode only)."""
    address = f"{name}@{DEMO_DOMAIN}"
    person = User.objects.filter(email=address).first()
    if person is None:
        is_administrator = DEMO_ACCOUNTS[name] == Role.ADMINISTRATOR
        person = User.objects.create_user(
            address,
            DEMO_PASSWORD,
            name=NAMES[name],
            stakeholder=Stakeholder.CITIZEN if name == CITIZEN else Stakeholder.PUBLIC_SERVANT,
            commune_id=CITIZEN_COMMUNE if name == CITIZEN else None,
            shows_stakeholder=True,
            shows_commune=True,
            date_joined=moment(-51),
            is_staff=is_administrator,
            is_superuser=is_administrator,
        )
    EmailAddress.objects.get_or_create(user=person, email=address, defaults={"verified": True, "primary": True})
    return person
