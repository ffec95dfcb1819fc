"""One list of the staff site as a ledger."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from registry.entry.list_filter import Listed
from registry.models import User
from registry.policies import Action
from reports.workbook.ledgers import Line, chunks

Columns = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class List:
    """One list: who may take it out, which rows an address means, and what a line says of some hundred of them.

    `numbers` says whether there are ID numbers or phones in it, to be masked or given whole for a reason.
    """

    action: Action
    found: Callable[[Any, User], Listed]
    columns: Columns
    lines: Callable[[list[Any], bool], Iterator[Line]]
    beside: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    note: str = ""
    numbers: bool = True

    def each(self, found: Listed, *, masked: bool) -> Iterator[Line]:
        """The lines in the order of the page, some hundred rows at a time."""
        for part in chunks(found.rows.select_related(*self.beside).order_by(*(self.order or found.order))):
            yield from self.lines(part, masked)
