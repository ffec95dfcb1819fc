"""A part of a unit of work that fails alone: its rows and its trail go, refusals stay."""

import pytest

from registry.domain.errors import Refused
from registry.models import AuditEvent, SavedFilter
from registry.models.unit import record, step
from tests.world import World


def test_what_failed_leaves_only_its_refusals(world: World) -> None:
    user = world.users["street-a1"]
    with world.at("street-a1"):
        record("kept.before")
        with pytest.raises(Refused), step():
            SavedFilter(owner=user, owner_path=world.nodes["a1"].path, name="x").save()
            record("gone.with_it")
            record("kept.refusal", outcome="refused")
            raise Refused("不行")
        record("kept.after")
        assert not SavedFilter.objects.exists()
    with world.at("auditor-a"):
        written = AuditEvent.objects.filter(actor="street-a1").order_by("seq").values_list("action", flat=True)
        assert list(written) == ["kept.before", "kept.refusal", "kept.after"]


def test_a_step_needs_a_unit_of_work() -> None:
    with pytest.raises(RuntimeError), step():
        pass
