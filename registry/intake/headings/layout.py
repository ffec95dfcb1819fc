"""Where the table is on the sheet: titles above, one to four heading rows, and what below is no person."""

import re
from dataclasses import dataclass
from itertools import pairwise

from registry.intake.files.wire import Cell
from registry.intake.headings.blocks import below_their_owners
from registry.intake.headings.subjects import of_the_named, parents_apart
from registry.intake.words.compounds import OF_A_PERSON, compound_code, compound_field
from registry.intake.words.figures import counts_people
from registry.intake.words.headers import ANOTHER, field_of, header_key, heading_text, is_period
from registry.intake.words.notes import are_labelled, is_footer_text
from registry.intake.words.questions import whole_questions
from registry.lib.values import strip_cell

Row = tuple[int, list[Cell]]
Merge = tuple[int, int, int, int]
LOOK = 100  # rows in which a heading is searched
DEPTH = 4  # rows that a heading may have
A_FEW = 2  # words that do not make a heading beside figures
_HINT = re.compile(r"[(（【\[].+[)）】\]]")
_WHOLE_NUMBER = re.compile(r"\d{11}")
_LONG_NUMBER = re.compile(r"\d{7}")


@dataclass(frozen=True, slots=True)
class Head:
    """The heading found: its rows, and per column (0-based) parent text, child text and field."""

    first: int
    last: int
    columns: tuple[tuple[str, str], ...]
    fields: tuple[str | None, ...]

    def heading(self, at: int) -> str:
        """The heading as it is shown: parent/child."""
        parent, child = self.columns[at]
        return f"{parent}/{child}" if parent and child else parent or child


def find_head(rows: list[Row], merges: list[Merge]) -> Head | None:
    """The first heading of a table: of those that begin there, most fields, then fewest rows, then the upper one."""
    found: list[Head] = []
    for at, (number, cells) in enumerate(rows):
        if number > (found[0].first + DEPTH - 1 if found else rows[0][0] + LOOK) or (found and is_data(cells)):
            break
        found += [head for head in _heads_at(rows, at, merges) if not _heads_figures(head, rows)]
    return max(
        found,
        key=lambda head: (
            not _hangs(head, found),
            not _is_cut_short(head, found, rows, merges),
            _worth(head),
            not _sticks_out(head, merges),
            not _splits(head, rows, merges),
            *_shape(head),
        ),
        default=None,
    )


def is_data(cells: list[Cell]) -> bool:
    """Whether a row holds somebody: a heading below it is another table's."""
    filled = [cell for cell in cells if cell not in (None, "")]
    numbers = any(sum(char.isdigit() for char in strip_cell(cell)) > 10 for cell in filled)
    titled = filled and is_footer_text(strip_cell(filled[0]))  # 填报单位： | 填报人： | 联系电话：13800001111
    return len(filled) > 2 and not titled and (numbers or not all(isinstance(cell, str) for cell in filled))


def _shape(head: Head) -> tuple[int, int]:
    """Fewest rows first, then the upper one."""
    return head.first - head.last, -head.first


def _heads_figures(head: Head, rows: list[Row]) -> bool:
    """Whether what stands below its names are figures or answers."""
    if "name" not in head.fields:
        return False
    at = head.fields.index("name")
    return counts_people(head.columns[at], at, [cells for number, cells in rows if number > head.last])


def _hangs(head: Head, found: list[Head]) -> bool:
    """Whether a heading is only the lower part of another that has the name elsewhere (家庭成员: 姓名 | 电话), or that
    says of a column whose it is (配偶情况: 性别 | 学历)."""
    own = {at for at, pair in enumerate(head.columns) if any(pair)}
    above = [other for other in found if other.first < head.first <= other.last]
    elsewhere = (field == "name" and at not in own for other in above for at, field in enumerate(other.fields))
    return any(elsewhere) or any(_disowns(other, head) for other in above if other.last == head.last)


def _disowns(other: Head, head: Head) -> bool:
    """Whether what a heading reads as the member's is somebody else's by the row above it."""
    if head.fields.count("name") > other.fields.count("name") > 0:
        return True  # 社区专干 / 姓名
    return any(
        head.fields[at] in OF_A_PERSON and compound_code(parent, child) == ANOTHER
        for at, (parent, child) in enumerate(other.columns[: len(head.fields)])
        if parent and not is_footer_text(parent)  # 审核人： above a table
    )


