import pytest
from django.core.management import call_command
from django.db import connection

from consultation.territories.load import Counts, load_territories
from consultation.territories.models import Commune, Department, Region, TerritoryKind

pytestmark = pytest.mark.usefixtures("territories")

ALL = Counts(regions=18, departments=101, overseas_territories=8, communes=34_969)


def written_by() -> set[tuple]:
    """Each commune with the transaction that last wrote its row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, xmin::text FROM territories_commune")
        return set(cursor.fetchall())


def test_everything_is_there(territories):
    assert territories == ALL
    assert Region.objects.proper().count() == 18
    assert Department.objects.proper().exclude(outline="").count() == 101


def test_loading_again_writes_nothing():
    before = written_by()

    assert load_territories() == ALL
    assert written_by() == before


def test_loading_again_mends_what_differs():
    Commune.objects.filter(code="23079").update(name="Ailleurs", population=None, postcodes="", kind="")
    Department.objects.filter(code="23").update(name="Ailleurs", outline="")

    load_territories()

    felletin = Commune.objects.get(code="23079")
    assert (felletin.name, felletin.kind, felletin.postcodes) == ("Felletin", TerritoryKind.RURAL, "23500")
    assert felletin.department.name == "Creuse"
    assert felletin.department.outline


def test_loading_keeps_a_commune_that_the_files_do_not_know():
    Commune.describe("23999", "Fusionnée", "23", 12).save()

    load_territories()

    assert Commune.objects.filter(code="23999").exists()


def test_what_was_derived_agrees_with_the_population():
    for commune in Commune.objects.only("population", "kind").iterator():
        assert commune.kind == TerritoryKind.of(commune.population)


def test_only_the_uninhabited_have_no_kind():
    assert set(Commune.objects.filter(kind="").values_list("department", flat=True)) == {"984", "989"}
    assert Commune.objects.filter(kind="").count() == 6


def test_the_region_is_reached_by_the_department():
    saint_denis = Commune.objects.get(code="97411")

    assert saint_denis.region.name == "La Réunion"
    assert Commune.objects.filter(department__region="94").count() > 300


def test_the_command_tells_what_is_there(capsys):
    call_command("load_communes")

    told = capsys.readouterr().out
    assert all(str(number) in told for number in vars(ALL).values())
