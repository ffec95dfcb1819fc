"""Whose an identity number is that stands behind somebody else (房东 | 身份证号 | 姓名), by birthdays beside it."""

from dataclasses import replace

from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.layout import Head, Row
from registry.intake.headings.plans import Column
from registry.intake.words.headers import ANOTHER, code_of
from registry.lib.dates import parse_date
from registry.lib.identity import IdProblem, parse_id

DEPTHS = {"day": 3, "month": 2, "year": 1}


def identities_of_members(columns: list[Column], body: list[Row], head: Head) -> list[Column]:
    """The columns, with a number that was read as another's and says the members' birthdays given back to them.

    So is the telephone right behind it, where the sheet has no other.
    """
    fields = {column.field for column in columns}
    born = next((column.index for column in columns if column.field == "birth_date"), None)
    if "id_number" in fields or born is None:
        return columns
    at = next((at for at in range(len(columns)) if _asks(head, at) == "id_number" and agree(at, born, body)), None)
    if at is None or columns[at].chosen:
        return columns
    found = list(columns)
    found[at] = replace(columns[at], field="id_number", heading=head.columns[at][1])
    if "phone" not in fields and _asks(head, at + 1) == "phone" and not columns[at + 1].chosen:
        found[at + 1] = replace(columns[at + 1], field="phone", heading=head.columns[at + 1][1])
    return found


def _asks(head: Head, at: int) -> str | None:
    """What a column asks of another person."""
    if at >= len(head.columns):
        return None
    parent, child = head.columns[at]
    return code_of(child) if parent and code_of(parent) == ANOTHER else None


def agree(at: int, born: int, body: list[Row]) -> bool:
    """Whether most numbers say the birthday that stands in the same row."""
    said = [_agrees(cell_at(cells, at), cell_at(cells, born)) for _, cells in body]
    return said.count(True) > said.count(False)


def _agrees(number: Cell, birthday: Cell) -> bool | None:
    try:
        found, written = parse_id(number), parse_date(birthday)
    except IdProblem:
        return None
    if found is None or written.start is None or found.birth is None:
        return None
    depth = DEPTHS[written.precision or "day"]
    return written.start.timetuple()[:depth] == found.birth.timetuple()[:depth]
