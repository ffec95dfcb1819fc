"""Rows that can be looked at before they are taken."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from registry.intake.files.reading import Row
from registry.intake.sheets.groups import Group
from registry.intake.sheets.halves import Halves

SAMPLE = 240  # rows read ahead: to find the heading and to see what the columns hold


class Source:
    """The rows of a sheet, and those of them that were read ahead."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = iter(rows)
        self.ahead: deque[Row] = deque()
        self.stopped_at_head = self.told = False
        self.group: Group | None = None

    def peek(self, count: int) -> list[Row]:
        while len(self.ahead) < count and (row := next(self.rows, None)) is not None:
            self.ahead.append(row)
        return list(self.ahead)

    def filled(self, count: int = SAMPLE) -> list[Row]:
        """Those of the rows ahead that hold something."""
        return [row for row in self.peek(count) if any(cell is not None for cell in row[1])]

    def drop_through(self, number: int) -> None:
        while self.ahead and self.ahead[0][0] <= number:
            self.ahead.popleft()

    def alter(self, change: Callable[[Row], Row]) -> None:
        """Read every row as `change` makes it."""
        self.ahead, self.rows = deque(map(change, self.ahead)), map(change, self.rows)

    def expand(self, change: Callable[[Row], list[Row]]) -> None:
        """Read every row as those that `change` makes of it."""
        self.ahead = deque(chain.from_iterable(map(change, self.ahead)))
        self.rows = chain.from_iterable(map(change, self.rows))

    def whole(self, halves: Halves) -> Iterator[Row]:
        """The rows, each with those that go on with it."""
        for number, first in self:
            cells = first
            while number in halves.ends and (ahead := self.peek(1)) and halves.goes_on(number, ahead[0]):
                cells = halves.together(number, cells, self.ahead.popleft()[1])
            yield number, cells

    def stop_at(self, row: Row) -> None:
        """Give a row back: another table begins with it."""
        self.ahead.appendleft(row)
        self.stopped_at_head = True

    def __iter__(self) -> Iterator[Row]:
        while True:
            if self.ahead:
                yield self.ahead.popleft()
            elif (row := next(self.rows, None)) is not None:
                yield row
            else:
                return
