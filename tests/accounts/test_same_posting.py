"""One posting of a kind at a time: what ends it ends it."""

from datetime import date, timedelta

import pytest

from registry.choices import Role
from registry.domain import accounts
from registry.domain.errors import Refused
from registry.models import Posting
from tests.domain.test_merging_limits import at_once
from tests.world import SINCE, World

BY = "system_admin-a"


def posted(world: World, **how: object) -> None:
    with world.at(BY):
        values = {"organisation": world.nodes["a12"], "role": Role.COMMUNITY, "starts_on": date(2026, 12, 1)} | how
        accounts.post(by=world.users[BY], user=world.users["community-a11"], **values)  # type: ignore[arg-type]


def test_an_equal_one_is_refused_until_the_first_is_over(world: World) -> None:
    posted(world)
    for same in ({}, {"starts_on": date(2027, 3, 1)}, {"starts_on": SINCE, "ends_on": date(2026, 12, 1)}):
        with pytest.raises(Refused, match="不用再加"):
            posted(world, **same)
    with pytest.raises(Refused, match="不用再加"):
        posted(world, organisation=world.nodes["a11"])
    posted(world, starts_on=SINCE, ends_on=date(2026, 12, 1) - timedelta(days=1))
    posted(world, role=Role.LIAISON)
    with world.at(BY):
        row = Posting.objects.get(organisation=world.nodes["a12"], user=world.users["community-a11"], ends_on=None,
                                  role=Role.COMMUNITY)  # fmt: skip
        accounts.end_posting(by=world.users[BY], posting=row, ends_on=date(2027, 1, 1))
    posted(world, starts_on=date(2027, 1, 2))


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_too(world: World) -> None:
    raised = at_once(*[lambda: posted(world)] * 6)
    assert sum(isinstance(error, Refused) for error in raised) == 5 and raised.count(None) == 1
    with world.at(BY):
        assert Posting.objects.filter(organisation=world.nodes["a12"], user=world.users["community-a11"]).count() == 1
