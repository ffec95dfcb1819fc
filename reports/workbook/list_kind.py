"""One list of the staff site as a ledger."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from registry.entry.list_filter import Listed
from registry.models import User
from registry.policies import Action
from reports.workbook.ledgers import Line, chunks

# Said of a list without a column of numbers: people type some into its texts all the same.
MASKED = "文字里的长号码已打码。"
Columns = tuple[tuple[str, float], ...]
Found = Callable[[Any, User], Listed]


def whoever(listed: Callable[[Any], Listed]) -> Found:
    """A list that is the same for all of a scope, whoever of them asks."""
    return lambda asked, by: listed(asked)


@dataclass(frozen=True, slots=True)
class List:
    """One list: who may take it out, which rows an address means, and what a line says of some hundred of them.

    `numbers` says whether it has a column of ID numbers or phones, to be masked or given whole for a reason; where it
    has none, what people typed is masked for everybody. `figures` are the heads of columns that hold figures.
    """

    action: Action
    found: Found
    columns: Columns
    lines: Callable[[list[Any], bool], Iterator[Line]]
    beside: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    note: str = ""
    numbers: bool = True
    figures: tuple[str, ...] = ()

    def each(self, found: Listed, *, masked: bool) -> Iterator[Line]:
        """The lines in the order of the page, some hundred rows at a time."""
        rows = found.rows.select_related(*self.beside) if self.beside else found.rows
        for part in chunks(rows.order_by(*(self.order or found.order))):
            yield from self.lines(part, masked)
