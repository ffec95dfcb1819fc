"""Which column holds the members' identity numbers where no heading says so: their cells can be nothing else."""

from dataclasses import replace

from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.contents import MOSTLY, share
from registry.intake.headings.directions import values_of
from registry.intake.headings.identities import agree
from registry.intake.headings.layout import Row
from registry.intake.headings.owners import owner_of
from registry.intake.headings.plans import Column
from registry.intake.words.headers import code_of, mentions_another
from registry.lib.identity import IdProblem, parse_id
from registry.lib.values import sex, strip_cell

FEWEST = 5  # rows whose sexes all agree with the numbers
_DIGITS = 18
# Headings that leave it to the cells: unknown ones, and those of numbers of another kind (证号, 编号).
_OPEN = frozenset((None, "flow_certificate_no", "row_no"))


def with_identities(columns: list[Column], body: list[Row]) -> list[Column]:
    """The columns; where none is headed as the identity number, the one that holds them, hardly one of them twice."""
    if any(column.field == "id_number" for column in columns):
        return columns
    found = [column.index for column in columns if _is_open(column) and _are_numbers(values_of(body, column.index))]
    if len(found) != 1 or owner_of(columns, found[0], body):
        return columns
    return [replace(column, field="id_number") if column.index == found[0] else column for column in columns]


def is_guessed(columns: list[Column], body: list[Row]) -> bool:
    """Whether only the cells say that these are the members' numbers, and no birthdays or sexes beside them."""
    named = {column.field: column.index for column in columns}
    own = next((column for column in columns if column.field == "id_number"), None)
    if own is None:
        return False
    if "birth_date" in named:
        return not agree(own.index, named["birth_date"], body)
    return "gender" not in named or not _sexes_agree(own.index, named["gender"], body)


def _is_open(column: Column) -> bool:
    open_ = column.field in _OPEN and code_of(column.heading) in _OPEN
    return open_ and not column.chosen and not mentions_another(column.heading)


def _are_numbers(values: list[str]) -> bool:
    several = len(set(values)) > max(1, MOSTLY * len(values))
    return several and share(values, _sex_of) > MOSTLY


def _sexes_agree(number: int, written: int, body: list[Row]) -> bool:
    said = [_agrees(cell_at(cells, number), cell_at(cells, written)) for _, cells in body]
    return said.count(True) >= FEWEST and False not in said


def _agrees(number: Cell, written: Cell) -> bool | None:
    said, own = sex(written), _sex_of(strip_cell(number))
    return said == own if said and own else None


def _sex_of(text: str) -> str | None:
    """The sex that a number of 18 says; None of anything else."""
    try:
        found = parse_id(text) if len(text) >= _DIGITS else None
    except IdProblem:
        return None
    return found.sex if found else None
