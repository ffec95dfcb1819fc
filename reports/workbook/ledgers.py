"""The ledgers of a workbook: their columns, how many lines, and the lines, which come from the database by and by.

They are read in the scope of the node alone, so that a row whose custody has gone to another node is not in them; the
figures still count it where it was, and the sheet says how many are left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from reports.figures.places import names
from reports.figures.standing import Asked
from reports.figures.table import ROW
from reports.workbook.spec import Spec

CHUNK, SOME = 2_000, 500
M = TypeVar("M", bound=Model)
Line = Sequence[str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger. `columns` are heading and width in characters, 序号 left out; `lines` have as many texts each.

    `figures` are the headings of columns that hold figures: those are written as numbers.
    """

    key: str
    title: str
    columns: tuple[tuple[str, float], ...]
    count: Callable[[Spec], int]
    lines: Callable[[Spec], Iterator[Line]]
    note: str = ""
    figures: tuple[str, ...] = ()

    @property
    def places(self) -> frozenset[int]:
        """Where the columns with figures are, 序号 (0) counted."""
        return frozenset(place for place, (heading, _) in enumerate(self.columns, 1) if heading in self.figures)


def asked(spec: Spec) -> Asked:
    """The month as it was known when it was frozen."""
    return Asked(spec.month, spec.known)


def count(spec: Spec, template: str) -> int:
    """How many rows a statement has; `template` is what stands behind FROM, with a CTE before it where it needs one."""
    number: int = asked(spec).rows(template)[0][0]
    return number


def stream(spec: Spec, template: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement through a cursor on the server; whoever reads stays in the scope and transaction."""
    text, values = asked(spec).statement(template)
    with connection.chunked_cursor() as cursor:
        cursor.execute(text, values)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def chunks(rows: QuerySet[M]) -> Iterator[list[M]]:
    """The rows of a list some hundred at a time, for what stands beside them in other tables."""
    found = rows.iterator(SOME)
    while part := list(islice(found, SOME)):
        yield part


def places() -> Mapping[str, str]:
    """Path → what 村(社区) it is, for every node of the scope."""
    nodes = names()
    return {path: nodes.get(path[:ROW], name) for path, name in nodes.items()}
