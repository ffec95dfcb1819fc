"""What a file of a month is made of, said beforehand: the same answers and the same rows give the same bytes."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.lib import clock
from reports.choices.exports import ExportKind
from reports.figures.month import Month

# Sheets that somebody may leave out: key → name in the workbook.
LEDGERS = {"roster": "花名册", "contacts": "联系台账", "studies": "学习台账", "ideas": "金点子清单"}
EXCEL_ROWS = 1_048_576


def options_of(kind: str, sheets: Collection[str] | None) -> dict[str, Any]:
    """What an export's row keeps of the ledgers that were chosen: nothing for all of them, or for another kind."""
    some = sheets is not None and kind == ExportKind.WORKBOOK and set(sheets) != set(LEDGERS)
    return {"sheets": list(sheets or ())} if some else {}


@dataclass(frozen=True, slots=True)
class Spec:
    """Which node and month, as of when, for whose eyes. Nothing else but the database goes into the file.

    `close` is the number of the closed version (0: not closed yet), `known` the moment after which nothing that was
    recorded is in it, `day` the date that is printed, `head` where the audit chain stood. `unit` is the node's name,
    `code` the district's division code (6 digits). `tag` sets exports apart that must not share a watermark: those with
    whole numbers, which bear their asker's name (`asker`).
    """

    path: str
    unit: str
    code: str
    month: Month
    close: int
    known: datetime
    day: date
    masked: bool = True
    sheets: tuple[str, ...] = tuple(LEDGERS)
    head: str = ""
    tag: str = ""
    asker: str = ""
    most_rows: int = EXCEL_ROWS

    @property
    def watermark(self) -> str:
        """Printed on every page: the same for the same snapshot, so that equal files stay equal."""
        said = (self.path, self.month, self.close, self.known.timestamp(), self.masked, *self.sheets, self.tag)
        digest = hashlib.sha256("|".join(str(each) for each in said).encode()).hexdigest()
        return f"BDX-{self.month.year}{self.month.number:02d}-{digest[:12].upper()}"

    @property
    def until_day(self) -> date:
        """The last day that is counted: the month's, unless the file is of a moment before."""
        return min(self.month.last, clock.local(self.known).date())

    @property
    def until(self) -> str:
        """Up to when things are counted, in words: figures handed up on the last day don't reach to its midnight."""
        if self.known >= self.month.ends:
            return f"{self.month.last:%Y年%m月%d日} 24 时"
        return f"{clock.local(self.known):%Y年%m月%d日 %H:%M}" + ("" if self.close else "（本月还没有过完）")

    @property
    def root(self) -> str:
        """The district that the node lies in."""
        return self.path[:4]