def _is_cut_short(head: Head, found: list[Head], rows: list[Row], merges: list[Merge]) -> bool:
    """Whether a heading has another row, by its cells, and is read with it elsewhere (走访人: 姓名 | 电话)."""
    deeper = [other for other in found if other.first == head.first and other.last == head.last + 1]
    if not deeper or ("name" in head.fields and "name" not in deeper[0].fields):
        return False
    if _sticks_out(head, merges):
        return True
    below = (child for parent, child in deeper[0].columns if parent)
    return _splits(head, rows, merges) and any(map(field_of, below))


def _sticks_out(head: Head, merges: list[Merge]) -> bool:
    """Whether a heading's cells reach below it: then it has another row."""
    return any(head.first <= top <= head.last < bottom for top, _, bottom, _ in merges)


def _splits(head: Head, rows: list[Row], merges: list[Merge]) -> bool:
    """Whether the row below has words only below headings merged sideways (是否报到: 是 | 否): it is heading too."""
    cells = next((cells for number, cells in rows if number == head.last + 1), [])
    filled = {at for at, cell in enumerate(cells) if cell not in (None, "")}
    if len(filled) < 2 or _figures(cells):
        return False
    if not merges:
        known = all(field_of(heading_text(cells[at])) for at in filled - _repeated(head))
        return known and _reached(head, cells) >= filled
    wide = (range(left - 1, right) for top, left, bottom, right in merges if head.first <= top <= bottom == head.last)
    return filled <= {at for span in wide if len(span) > 1 for at in span} | _repeated(head)


def _reached(head: Head, cells: list[Cell]) -> set[int]:
    """Without merges (a CSV): columns below a heading with blank neighbours that have something below."""
    line = [head.heading(at) for at in range(len(head.columns))]
    below = [heading_text(cell) for cell in cells] + [""] * (len(line) - len(cells))
    ends = ((at, _reach(line, below, at)) for at, text in enumerate(line) if text)
    return {column for at, end in ends if end > at + 1 for column in range(at, end)} | _repeated(head)


def _repeated(head: Head) -> set[int]:
    """Columns whose heading stands in the next one too: what a program writes over several (联络员 | 联络员)."""
    line = [head.heading(at) for at in range(len(head.columns))]
    pairs = (at for at, (one, other) in enumerate(pairwise(line)) if one and one == other)
    return {column for at in pairs for column in (at, at + 1)}


def _heads_at(rows: list[Row], at: int, merges: list[Merge]) -> list[Head]:
    """The headings of one to four rows that may begin at a row."""
    slices = (rows[at : at + depth] for depth in range(1, DEPTH + 1) if at + depth <= len(rows))
    heads = (_read_head(part, merges) for part in slices)
    return [head for head in heads if head and _is_head(head)]


def _worth(head: Head) -> int:
    """Distinct fields count; so does every heading understood, since 联系电话 may rightly stand there twice."""
    found = set(head.fields) - {None, "household_size"}  # 家庭成员 may have columns below it
    return 100 * len(found) + sum(1 for parent, child in head.columns if compound_code(parent, child))


def _is_head(head: Head) -> bool:
    found = {field for field in head.fields if field}
    texts = sum(1 for parent, child in head.columns if parent or child)
    if "name" in found:
        return len(found) >= 2 or (texts == 1 and any("名" in child for _, child in head.columns))  # not 流动党员
    return len(found) >= 3 and len(found) * 2 >= texts


def _read_head(rows: list[Row], merges: list[Merge]) -> Head | None:
    """These rows as one heading, or None when they cannot be (data below a complete heading, gaps, figures)."""
    if any(rows[i + 1][0] != rows[i][0] + 1 for i in range(len(rows) - 1)) or not any(rows[-1][1]):
        return None
    width = max(*(len(cells) for _, cells in rows), *(right for *_, right in _merged_at(rows, merges)), 0)
    grid = [[heading_text(cells[i]) if i < len(cells) else "" for i in range(width)] for _, cells in rows]
    if _has_figures(rows[0][1]) or any(_figures(cells) for _, cells in rows[1:]):
        return None
    if any(isinstance(cell, str) and len(_WHOLE_NUMBER.findall(cell)) > 1 for _, cells in rows for cell in cells):
        return None  # 【姓名】张三【身份证号】…【手机】…: somebody
    if len(rows) > 1 and any(isinstance(cell, str) and _LONG_NUMBER.search(cell) for cell in rows[0][1]):
        return None  # 联系人 | 陈某 | 联系电话 | 13800001234 above a roster
    if len(rows) > 1 and (are_labelled(texts(rows[0][1])) or _is_title_above(grid)):
        return None
    if any(is_data(cells) for _, cells in rows[1:]):
        return None
    _without_hints(grid)
    _widen(grid, rows, merges)
    columns = [_column(grid, _spread(grid, rows, merges), at) for at in range(width)]
    if any(column is None for column in columns):
        return None
    pairs = below_their_owners(parents_apart(whole_questions(tuple(filter(None, columns)))))
    fields = tuple(compound_field(parent, child) if parent or child else None for parent, child in pairs)
    return Head(rows[0][0], rows[-1][0], pairs, of_the_named(pairs, fields))


