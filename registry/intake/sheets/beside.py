"""Tables side by side: the heading of a list stands there twice or more (序号 姓名 电话 | 序号 姓名 电话).

Each part is read as a table of its own, with the others blanked out; the lines above the heading belong to all.
"""

import re
from dataclasses import dataclass
from itertools import groupby, pairwise

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.intake.headings.layout import Head
from registry.intake.words.headers import header_key

FEWEST = 2  # headings that make a part
A_FEW = 4  # columns of a table of figures
# What those who stand in one row have in common.
OF_ALL = frozenset(
    (
        *(None, "residence_address", "household_address", "community", "street", "remark", "liaison", "liaison_phone"),
        "flow_in_date",  # 入住时间
    )
)
_FIGURES = re.compile("人数|数量|总数|合计|小计|占比|^(?:党员|人)数$")


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of one part (0-based, the last is not in it) from the first row of the heading on (`last`: its last).

    Columns left of the first part say something of every part: 村(社区) | 姓名 电话 | 姓名 电话. So do those from
    `tail` on: 姓名 电话 | 姓名 电话 | 住址.
    """

    first: int
    shared: int
    start: int
    end: int
    starts: tuple[int, ...] = ()
    tail: int | None = None
    last: int = 0

    def _above(self, cells: list[Cell]) -> list[Cell]:
        """Of a line above the heading its own title where each part has one (流入党员 | 流出党员), else all of it."""
        filled = [at for at, cell in enumerate(cells) if cell is not None]
        if tuple(filled) != self.starts:
            return cells
        return [cell if at == self.start else None for at, cell in enumerate(cells)]

    def of(self, row: Row) -> Row:
        """The row as this part shows it."""
        number, cells = row
        if number < self.first:
            return number, self._above(cells)
        kept = cells[self.start : self.end]
        if number > self.last and all(cell is None for cell in kept):
            return number, []
        kept = [*cells[: self.shared], *[None] * (self.start - self.shared), *kept]
        if self.tail is None or len(cells) <= self.tail:
            return number, kept
        return number, [*kept, *[None] * (self.tail - len(kept)), *cells[self.tail :]]


def parts_of(head: Head) -> list[Part]:
    """The parts of a heading that repeats itself sideways; empty where it does not."""
    names = [at for at, field in enumerate(head.fields) if field == "name"]
    keys = [header_key(head.heading(at)) for at in range(len(head.fields))]
    if len(names) < 2:
        return []
    before = _alike_before(keys, names)
    starts = [at - before for at in names]
    pattern = _trimmed(keys[starts[0] : starts[1]])
    if len(pattern) < FEWEST:
        return []
    ends = [*starts[1:], len(keys)]
    parts = list(zip(starts, ends, strict=True))
    if any(_trimmed(keys[start:end]) != pattern for start, end in parts):
        if tail := _tail(head, keys, starts, pattern):
            ends[-1] = tail
            parts, columns = list(zip(starts, ends, strict=True)), tuple(starts)
            return [Part(head.first, starts[0], *part, columns, tail, head.last) for part in parts]
        parts = _set_apart(head) or _below_own(head)
        starts = [start for start, _ in parts]
    if not parts:
        return []
    return [Part(head.first, starts[0], start, end, tuple(starts), last=head.last) for start, end in parts]


def _tail(head: Head, keys: list[str], starts: list[int], pattern: list[str]) -> int | None:
    """Where the columns begin that stand behind all parts and are about all who stand in a row: 住址 of a couple.

    Whose a telephone or a birthday would be that stands there once, nobody knows.
    """
    tail = starts[-1] + len(pattern)
    alike = all(_trimmed(keys[start : start + len(pattern)]) == pattern for start in starts)
    close = all(after - start == len(pattern) for start, after in pairwise(starts))
    return tail if alike and close and OF_ALL.issuperset(head.fields[tail:]) else None


def figures_aside(head: Head) -> frozenset[int]:
    """Columns of a table of figures (社区 | 人数) beside the roster, with a blank column between."""
    runs = _runs(head)
    aside = [
        run
        for run in runs
        if len(run) <= A_FEW
        and "name" not in {head.fields[at] for at in run}
        and any(_FIGURES.search(head.heading(at)) for at in run)
    ]
    return frozenset(at for run in aside for at in run) if len(aside) < len(runs) else frozenset()


def without(columns: frozenset[int], first: int, row: Row) -> Row:
    """A row from the heading on with these columns blank."""
    number, cells = row
    return (number, [None if at in columns else cell for at, cell in enumerate(cells)]) if number >= first else row


def _runs(head: Head) -> list[list[int]]:
    """Columns that stand together, by the blank ones between."""
    runs: list[list[int]] = [[]]
    for at in range(len(head.columns)):
        if head.heading(at):
            runs[-1].append(at)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _set_apart(head: Head) -> list[tuple[int, int]]:
    """Other lists beside one another, each with a name and a number, and a blank column between (流入 … | | 流出 …)."""
    runs = _runs(head)
    for run in runs:
        fields = [head.fields[at] for at in run]
        if fields.count("name") != 1 or not {"id_number", "phone"} & set(fields):
            return []
    return [(run[0], run[-1] + 1) for run in runs]


def _below_own(head: Head) -> list[tuple[int, int]]:
    """Lists below headings of their own (流入党员: 姓名 | 电话, 流出党员: 姓名 | 电话), no blank column between."""
    runs: list[tuple[int, int]] = []
    for parent, group in groupby(range(len(head.columns)), key=lambda at: head.columns[at][0]):
        run = list(group)
        fields = [head.fields[at] for at in run]
        if fields.count("name") == 1 and parent and {"id_number", "phone"} & set(fields):
            runs.append((run[0], run[-1] + 1))
        elif "name" in fields or (runs and any(map(any, (head.columns[at] for at in run)))):
            return []
    return runs if len(runs) > 1 else []


def _alike_before(keys: list[str], names: list[int]) -> int:
    """How many headings before each name are the same."""
    count = 0
    while count < names[0] and names[0] + count < names[1]:
        found = {keys[at - count - 1] for at in names}
        if len(found) != 1 or "" in found:
            break
        count += 1
    return count


def _trimmed(keys: list[str]) -> list[str]:
    while keys and not keys[-1]:
        keys = keys[:-1]
    return keys
