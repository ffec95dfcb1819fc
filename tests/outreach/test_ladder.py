"""What nobody does rises: 联络员 → 村(社区) → 街道 → 区, one open alert a matter, closed by the work itself."""

from datetime import date, timedelta

import pytest

from outreach.domain import rules
from outreach.models import Alert, Rule
from registry.domain.errors import Conflict, Refused
from tests.outreach.ground import STARTED, Days, call, known, only, raised, rule, tick
from tests.world import World

pytestmark = pytest.mark.django_db


def test_it_rises_as_the_ladder_says_and_falls_when_the_work_is_done(ruled: World, days: Days) -> None:
    """Due at 30 days; overdue at 45 to the community, at 90 to the street, at 180 to the district."""
    only(ruled, "contact")
    days.to(STARTED)
    member = known(ruled, 1, STARTED)
    seen: dict[int, list[tuple[str, str]]] = {}
    for silent in (29, 30, 45, 46, 47, 90, 91, 92, 180, 181, 189):
        days.to(STARTED + timedelta(days=silent))
        tick(ruled)
        seen[silent] = raised(ruled)
    community, street, district = [("community", "a11")], [("street", "a1")], [("district", "a")]
    assert seen == {
        29: [], 30: [], 45: [], 46: community, 47: community, 90: community, 91: street, 92: street, 180: street,
        181: district, 189: district,
    }  # fmt: skip
    call(ruled, member)
    tick(ruled)
    assert raised(ruled) == []
    with ruled.system():
        assert Alert.objects.count() == 3, "each rung is one row"


def test_a_planner_that_was_away_raises_to_where_it_stands_now(ruled: World, days: Days) -> None:
    only(ruled, "contact")
    known(ruled, 1, STARTED)
    tick(ruled)
    days.to(STARTED + timedelta(days=100))
    tick(ruled)
    assert raised(ruled) == [("street", "a1")]


def test_a_longer_ladder_takes_alerts_back(ruled: World, days: Days) -> None:
    only(ruled, "contact")
    known(ruled, 1, STARTED)
    days.to(STARTED + timedelta(days=60))
    tick(ruled)
    assert raised(ruled) == [("community", "a11")]
    with ruled.at("district-a"):
        ladder = [{"after": 40, "level": "community"}, {"after": 90, "level": "street"}]
        rules.change_rule(
            by=ruled.users["district-a"], node=ruled.nodes["a"], rule=rule(ruled, "contact"), changes={"ladder": ladder}
        )
    tick(ruled)
    assert raised(ruled) == []


@pytest.mark.parametrize("ladder", [[(10, "street"), (5, "district")], [(10, "street"), (20, "community")]])
def test_a_ladder_goes_up(ruled: World, ladder: list[tuple[int, str]]) -> None:
    said = [{"after": after, "level": level} for after, level in ladder]
    with ruled.at("district-a"), pytest.raises(Refused, match="一级比一级晚"):
        rules.change_rule(
            by=ruled.users["district-a"], node=ruled.nodes["a"], rule=rule(ruled, "contact"), changes={"ladder": said}
        )


def test_two_who_change_a_rule_at_once(ruled: World) -> None:
    user, node = ruled.users["district-a"], ruled.nodes["a"]
    with ruled.at("district-a"):
        found = rule(ruled, "contact")
        rules.change_rule(by=user, node=node, rule=found, changes={"every_days": 20}, version=1)
        with pytest.raises(Conflict):
            rules.change_rule(by=user, node=node, rule=found, changes={"every_days": 40}, version=1)


def test_rules_are_read_from_below_and_written_at_home(ruled: World) -> None:
    """A community reads what its district says, and changes its own alone: the wall, not the page, holds that."""
    for account in ("community-a11", "liaison-a11", "street-a1"):
        with ruled.at(account):
            assert Rule.objects.filter(code="contact").count() == 1
            assert Rule.objects.filter(code="contact").update(every_days=1) == 0
    with ruled.at("district-b"):
        assert not Rule.objects.exists()
    assert rule(ruled, "contact").every_days == 30


def test_the_district_keeps_no_dates_of_its_own(ruled: World) -> None:
    assert rule(ruled, "contact").starts_on == STARTED == date(2026, 1, 5)
    with ruled.system():
        assert rules.ensure_rules(ruled.nodes["a"].path) == 0
