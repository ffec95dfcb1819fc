"""The program drafts by the hour: what it left half done is done whole, two at once make nothing twice."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from registry.lib import clock
from registry.models import Job
from registry.models.job import LEASE, PAUSES
from reports.domain import drafting
from reports.models import MonthlyReport, ReportStep
from reports.tasks import draft_months
from tests.outreach.post import Moment
from tests.world import World

# The 24th of March of Shanghai, in the evening.
EVENING = datetime(2026, 3, 24, 15, 0, tzinfo=UTC)


def months(world: World) -> dict[str, int]:
    """How many reports there are of each month."""
    with world.system("a"):
        found = MonthlyReport.objects.values_list("year", "month")
        return {f"{year}-{month}": list(found).count((year, month)) for year, month in found}


def test_drafts_are_made_from_the_25th_and_brought_up_to_date(world: World, moment: Moment) -> None:
    moment.at = EVENING
    draft_months()
    first = months(world)
    assert set(first) == {"2026-2"} and first["2026-2"] >= 4
    moment.passes(hours=2)
    draft_months()
    draft_months()
    assert months(world) == first | {"2026-3": first["2026-2"]}
    world.member("a11", 1)
    moment.passes(hours=1)
    assert draft_months() == 0
    with world.system("a"):
        row = MonthlyReport.objects.get(owner_path=world.nodes["a11"].path, month=3)
        assert row.figures["total"] == "1" and row.known_at == moment.at
        assert ReportStep.objects.filter(report=row).count() == 1
    with world.system("b"):
        assert MonthlyReport.objects.filter(month=3).count() == first["2026-2"]


def test_what_was_left_half_done_is_done_whole(world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a month is there until all of it is; the next hour does it."""
    made, real = [], drafting._new

    def dies(*given: object, **more: object) -> MonthlyReport:
        made.append(real(*given, **more))
        if len(made) == 3:
            raise MemoryError
        return made[-1]

    with monkeypatch.context() as patch:
        patch.setattr(drafting, "_new", dies)
        draft_months()
    assert months(world) == {} and len(made) >= 3
    moment.passes(seconds=PAUSES[0].total_seconds() + LEASE.total_seconds())
    draft_months()
    assert months(world)["2026-2"] >= 4
    with world.system("a"):
        assert set(Job.objects.filter(name="draft_months").values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_nothing_twice(world: World, moment: Moment) -> None:
    """Without the row of the job between them too, as after a lease that ran out."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            drafting.refresh(world.nodes["a"].path)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with world.system("a"):
        paths = list(MonthlyReport.objects.values_list("owner_path", flat=True))
        assert len(paths) == len(set(paths)) >= 4
        assert ReportStep.objects.count() == len(paths)
    assert clock.now() - moment.at == timedelta(0)


@pytest.mark.django_db(transaction=True)
def test_a_refresh_never_touches_what_was_handed_up_meanwhile(
    world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft was read as open, then it is handed up by another connection, then the refresh writes."""
    path = world.nodes["a"].path
    drafting.refresh(path)
    world.member("a11", 1, joined_on=None)
    real = drafting.lines

    def hands_up() -> None:
        with world.system("a"):
            MonthlyReport.objects.filter(owner_path=world.nodes["a11"].path).update(state="submitted")
        connection.close()

    def meanwhile(*given: object) -> dict[str, dict[str, str]]:
        found = real(*given)  # type: ignore[arg-type]
        return {node: numbers | {"total": "7"} for node, numbers in found.items()}

    def late(*given: object, **more: object) -> object:
        rows = original(*given, **more)
        thread = threading.Thread(target=hands_up)
        thread.start()
        thread.join()
        return rows

    original = drafting.Organisation.objects.all
    monkeypatch.setattr(drafting, "lines", meanwhile)
    with monkeypatch.context() as patch:
        patch.setattr(drafting.Organisation.objects, "all", late)
        drafting.refresh(path)
    with world.system("a"):
        found = dict(MonthlyReport.objects.values_list("owner_path", "figures"))
    assert found[world.nodes["a11"].path].get("total", "0") != "7" and found[world.nodes["a12"].path]["total"] == "7"
