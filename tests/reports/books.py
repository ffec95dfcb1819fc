"""What tests of the month's files share: a month that is over, a spec of it, the file read back."""

import io
from datetime import timedelta
from typing import Any

import openpyxl

from registry.lib import clock
from reports.domain import drafting
from reports.figures.month import Month
from reports.workbook import book
from reports.workbook.spec import Spec
from tests.outreach.post import Moment
from tests.planting import plant
from tests.world import World


def drafted(world: World, moment: Moment, times: int = 2) -> Month:
    """A month that is over, with rows of everything at two communities and drafts of it for the whole district."""
    plant(world, "a11", times=times)
    plant(world, "a21", times=1, start=500)
    for number, node in enumerate(("a11", "a11", "a12", "a21", "a1"), 950):
        world.member(node, number)
    month = Month.of(clock.today())
    moment.passes(days=(month.next().first - clock.today()).days + 1)
    with world.system("a"):
        drafting.draft(month, now=clock.now())
    return month


def spec_of(world: World, month: Month, node: str = "a", **more: Any) -> Spec:
    """As the program would ask for it now."""
    place = world.nodes[node]
    known = clock.now() + timedelta(seconds=1)
    values: dict[str, Any] = {"close": 0, "known": known, "day": clock.today(), "head": "0001 链第 12 条 abcdef"} | more
    return Spec(place.path, place.name, "440704", month, **values)


def made(world: World, spec: Spec) -> bytes:
    """The bytes of its workbook."""
    out = io.BytesIO()
    with world.system("a"):
        book.make(spec, out)
    return out.getvalue()


def read(data: bytes) -> Any:
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def texts(sheet: Any) -> list[list[Any]]:
    """The values of a sheet."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]
