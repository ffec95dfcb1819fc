"""The district of the demo, and one intake taken from file to register."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter

from registry.domain import seeding
from registry.intake import pipeline, running
from registry.intake.files import reading
from registry.lib import clock
from registry.lib.scope import Scope
from registry.models import Intake, IntakeRow, Organisation, User
from registry.models.identity import standings, system_scope, user_by_name
from registry.models.unit import work
from tests.intake import warm
from tests.remembered import remembered
from tests.world import id_number, phone

ROSTERS = Path(__file__).parents[1] / "rosters"
# The samples through the command are read as the product begins a reader.
STARTED_ANEW = "test_command"


@pytest.fixture(autouse=True)
def _warm_readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two readers are begun for each roster: forked, and confined as always."""
    if request.path.stem != STARTED_ANEW:
        monkeypatch.setattr(reading, "_start", warm.start)


@dataclass(frozen=True)
class Clerk:
    """An account at work at its node."""

    user: User
    scope: Scope
    node: Organisation

    def at_work(self):
        return work(self.scope)


def clerk(username: str) -> Clerk:
    user = user_by_name(username)
    assert user is not None
    standing = standings(user, clock.today())[0]
    scope = standing.scope(user)
    with work(scope):
        return Clerk(user, scope, Organisation.objects.get(pk=standing.organisation_id))


@pytest.fixture
def district(db: None) -> Clerk:
    """The district's clerk; with her the whole demo tree is there."""
    seed()
    return clerk("district")


@remembered
def seed() -> None:
    """The demo's tree and its accounts."""
    seeding.seed("不断线-Test-2026")


@pytest.fixture
def staff(district: Clerk) -> Callable[[str], Clerk]:
    """Any account of the demo, by name."""
    return clerk


def send(
    who: Clerk, data: bytes, name: str = "名册.xlsx", direction: str = "auto", at: Organisation | None = None
) -> Intake:
    """Upload a file."""
    with who.at_work():
        return pipeline.receive(
            by=who.user, organisation=at or who.node, file_name=name, data=data, direction=direction
        )


def work_off(who: Clerk) -> None:
    """What the worker does."""
    running.work_off(who.node.path[:4])


def again(intake: Intake) -> Intake:
    """The intake as it is now."""
    with work(system_scope(intake.owner_path)):
        return Intake.objects.get(pk=intake.pk)


def check(
    who: Clerk, data: bytes, name: str = "名册.xlsx", direction: str = "auto", at: Organisation | None = None
) -> Intake:
    """Upload, read, accept the columns."""
    intake = send(who, data, name, direction, at)
    work_off(who)
    intake = again(intake)
    assert intake.state == "mapping", (intake.state, intake.problem)
    with who.at_work():
        return pipeline.start_check(by=who.user, intake=intake)


def put_in(
    who: Clerk, data: bytes, name: str = "名册.xlsx", direction: str = "auto", at: Organisation | None = None
) -> Intake:
    """From file to register."""
    intake = check(who, data, name, direction, at)
    with who.at_work():
        pipeline.apply(by=who.user, intake=intake)
    work_off(who)
    return again(intake)


HEADERS = ("姓名", "身份证号码", "联系电话", "流入时间", "工作单位", "是否已报到", "村(社区)")


def sheet(
    *rows: tuple,
    headers: tuple = HEADERS,
    title: str = "流入党员台账",
    name: str = "名册",
    struck: tuple[int, ...] = (),
) -> bytes:
    """A small workbook; `struck` are rows (0-based, of `rows`) that are struck out."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet(name)
        look = book.add_format({"font_strikeout": True})
        for at, line in enumerate(((title,), headers, *rows)):
            for column, text in enumerate(line):
                page.write_string(at, column, str(text), look if at - 2 in struck else None)
    return buffer.getvalue()


def person(number: int, **other: str) -> tuple[str, ...]:
    """A row under HEADERS."""
    values = {
        "姓名": f"何{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        "身份证号码": id_number(number), "联系电话": phone(number), "流入时间": "2024-03-05", "工作单位": "江门电子厂",
        "是否已报到": "是", "村(社区)": "",
    } | other  # fmt: skip
    return tuple(values.get(header, "") for header in HEADERS)


def row_states(who: Clerk, intake: Intake) -> list[tuple[str, str]]:
    """(action, state) of each row, in the file's order."""
    with who.at_work():
        return list(IntakeRow.objects.filter(intake=intake).order_by("position").values_list("action", "state"))
