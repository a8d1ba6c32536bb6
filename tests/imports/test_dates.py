from datetime import UTC, datetime

import pytest

from imports.dates import moment


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2018-04-12T10:30:00Z", datetime(2018, 4, 12, 10, 30, tzinfo=UTC)),
        ("2018-04-12T10:30:00+02:00", datetime(2018, 4, 12, 8, 30, tzinfo=UTC)),
        ("2018-04-12 10:30:00 +0200", datetime(2018, 4, 12, 8, 30, tzinfo=UTC)),
        ("2018-04-12 10:30:00 UTC", datetime(2018, 4, 12, 10, 30, tzinfo=UTC)),
        ("2018-04-12T10:30", datetime(2018, 4, 12, 8, 30, tzinfo=UTC)),  # no zone: Paris in summer
        ("2018-01-12", datetime(2018, 1, 11, 23, 0, tzinfo=UTC)),  # and in winter
        ("20180112", datetime(2018, 1, 11, 23, 0, tzinfo=UTC)),
        ("1523529000", datetime(2018, 4, 12, 10, 30, tzinfo=UTC)),
        ("1523529000000", datetime(2018, 4, 12, 10, 30, tzinfo=UTC)),
        ("1523529000.5", datetime(2018, 4, 12, 10, 30, 0, 500_000, tzinfo=UTC)),
        (" 2018-04-12T10:30:00Z ", datetime(2018, 4, 12, 10, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_dates_that_are_read(written, expected):
    assert moment(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "hier",
        "12/04/2018",
        "2018-13-01",
        "2018",
        "15",
        "-1",
        "0001-01-01",
        "9999-12-31",
        "1523529000000000",
        "٢٠١٨",
        "1e9",
    ],
)
def test_dates_that_are_not(written):
    with pytest.raises(ValueError):  # noqa: PT011 (whatever it says, the row is set aside)
        moment(written)
