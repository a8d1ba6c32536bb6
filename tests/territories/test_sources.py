import pytest

from consultation.territories import sources
from consultation.territories.data.build import moved


def test_every_department_has_its_outline_and_no_other_territory_has():
    proper = {row["code"] for row in sources.departments() if not row["is_overseas_territory"]}

    assert len(proper) == 101
    assert sources.outlines().keys() == proper


def test_every_commune_is_in_a_known_department_and_every_department_in_a_known_region():
    departments = {row["code"]: row["region"] for row in sources.departments()}

    assert {row["department"] for row in sources.communes()} == departments.keys()
    assert set(departments.values()) == {row["code"] for row in sources.regions()}


def test_a_path_is_scaled_and_moved_whatever_its_commands():
    assert moved("m1 2 3 4-.5.5", 2, 10, 100) == "M12 104l6 8 -1 1"
    assert moved("M1 2L3 4H5V6h1v-1zm1 1z", 2, 10, 100) == "M12 104L16 108H20V112h2v-2zm2 2z"


def test_a_path_that_cannot_be_moved_is_refused():
    with pytest.raises(ValueError, match="C"):
        moved("M0 0C1 1 2 2 3 3", 2, 0, 0)
