"""From file to register and back."""

import pytest

from registry.domain.projection import replay
from registry.models import Member, Movement
from tests.pipeline.conftest import ROSTERS, put_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_street_ledger_becomes_members(district):
    intake = put_in(district, (ROSTERS / "street-ledger.xlsx").read_bytes())
    assert intake.state == "applied", intake.problem
    print(intake.counts)
    with district.at_work():
        members = list(Member.objects.filter(intake_id=intake.pk))
        assert len(members) == 56
        for member in members:
            facts = list(Movement.objects.filter(member=member).order_by("effective_on", "recorded_at", "id"))
            state = replay(facts)
            assert (member.status, member.is_open) == (state.status, state.is_open)
            assert (member.reported_on, member.enrolled_on) == (state.reported_on, state.enrolled_on)
            assert member.version == 1 + len(facts)
        print(members[0].__dict__)
