"""From checked rows to rows ready for storing: sealed, with keys, in blocks. Runs in a thread, without a database."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from registry.choices import RowAction
from registry.intake import bulk, deciding, matching
from registry.intake.candidates import Candidate, candidate, fingerprint, seal
from registry.intake.checked import ERROR, REVIEW, CheckedRow, Problem
from registry.intake.columns import columns_of
from registry.intake.counting import Counts
from registry.intake.happenings import wants_enrolment
from registry.intake.recognising import SheetPlan
from registry.intake.reports import Summary
from registry.intake.surroundings import Surroundings
from registry.intake.wire import Cell
from registry.lib.ids import uuid7
from registry.lib.values import strip_cell
from registry.models.sealed import blind_index, cipher

BLOCK = 1_000
NO_KEYS = "\t".join([bulk.NULL] * 4)
FACTS = ("reported", "reported_on", "enrolled", "enrolled_on")


@dataclass(slots=True)
class Block:
    """Rows ready for COPY into matching's table, and those of them that may be applied."""

    lines: list[str] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    last: int = 0


class Stager:
    """Turns checked rows into blocks. Remembers only how often a name without a number came up."""

    def __init__(self, around: Surroundings, counts: Counts) -> None:
        self.around, self.counts = around, counts
        self.cipher, self.index = cipher(), blind_index()
        self.alike: Counter[str] = Counter()
        self.position = 0

    def blocks(self, rows: Iterator[CheckedRow], summary: Summary) -> Iterator[Block]:
        """All rows in blocks of BLOCK. `summary` names the plan of the row just read."""
        block = Block()
        for row in rows:
            self._add(block, row, summary.plans[-1])
            if len(block.lines) >= BLOCK:
                yield block
                block = Block()
        if block.lines:
            yield block

    def _add(self, block: Block, row: CheckedRow, plan: SheetPlan) -> None:
        self.position += 1
        block.last = self.position
        pk, payload = uuid7(), self._payload(row, plan)
        item = candidate(self.position, pk, payload, self.around, self.index)
        action = RowAction.NONE if row.verdict == ERROR else RowAction.CREATE
        if row.verdict != ERROR:
            block.candidates.append(item)
        self.counts.add(row)
        keys = NO_KEYS if row.verdict == ERROR else "\t".join(map(bulk.cell, item.line()[2:]))
        sheet, sealed = bulk.text(row.sheet[:100]), seal(self.cipher, pk, payload).hex()
        block.lines.append(
            f"{self.position}\t{item.direction}\t{keys}\t{pk}\t{sheet}\t{row.row}\t{row.verdict}\t{_issues(row)}"
            f"\t\\\\x{sealed}\t{action}"
        )

    def _payload(self, row: CheckedRow, plan: SheetPlan) -> dict[str, Any]:
        values = row.values
        payload: dict[str, Any] = {"v": columns_of(row, plan), "d": row.direction, "c": shown(row.cells)}
        for name in FACTS:
            if (value := values.get(name)) is not None:
                payload[name] = value if type(value) is bool else value.isoformat()
        if code := values.get("community_code"):
            payload["community"] = code
            if code not in self.around.context.communities.within:
                payload["v"]["work_community_code"] = code
        self._settle(row, payload)
        if row.errors or row.warnings:
            payload["m"] = [problem.message for problem in (*row.errors, *row.warnings)]
        return payload

    def _settle(self, row: CheckedRow, payload: dict[str, Any]) -> None:
        """What depends on the place in the tree and on the rows before."""
        node = self.around.node_of(payload.get("community"))
        if wants_enrolment(payload) and row.verdict != ERROR:
            if not self.around.may_enroll(node.path):
                row.warnings.append(Problem(row.sheet, row.row, 1, "needs_superior", deciding.NEEDS_SUPERIOR))
            elif name := row.values.get("host_org_name"):
                payload["v"]["branch_label"] = name[:200]
        if row.verdict == REVIEW:
            mark = fingerprint(payload, node)
            self.alike[mark] += 1
            if self.alike[mark] > 1:
                payload["n"] = self.alike[mark]


COLUMNS = (
    *matching.NAMES, "id", "sheet", '"row"', "verdict", "issues", "payload", "action",
)  # fmt: skip


def shown(cells: list[Cell]) -> list[str]:
    """Cells as the page and the workbook of failed rows show them."""
    return [cell if type(cell) is str else "" if cell is None else strip_cell(cell) for cell in cells]


def _issues(row: CheckedRow) -> str:
    """Kinds and columns, no text of the row."""
    if not row.errors and not row.warnings:
        return "[]"
    found = [{"k": problem.kind, "c": problem.column, "s": "e"} for problem in row.errors]
    found += [{"k": problem.kind, "c": problem.column, "s": "w"} for problem in row.warnings]
    return json.dumps(found, separators=(",", ":"))
