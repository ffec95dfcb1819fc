"""One list of the staff site as a ledger."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from registry.entry.list_filter import Listed
from registry.models import User
from registry.policies import Action
from reports.workbook.ledgers import Line, chunks

Columns = tuple[tuple[str, float], ...]
Found = Callable[[Any, User], Listed]


def whoever(listed: Callable[[Any], Listed]) -> Found:
    """A list that is the same for all of a scope, whoever of them asks."""
    return lambda asked, by: listed(asked)


@dataclass(frozen=True, slots=True)
class List:
    """One list: who may take it out, which rows an address means, and what a line says of some hundred of them.

    `numbers` says whether there are ID numbers or phones in it, to be masked or given whole for a reason.
    """

    action: Action
    found: Found
    columns: Columns
    lines: Callable[[list[Any], bool], Iterator[Line]]
    beside: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    note: str = ""
    numbers: bool = True

    def each(self, found: Listed, *, masked: bool) -> Iterator[Line]:
        """The lines in the order of the page, some hundred rows at a time."""
        rows = found.rows.select_related(*self.beside) if self.beside else found.rows
        for part in chunks(rows.order_by(*(self.order or found.order))):
            yield from self.lines(part, masked)
