"""The demonstration, loaded once for these tests and gone after them."""

import pytest
from django.core.management import call_command

from consultation.models import Consultation, User
from consultation.territories import sources
from consultation.territories.models import Commune, Department, Region
from demo import content, loading
from demo.people import CITIZEN_COMMUNE


def load_communes_of_participants() -> None:
    """Real communes, those of the participants only: all of them would take seconds."""
    codes = {person["commune"] for person in content.read().participants} | {CITIZEN_COMMUNE}
    rows = [row for row in sources.communes() if row["code"] in codes]
    regions = [Region(**row) for row in sources.regions()]
    Region.objects.bulk_create(regions, ignore_conflicts=True)
    departments = [dict(row) for row in sources.departments()]
    Department.objects.bulk_create(
        [Department(region_id=row.pop("region"), **row) for row in departments], ignore_conflicts=True
    )
    Commune.objects.bulk_create([_commune(row) for row in rows], ignore_conflicts=True)


def _commune(row: dict) -> Commune:
    return Commune.describe(row["code"], row["name"], row["department"], int(row["population"]), row["postcodes"])


@pytest.fixture(scope="package")
def _loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_communes_of_participants()
        loading.load()
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def demonstration(_loaded, db) -> Consultation:
    return loading.demonstration()


@pytest.fixture
def camille(demonstration) -> User:
    """The participant account."""
    return User.objects.get(email="citoyen@demo.invalid")
