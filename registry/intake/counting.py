"""The figures of an intake that the page shows."""

from collections import Counter

from registry.intake.checked import CheckedRow


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
        self.figures["warnings"] += len(row.warnings)

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
