"""One table of a sheet as it is handed on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from registry.intake.files.reading import Row
from registry.intake.files.wire import Comment
from registry.intake.headings.plans import SheetPlan


@dataclass(slots=True)
class Table:
    """One heading and the rows below it; take `rows` before asking for the next table."""

    plan: SheetPlan
    rows: Iterator[Row]
    hidden: list[int] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    struck: list[tuple[Any, ...]] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    unread: set[int] = field(default_factory=set)  # rows that hold somebody and could not be parted; grows with `rows`
    notes: list[tuple[int, str, str]] = field(default_factory=list)  # what lines around the rows say: row, kind, text
    earlier: dict[int, str] = field(default_factory=dict)  # by row, a stay before the one that is read; grows so too