def _is_title_above(grid: list[list[str]]) -> bool:
    """One text that begins no further right than the headings below it: 流入党员名册 is nobody's parent."""
    filled = [at for at, text in enumerate(grid[0]) if text]
    below = next((at for line in grid[1:] for at, text in enumerate(line) if text), None)
    return len(filled) == 1 and below is not None and filled[0] <= below


def _has_figures(cells: list[Cell]) -> bool:
    """Whether a first row holds what no heading does. A year or a month may stand behind words (… | 2022 | 2023)."""
    figures = _figures(cells)
    words = sum(1 for cell in cells if isinstance(cell, str) and cell)
    led = isinstance(next((cell for cell in cells if cell not in (None, "")), None), str)
    return bool(figures) and not (led and words > A_FEW and all(map(is_period, figures)))


def _figures(cells: list[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell not in (None, "") and not isinstance(cell, str)]


def _without_hints(grid: list[list[str]]) -> None:
    """（到支部） below 党组织 says how to fill in, and not what."""
    for upper, line in pairwise(grid):
        for at, text in enumerate(line):
            if upper[at] and _HINT.fullmatch(text):
                line[at] = ""


def _widen(grid: list[list[str]], rows: list[Row], merges: list[Merge]) -> None:
    """A heading merged over several columns, with no others below it, stands for each of them (流出地: 省, 市, 县)."""
    for top, left, right in _merged_at(rows, merges):
        line = grid[top]
        for column in range(left, right):
            if not any(text[column] for text in grid):
                line[column] = line[left - 1]


def _merged_at(rows: list[Row], merges: list[Merge]) -> list[tuple[int, int, int]]:
    """(index of the row, first column, last column) of headings merged sideways that end with the last row."""
    first, last = rows[0][0], rows[-1][0]
    return [
        (top - first, left, right)
        for top, left, bottom, right in merges
        if first <= top and bottom == last and right > left
    ]


def _spread(grid: list[list[str]], rows: list[Row], merges: list[Merge]) -> list[list[str]]:
    """Each upper row with its merged headings repeated over the columns below them."""
    spread = [list(line) for line in grid]
    for level, (number, _) in enumerate(rows[:-1]):
        line, below = spread[level], grid[level + 1]
        wide = {left - 1: right for top, left, bottom, right in merges if top == number and bottom == top}
        for at, text in enumerate(grid[level]):
            end = wide.get(at, 0)
            if text and not end and not merges:
                end = _reach(grid[level], below, at)
            for column in range(at + 1, min(end, len(line))):
                line[column] = line[column] or text
    return spread


def _reach(line: list[str], below: list[str], at: int) -> int:
    """Without merges (a CSV): a heading reaches over blank neighbours that have something below."""
    end = at + 1
    if not below[at]:
        return end
    while end < len(line) and not line[end] and below[end]:
        end += 1
    return end


def _column(grid: list[list[str]], spread: list[list[str]], at: int) -> tuple[str, str] | None:
    """(parent, child) of one column, or None when what stands below a complete heading is data."""
    texts = [line[at] for line in grid]
    if len(texts) == 1:
        return "", texts[0]
    depth = max((level for level, text in enumerate(texts) if text), default=0)
    child = texts[depth]
    uppers = [line[at] for line in spread[:depth] if line[at]]
    if depth < len(texts) - 1:  # merged down to the last row
        return "/".join(dict.fromkeys(uppers)), child
    if not uppers:
        return "", child
    parent = "/".join(dict.fromkeys(uppers))
    complete = any(text and field_of(text) for text in texts[:-1])
    return None if complete and not compound_code(parent, child) else (parent, child)


def row_keys(cells: list[Cell]) -> tuple[str, ...]:
    """A row as heading keys, for finding the same heading again on the next page."""
    keys = [header_key(heading_text(cell)) for cell in cells]
    while keys and not keys[-1]:
        keys.pop()
    return tuple(keys)


def texts(cells: list[Cell]) -> list[str]:
    """The filled cells of a row as text."""
    return [text for cell in cells if cell is not None and (text := strip_cell(cell))]
