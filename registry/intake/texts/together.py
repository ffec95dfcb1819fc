"""Rows of a text that say more of the same person, put together before anything else is read."""

from dataclasses import dataclass, field

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell


@dataclass(slots=True)
class Together:
    """The whole by the row of the first, and the rows that went into it."""

    whole: dict[int, list[Cell]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    def __call__(self, row: Row) -> Row:
        """A row with what belongs to it, or without what belongs to another."""
        number = row[0]
        return (number, []) if number in self.gone else (number, self.whole.get(number, row[1]))
