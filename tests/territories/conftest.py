import pytest

from consultation.territories.load import Counts, count, load_territories
from consultation.territories.models import Commune, Department, Region


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """All territories, loaded once for these tests, and gone after them unless they were there before."""
    with django_db_blocker.unblock():
        there_before = Commune.objects.exists()
        load_territories()
    yield
    if not there_before:
        with django_db_blocker.unblock():
            for model in (Commune, Department, Region):
                model.objects.all().delete()


@pytest.fixture
def territories(loaded, db) -> Counts:
    return count()
