"""Several people in the cell of a name, each with a telephone: 1.张三 138… 2.李四 139…, below them a row for each."""

import re
from collections.abc import Iterator

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.intake.headings.plans import SheetPlan
from registry.lib import identity, phones
from registry.lib.names import may_be_a_name
from registry.lib.values import fold, strip_cell, synonym

_IDENTITY = rf"(?:(?:身份证)号?码?[:：]?\s*)?(?P<id>{identity.PLAIN})(?!\d)"
_PHONE = rf"(?:(?:联系)?(?:电话|手机)(?:号码?)?[:：]?\s*)?(?P<phone>{phones.PLAIN})(?!\d)"
_PERSON = re.compile(
    r"[\s,，、;；。]*(?:[(（]?\d{1,2}[)）.、．]\s*|[①-⑳]\s*)?(?P<name>[\u4e00-\u9fff·]{2,6})"
    rf"[\s:：,，、(（]*(?=[^\d]{{0,8}}\d)(?:{_IDENTITY})?[\s,，、/]*(?:{_PHONE})?\s*[)）]?"
)
# What may be said of all who stand in a row.
OF_ALL = (
    *("row_no", "community", "street", "household_size", "liaison", "liaison_phone", "employer", "keep"),
    *("branch", "home_org_name", "host_org_name", "home_org_contact", "home_org_phone", "host_org_contact"),
    *("host_org_phone", "flow_direction", "canvasser", "canvassed_on"),
)
MOST = 4  # people in the lines of a cell
SHORTEST = 26  # characters: two names of two with two numbers
_END = re.compile(r"[\s,，、;；。]*")


def one_by_one(plan: SheetPlan, row: Row) -> Iterator[Row]:
    """A row for each of those whom the cell of the name names; mostly the row as it is.

    What else a row says of somebody (where from, the identity number) it says of one: then all are named in the cell,
    which is an error to be mended.
    """
    (number, cells), at = row, plan.by_field["name"][0]
    cell = cells[at] if at < len(cells) else None
    if isinstance(cell, str) and "\n" in cell and (lines := _line_by_line(plan, cells)):
        yield from ((number, line) for line in lines)
        return
    people = _people(cell) if isinstance(cell, str) and len(cell) >= SHORTEST else []
    if len(people) < 2:  # 张三 13800001234 is read with the name
        yield row
        return
    if any(cells[other] is not None for other in _of_one(plan) if other < len(cells)):
        yield number, [*cells[:at], "、".join(person.split()[0] for person in people), *cells[at + 1 :]]
        return
    for person in people:
        yield number, [*cells[:at], person, *cells[at + 1 :]]


def _line_by_line(plan: SheetPlan, cells: list[Cell]) -> list[list[Cell]]:
    """The rows of those who have a line each in the cell of the name and in those of their numbers; what else has as
    many lines is theirs too, and the rest is said of all. Nothing where a number is not everybody's own."""
    names = _lines(cells[plan.by_field["name"][0]])
    many = len(names)
    if not 1 < many <= MOST or len(set(names)) < many or not all(map(may_be_a_name, names)):
        return []
    parts = [lines if len(lines := _lines(cell)) == many else [cell] * many for cell in cells]
    own = [plan.origin(at) for field in ("id_number", "phone") for at in plan.by_field.get(field, ())]
    told = [at for at in own if at < len(cells) and cells[at] is not None]
    if not told or any(len(set(parts[at])) < many for at in told):
        return []
    return [[part[nth] for part in parts] for nth in range(many)]


def _lines(cell: Cell) -> list[str]:
    """The lines of a cell that say something."""
    return [text for line in cell.split("\n") if (text := strip_cell(line))] if isinstance(cell, str) else []


def _of_one(plan: SheetPlan) -> Iterator[int]:
    """The columns that say something of a person, but for the name."""
    of_all = (None, "name", *OF_ALL)
    return (column.index for column in plan.columns if column.field not in of_all)


def _people(cell: str) -> list[str]:
    """Each name with its number, or nothing where a part of the cell is neither."""
    text, found, end = fold(strip_cell(cell)), [], 0
    while match := _PERSON.match(text, end):
        name, numbered = match["name"], match["id"] or match["phone"]
        if not (numbered and may_be_a_name(name)) or synonym("kin", name):
            return []
        found.append(" ".join(filter(None, match.group("name", "id", "phone"))))
        end = match.end()
    return found if _END.fullmatch(text, end) else []
