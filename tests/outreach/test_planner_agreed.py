"""A day on which to speak again: agreed upon with the member it goes before the rule's own, noted alone it does not."""

from datetime import timedelta

import pytest

from registry.choices import ContactOutcome
from tests.outreach.ground import TODAY, Days, ago, asked, call, known, only, tick
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_day_agreed_upon_goes_before_the_rules_own(ruled: World, days: Days) -> None:
    """Five taps after the call set the next date: sooner or later than thirty days, within bounds."""
    only(ruled, "contact")
    soon, later, far = (known(ruled, number, ago(20)) for number in range(3))
    for member, ahead in ((soon, 4), (later, 50), (far, 300)):
        call(ruled, member, next_on=TODAY + timedelta(days=ahead))
    tick(ruled)
    assert asked(ruled) == [("contact", TODAY + timedelta(days=4), "open")]
    days.on(48)
    tick(ruled)
    assert asked(ruled, member=later) == [("contact", TODAY + timedelta(days=50), "open")]
    days.on(40)
    tick(ruled)
    assert asked(ruled, member=far) == [("contact", TODAY + timedelta(days=90), "open")]
    call(ruled, soon)
    tick(ruled)
    assert asked(ruled, member=soon) == [("contact", TODAY + timedelta(days=4), "done")]


def test_trying_again_tomorrow_puts_nobody_off(ruled: World, days: Days) -> None:
    """Nobody agreed to it: who was not reached is as late as before, and whoever stands above goes on hearing of it."""
    only(ruled, "contact")
    late, soon = known(ruled, 1, ago(51)), known(ruled, 2, ago(20))
    tick(ruled)
    assert asked(ruled, member=late) == [("contact", ago(21), "open")]
    for member, ahead in ((late, 1), (soon, 3)):
        call(ruled, member, ContactOutcome.NO_ANSWER, next_on=TODAY + timedelta(days=ahead))
    tick(ruled)
    assert asked(ruled, member=late) == [("contact", ago(21), "open")]
    assert asked(ruled, member=soon) == [("contact", TODAY + timedelta(days=3), "open")], "sooner is no putting off"
