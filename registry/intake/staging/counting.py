"""The figures of an intake that the page shows."""

from collections import Counter

from registry.choices import RowDoubt
from registry.intake.rows.checked import CheckedRow

# What a roster says of a row that it may not belong in it, by the warnings that tell it.
DOUBTS = {
    RowDoubt.NOT_MEMBER: ("not_member",),
    RowDoubt.SAID_NO: ("said_no",),
    RowDoubt.GONE: ("gone", "remark_says"),
}
_DOUBTS = frozenset(kind for kinds in DOUBTS.values() for kind in kinds)


class Counts:
    """Counted while rows are checked and staged."""

    def __init__(self) -> None:
        self.figures: Counter[str] = Counter()
        self.directions: Counter[str] = Counter()

    def add(self, row: CheckedRow) -> None:
        """One checked row."""
        self.figures[row.verdict] += 1
        self.directions[row.direction] += 1
        self.figures["hidden"] += row.hidden
        if row.warnings:
            self.figures["warnings"] += len(row.warnings)
            self.figures["doubted"] += any(problem.kind in _DOUBTS for problem in row.warnings)

    def act(self, action: str, number: int = 1) -> None:
        """One decided row."""
        self.figures[action] += number

    def __add__(self, other: "Counts") -> "Counts":
        """The figures of both."""
        both = Counts()
        both.figures, both.directions = self.figures + other.figures, self.directions + other.directions
        return both

    def as_json(self) -> dict[str, object]:
        """For Intake.counts."""
        direction = self.directions.most_common(1)[0][0] if self.directions else "in"
        return {name: number for name, number in self.figures.items() if number} | {"direction": direction}
