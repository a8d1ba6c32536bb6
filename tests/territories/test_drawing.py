import pytest

from consultation.territories import drawing

TOWNS = [
    ("29", -4.486, 48.390),  # Brest
    ("67", 7.750, 48.573),  # Strasbourg
    ("06", 7.266, 43.703),  # Nice
    ("64", -0.370, 43.300),  # Pau
    ("23", 1.870, 46.170),  # Guéret
    ("75", 2.352, 48.857),
    ("2A", 8.738, 41.919),  # Ajaccio
    ("2B", 9.450, 42.700),  # Bastia
    ("971", -61.566, 16.240),  # Pointe-à-Pitre
    ("972", -61.060, 14.610),  # Fort-de-France
    ("973", -52.330, 4.930),  # Cayenne
    ("974", 55.450, -20.890),  # Saint-Denis
    ("976", 45.220, -12.780),  # Mamoudzou
]


@pytest.mark.parametrize(("department", "longitude", "latitude"), TOWNS)
def test_a_town_falls_in_its_department_and_in_no_other(department, longitude, latitude):
    assert drawing.is_within(department, longitude, latitude, margin=2)
    assert drawing.departments_at(longitude, latitude, margin=0) in ([department], [])


def test_a_point_elsewhere_is_told_from_one_at_the_border():
    assert not drawing.is_within("23", 2.352, 48.857, margin=10)  # Paris
    assert not drawing.is_within("92", 2.4475, 48.8475, margin=2)  # Vincennes
    assert drawing.is_within("92", 2.4475, 48.8475, margin=20)
    assert drawing.departments_at(0, 0, margin=10) == []
    assert not drawing.is_within("23", 0, 90, margin=10)


def test_north_is_up_and_east_is_right():
    north, south = drawing.at("23", 2, 46.3), drawing.at("23", 2, 45.7)
    west, east = drawing.at("23", 1.5, 46), drawing.at("23", 2.5, 46)
    assert north[1] < south[1]
    assert west[0] < east[0]


def test_where_there_is_no_outline_nothing_is_drawn_and_nothing_refused():
    assert not drawing.is_drawn("988")
    assert (drawing.at("988", 166.4, -22.3), drawing.centre("988"), drawing.box("988")) == (None, None, None)
    assert drawing.is_within("988", 166.4, -22.3, margin=10)


def test_every_centre_is_in_its_department():
    for code, rings in drawing._rings().items():
        assert any(drawing._holds(ring, drawing.centre(code)) for ring in rings), code


def test_paths_are_read_as_a_browser_draws_them():
    assert list(drawing.rings("m1 1h2v2l-2 0zM10 10C1 1 2 2 12 10s1 1 0 2z")) == [
        ((1, 1), (3, 1), (3, 3), (1, 3)),
        ((10, 10), (12, 10), (12, 12)),
    ]
    with pytest.raises(ValueError, match="A"):
        list(drawing.rings("M0 0A1 1 0 0 0 2 2"))
