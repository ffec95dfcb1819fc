"""From checked rows to rows ready for storing: with keys, in blocks. Runs in a thread, without a database."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from registry.choices import RowAction
from registry.intake.rows.around import Surroundings
from registry.intake.rows.checked import ERROR
from registry.intake.staging import bulk, matching
from registry.intake.staging.candidates import Candidate, of_checked
from registry.intake.staging.packs import PACK
from registry.intake.staging.payloads import Ready
from registry.lib.ids import uuid7_texts
from registry.models.sealed import blind_index

BLOCK = 10 * PACK  # rows of one transaction; whole packs
NO_KEYS = "\t".join([bulk.NULL] * 4)
COLUMNS = (*matching.NAMES, "id", "sheet", '"row"', "verdict", "issues", "action")


@dataclass(slots=True)
class Block:
    """Rows ready for COPY into matching's table, what they say, and those of them that may be applied."""

    first: int
    keys: list[str] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def last(self) -> int:
        """Position of the last row."""
        return self.first + len(self.keys) - 1


def staged(checked: Iterator[list[Ready]], around: Surroundings) -> Iterator[Block]:
    """The same blocks, numbered from 1 on, ready for storing."""
    index, position = blind_index(), 0
    for rows in checked:
        block = Block(position + 1)
        for row, pk in zip(rows, uuid7_texts(len(rows)), strict=True):
            position += 1
            block.lines.append(row.line)
            item = of_checked(position, row, around, index)
            action, keys = RowAction.NONE, NO_KEYS
            if row.verdict != ERROR:
                block.candidates.append(item)
                action, keys = RowAction.CREATE, item.copied()
            block.keys.append(
                f"{position}\t{row.direction}\t{keys}\t{pk}\t{bulk.text(row.sheet)}\t{row.row}\t{row.verdict}"
                f"\t{row.issues}\t{action.value}\n"
            )
        yield block
