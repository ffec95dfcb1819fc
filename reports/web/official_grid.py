"""A sheet of a form as a table of HTML: what is printed, what is bound, what may be bound."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from registry.intake.words.headers import letter
from reports.forms import proposing
from reports.forms.binding import FIGURES, MONTHS, THIS, WORDS, Binding
from reports.forms.grid import Grid, Place, address

MOST = 6_000  # cells of a page
LONG = 60
STATES = {True: ("bound", "已核对"), False: ("unsure", "待核对")}


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell. `state` is "" (printed), "formula", "free", "unsure" or "bound"."""

    at: str
    text: str = ""
    sub: str = ""
    state: str = ""
    said: str = ""
    title: str = ""
    url: str = ""
    rows: int = 1
    columns: int = 1
    current: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page shows of it; `cut` says that rows were left out."""

    columns: list[str]
    lines: list[tuple[int, list[Shown]]]
    cut: bool


def shown(grid: Grid, number: int, bound: Mapping[str, Binding], current: str, *, links: bool) -> Sheet:
    """The sheet with its marks; `links` lead to the cell's own choice."""
    bottom = min(grid.bottom, max(1, MOST // max(1, grid.right)))
    lines = []
    for row in range(1, bottom + 1):
        places = [(row, column) for column in range(1, grid.right + 1) if grid.first((row, column)) == (row, column)]
        lines.append((row, [_cell(grid, at, number, bound, current, links) for at in places]))
    return Sheet([letter(column) for column in range(1, grid.right + 1)], lines, bottom < grid.bottom)


def link(number: int, cell: str) -> str:
    """To the choice for a cell of a sheet."""
    return f"?{urlencode({'sheet': number, 'cell': cell})}#choice"


def _cell(grid: Grid, at: Place, number: int, bound: Mapping[str, Binding], current: str, links: bool) -> Shown:
    name, cell = address(at), grid.cell(at)
    rows, columns = grid.spans.get(at, (1, 1))
    own = bound.get(name)
    url = link(number, name) if links else ""
    frame = {"rows": rows, "columns": columns, "current": name == current}
    if own:
        state, said = STATES[own.confirmed]
        text, sub = _short(own)
        return Shown(name, text, sub, state, said, own.label, url, **frame)  # type: ignore[arg-type]
    if cell.formula:
        return Shown(name, "公式", "", "formula", "表样自己的公式", **frame)  # type: ignore[arg-type]
    free = (at in grid.cells or rows * columns > 1 or bool(grid.heading(at))) and not proposing.may_hold(grid, at)
    text = " ".join(cell.text.split())[:LONG]
    return Shown(name, text, "", "free" if free else "", "还没有对应", "", url if free else "", **frame)  # type: ignore[arg-type]


def _short(bound: Binding) -> tuple[str, str]:
    """The figure or texts, and the node below it."""
    source = bound.sources[0]
    if source.kind == WORDS:
        return bound.label, ""
    figure = FIGURES.get(source.key)
    label = figure.label if figure else "没有这个指标了"
    month = "" if source.month == THIS else MONTHS.get(source.month, "")
    return f"{month} {label}".strip(), source.node_name
