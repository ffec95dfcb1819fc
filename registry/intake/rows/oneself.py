"""Who is meant where the cell of a name says 本人 (the one that the row names before it), or 男: then the cell of the
sex may hold the name; or 顾, and the next cell 海洋."""

import re
from functools import lru_cache

from registry.intake.files.wire import Cell
from registry.intake.rows.look import Look
from registry.intake.words.headers import BY_ROLE, code_of, header_key
from registry.lib.characters import mainland
from registry.lib.names import is_plainly_a_name, is_surname_alone, without_bar
from registry.lib.values import listed_words, strip_cell, synonym

SEXES = ("男", "女")
SHORT = 3  # characters that no surname has
NEAR = 2  # columns behind the surname in which the given name may stand
_GIVEN = re.compile("(?![男女汉]$)[\u3400-\u9fff\U00020000-\U0003ffff]{1,2}")


def name_in(look: Look) -> Cell:
    """The cell of a row's name; where that says 本人, the only name before it. None where there is no such name."""
    cell = look.cell("name")
    if cell in SEXES:
        return _exchanged(look)
    if isinstance(cell, str) and (not cell.isalpha() or len(cell) < SHORT) and _may_go_on(cell):
        return _whole(look, cell)
    if cell is None or _is_a_name(cell) or synonym("oneself", strip_cell(cell)) is None:
        return cell
    before = look.plan.columns[: look.column("name") - 1]
    called = [look.at(column.index) for column in before if code_of(column.heading) in (None, "-who", BY_ROLE)]
    named = [cell for cell in called if cell is not None and is_plainly_a_name(strip_cell(cell))]
    return named[0] if len(named) == 1 else None


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """The characters with which 本人, 自己 and their like begin."""
    return frozenset(word[0] for word in listed_words("oneself"))


def _is_a_name(cell: Cell) -> bool:
    """The quick answer for nearly every cell: characters alone, of which the first begins no word for oneself."""
    return type(cell) is str and cell.isalpha() and mainland(cell[0]) not in _beginnings()


def _may_go_on(cell: str) -> bool:
    """A surname alone, or a name with a bar in it."""
    return is_surname_alone(cell.strip()) or without_bar(cell) != ""


def _whole(look: Look, cell: str) -> Cell:
    """顾海洋 of 顾 | 海洋 and of 顾|海洋, which is told; the cell where nothing goes on with it."""
    at = look.column("name") - 1
    if joined := without_bar(cell):
        look.warn(at + 1, "name_signs", cell, value=joined)
        return joined
    behind = _given_at(look, at)
    if behind is None:
        return cell
    name = cell.strip() + "".join(strip_cell(look.cells[behind]).split())
    look.cells = [name if index == at else None if index == behind else one for index, one in enumerate(look.cells)]
    look.warn(at + 1, "name_joined", name)
    return name


def _given_at(look: Look, at: int) -> int | None:
    """The column behind a surname that holds the given name: below no heading, or below that of the name."""
    columns = look.plan.columns
    own = header_key(columns[at].heading) if at < len(columns) else ""
    for behind in range(at + 1, min(at + 1 + NEAR, look.width)):
        column = columns[behind] if behind < len(columns) else None
        if column and (column.field or header_key(column.heading) not in ("", own)):
            return None
        if (cell := look.at(behind)) is not None:
            return behind if _GIVEN.fullmatch("".join(strip_cell(cell).split())) else None
    return None


def _exchanged(look: Look) -> Cell:
    """The name that stands below 性别 where 男 stands below 姓名, which is asked about; else what stands there."""
    name, sex = look.cell("gender"), look.cell("name")
    if name is None or not is_plainly_a_name(strip_cell(name)):
        return sex
    at, other = look.column("name") - 1, look.column("gender") - 1
    look.cells = [sex if index == other else name if index == at else cell for index, cell in enumerate(look.cells)]
    look.warn(at + 1, "name_exchanged", strip_cell(name))
    return name
