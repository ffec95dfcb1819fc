"""A run of the tests may begin before midnight and end after it."""

from datetime import UTC, datetime

import time_machine

from tests import midnight
from tests.web import calls

LATE, LATER = datetime(2026, 11, 26, 15, 59, tzinfo=UTC), datetime(2026, 11, 26, 16, 1, tzinfo=UTC)


def test_the_tests_today_is_today() -> None:
    with time_machine.travel(LATE, tick=False):
        midnight.noticed()
        before = calls.TODAY
    with time_machine.travel(LATER, tick=False):
        midnight.noticed()
        assert (calls.TODAY - before).days == 1
    midnight.noticed()
