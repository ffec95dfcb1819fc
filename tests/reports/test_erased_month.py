"""What is counted of a month says the same before and after records were erased (I02)."""

from datetime import date
from pathlib import Path

from registry.domain import erasing
from registry.lib import clock
from registry.models import Member
from reports.figures import table
from reports.figures.month import Month
from reports.figures.standing import Asked
from tests.planting import plant
from tests.reports.histories import grown
from tests.reports.scattered import scatter
from tests.world import World

LATER = date(2027, 6, 1)


def figures(number: int) -> dict[str, dict[str, object]]:
    """Node → figure → number of that month of 2026, in the present scope."""
    found = table.figures(Asked(Month(2026, number), clock.midnight(LATER)), code="440704")
    return {node: dict(numbers) for node, numbers in found.items()}


def test_every_figure_of_every_month_stays(transactional_db: None, world: World, data_dir: Path) -> None:
    for number, node in enumerate(("a11", "a12", "a21")):
        plant(world, node, times=2, start=200 + number * 100)
    grown(world, 11, 60)
    scatter(world, 11)
    with world.system("a"):
        before = {number: figures(number) for number in range(6, 12)}
        ended = list(Member.objects.filter(is_open=False, merged_into__isnull=True).values_list("pk", flat=True))
        gone = erasing._erase(ended, erasing.EraseCause.RETENTION)
        assert len(gone) > 5
        assert {number: figures(number) for number in range(6, 12)} == before
