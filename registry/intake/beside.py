"""Tables side by side: the heading of a list stands there twice or more (序号 姓名 电话 | 序号 姓名 电话).

Each part is read as a table of its own, with the others blanked out; the lines above the heading belong to all.
"""

from dataclasses import dataclass

from registry.intake.headers import header_key
from registry.intake.layout import Head
from registry.intake.reading import Row

FEWEST = 2  # headings that make a part


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of one part (0-based, the last is not in it) from the first row of the heading on.

    Columns left of the first part say something of every part: 村(社区) | 姓名 电话 | 姓名 电话.
    """

    first: int
    shared: int
    start: int
    end: int

    def of(self, row: Row) -> Row:
        """The row as this part shows it."""
        number, cells = row
        if number < self.first:
            return row
        kept = cells[self.start : self.end]
        if all(cell is None for cell in kept):
            return number, []
        return number, [*cells[: self.shared], *[None] * (self.start - self.shared), *kept]


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
        return []
    return [Part(head.first, starts[0], start, end) for start, end in parts]


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
