"""A sheet of a form as a grid: what stands where, which cells are merged, which hold a formula, what heads a cell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from registry.intake.files.refusals import Refusal
from registry.intake.words.headers import letter
from reports.forms.package import Package, Part, main, parsed, plain

T = TypeVar("T")
Place = tuple[int, int]  # row and column, 1-based
ADDRESS = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})$")
BELOW = 60  # styled rows below the last one with content that are still shown


def address(place: Place) -> str:
    """(5, 3) is C5."""
    return f"{letter(place[1])}{place[0]}"


def place(text: str) -> Place | None:
    """C5 is (5, 3); None for anything else."""
    match = ADDRESS.match(text)
    if not match:
        return None
    column = 0
    for each in match[1]:
        column = column * 26 + ord(each) - 64
    return int(match[2]), column


def ordered(cells: Mapping[str, T]) -> list[tuple[str, T]]:
    """Addresses with what belongs to them, row by row."""
    return sorted(cells.items(), key=lambda each: place(each[0]) or (0, 0))


def box(text: str) -> tuple[Place, Place] | None:
    """A1:C3 as its two corners; a single cell is a box too."""
    first, _, last = text.partition(":")
    low, high = place(first), place(last or first)
    return (low, high) if low and high else None


def within(at: Place, corners: tuple[Place, Place] | None) -> bool:
    """Whether a cell lies in a box."""
    return corners is not None and all(corners[0][axis] <= at[axis] <= corners[1][axis] for axis in (0, 1))


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell. `style` is the number of its format."""

    text: str = ""
    number: bool = False
    formula: bool = False
    style: int = 0


HOLDER = "{{"


@dataclass(slots=True)
class Grid:
    """One sheet. `spans` says how many rows and columns the first cell of a merged range takes."""

    name: str
    shown: bool = True
    cells: dict[Place, Cell] = field(default_factory=dict)
    spans: dict[Place, Place] = field(default_factory=dict)
    covered: dict[Place, Place] = field(default_factory=dict)
    bottom: int = 0
    right: int = 0
    merged: int = 0

    def first(self, at: Place) -> Place:
        """The cell that stands for this one: the first of its merged range."""
        return self.covered.get(at, at)

    def cell(self, at: Place) -> Cell:
        """Of a merged range the first one."""
        return self.cells.get(self.first(at), NOTHING)

    def above(self, at: Place) -> Iterator[tuple[Place, str]]:
        """The texts above a cell, the nearest first, each merged range once."""
        yield from self._texts((row, at[1]) for row in range(at[0] - 1, 0, -1))

    def left(self, at: Place) -> Iterator[tuple[Place, str]]:
        """The texts to the left of it, the nearest first."""
        yield from self._texts((at[0], column) for column in range(at[1] - 1, 0, -1))

    def _texts(self, places: Iterator[Place]) -> Iterator[tuple[Place, str]]:
        seen = set()
        for each in places:
            first = self.first(each)
            cell = self.cells.get(first, NOTHING)
            # A placeholder is filled, or emptied: it heads nothing.
            if first not in seen and cell.text and not cell.formula and HOLDER not in cell.text:
                seen.add(first)
                yield first, cell.text

    def heading(self, at: Place) -> str:
        """How people would call the cell: what stands left of it, then what stands above it, the title left out."""
        left = [text for _, text in self.left(at)][:2]
        above = [text for first, text in self.above(at) if not self.is_title(first)][:3]
        words = [" ".join(text.split()) for text in (*reversed(left), *reversed(above))]
        return " / ".join(words)[:200]

    def is_title(self, first: Place) -> bool:
        """Whether it goes across three quarters of the sheet or more."""
        return self.spans.get(first, (1, 1))[1] * 4 >= self.right * 3


NOTHING = Cell()


def read(package: Package) -> list[Grid]:
    """All sheets of a form. Raises Refusal for numbers that are none."""
    try:
        return [_sheet(package, part) for part in package.sheets]
    except ValueError as problem:
        raise Refusal("damaged") from problem


def _sheet(package: Package, part: Part) -> Grid:
    root = parsed(package.parts[part.file])
    grid = Grid(part.name, part.shown)
    arrays = []
    for at, cell in walked(root):
        grid.cells[at] = _cell(cell, package.strings)
        arrays += [formula.get("ref", "") for formula in cell.iterfind(main("f")) if formula.get("t") in SPREADING]
    for merged in root.iter(main("mergeCell")):
        _merge(grid, merged.get("ref", ""))
    for reference in arrays:
        _spread(grid, reference)
    _bound(grid)
    return grid


SPREADING = ("array", "dataTable")


def walked(root: Any) -> Iterator[tuple[Place, Any]]:
    """Each cell element with its place; one without an address follows the one before it."""
    row_number = 0
    for row in root.iterfind(f"{main('sheetData')}/{main('row')}"):
        row_number = int(row.get("r") or row_number + 1)
        yield from cells_of(row, row_number)


def cells_of(row: Any, number: int) -> Iterator[tuple[Place, Any]]:
    """The same of one row."""
    column = 0
    for cell in row.iterfind(main("c")):
        found = place(cell.get("r", ""))
        column = found[1] if found else column + 1
        yield (number, column), cell


def _cell(cell: Any, strings: list[str]) -> Cell:
    kind, value = cell.get("t", "n"), cell.findtext(main("v")) or ""
    style = int(cell.get("s") or 0)
    formula = cell.find(main("f")) is not None
    if kind == "s":
        return Cell(_shared(value, strings), formula=formula, style=style)
    if kind == "inlineStr":
        inline = cell.find(main("is"))
        return Cell(plain(inline) if inline is not None else "", formula=formula, style=style)
    return Cell(value, number=kind == "n" and bool(value), formula=formula, style=style)


def _shared(value: str, strings: list[str]) -> str:
    return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""


def _merge(grid: Grid, reference: str) -> None:
    corners = box(reference)
    if not corners:
        return
    (top, left), (bottom, right) = corners
    grid.merged += max(0, bottom - top + 1) * max(0, right - left + 1)
    if grid.merged > MOST_MERGED:
        raise Refusal("sparse_bomb")
    grid.spans[top, left] = (bottom - top + 1, right - left + 1)
    for row in range(top, bottom + 1):
        grid.covered |= {(row, column): (top, left) for column in range(left, right + 1)}


MOST_MERGED = 60_000


def _spread(grid: Grid, reference: str) -> None:
    """Cells that a formula for many fills."""
    corners = box(reference)
    for at, cell in grid.cells.items():
        if within(at, corners):
            grid.cells[at] = Cell(cell.text, formula=True, style=cell.style)


def _bound(grid: Grid) -> None:
    """As far as it is shown: what has content or is merged, and the empty framed rows below it."""
    filled = [at for at, cell in grid.cells.items() if cell.text or cell.formula]
    filled += [(first[0] + rows - 1, first[1] + columns - 1) for first, (rows, columns) in grid.spans.items()]
    last = max((at[0] for at in filled), default=0)
    framed = [at[0] for at in grid.cells if at[0] <= last + BELOW]
    grid.bottom = max([last, *framed])
    grid.right = max((at[1] for at in filled), default=0)
