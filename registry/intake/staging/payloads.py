"""From checked rows to what is staged of them: the row's text as one line of JSON, and by what it is found again.

Needs neither keys nor a database, so it runs where the rows are checked.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import orjson

from registry.intake.files.wire import Cell
from registry.intake.rows.around import Node, Surroundings
from registry.intake.rows.checked import ERROR, REVIEW, CheckedRow, Problem
from registry.intake.rows.columns import columns_of
from registry.intake.staging.counting import Counts
from registry.intake.words import messages
from registry.lib.names import name_key
from registry.lib.values import strip_cell

FACTS = ("reported", "reported_on", "enrolled", "enrolled_on")


class Ready(NamedTuple):
    """One checked row. `line` is its payload; `issues` holds kinds and columns as JSON, no text of the row."""

    sheet: str
    row: int
    verdict: str
    direction: str
    issues: str
    line: bytes
    community: str | None
    id_number: str
    phone: str
    name_key: str
    mark: str | None  # what tells a name without a number from another; None where nobody asks for it


class Payloads:
    """Makes payloads. Remembers only how often a name without a number came up."""

    def __init__(self, around: Surroundings, counts: Counts) -> None:
        self.around, self.counts = around, counts
        self.alike: Counter[str] = Counter()

    def blocks(self, rows: Iterator[CheckedRow], size: int) -> Iterator[list[Ready]]:
        """All rows in blocks."""
        block = []
        for row in rows:
            block.append(self.ready(row))
            if len(block) >= size:
                yield block
                block = []
        if block:
            yield block

    def ready(self, row: CheckedRow) -> Ready:
        """One row."""
        columns = columns_of(row)
        payload: dict[str, Any] = {"v": columns, "d": row.direction, "c": shown(row.cells)}
        values = row.values
        for name in FACTS:
            if (value := values.get(name)) is not None:
                payload[name] = value.isoformat() if isinstance(value, date) else value
        code = values.get("community_code")
        if code:
            payload["community"] = code
            if code not in self.around.context.communities.within:
                columns["work_community_code"] = code
        node = self.around.node_of(code)
        if row.struck:
            payload["struck"] = True
        self._settle(row, payload, node)
        number, phone = columns.get("id_number", ""), columns.get("phone", "")
        mark = fingerprint(payload, node) if self.around.leads or row.struck or not (number or phone) else None
        if row.errors or row.warnings:
            payload["m"] = [problem.message for problem in (*row.errors, *row.warnings)]
        self.counts.add(row)
        line, key = orjson.dumps(payload), name_key(columns.get("name", ""))[:60]
        return Ready(
            row.sheet[:100], row.row, row.verdict, row.direction, _issues(row), line, code, number, phone, key, mark
        )

    def _settle(self, row: CheckedRow, payload: dict[str, Any], node: Node) -> None:
        """What depends on the place in the tree and on the rows before."""
        if wants_enrolment(payload) and row.verdict != ERROR:
            if not self.around.may_enroll(node.path):
                said = messages.warning("needs_superior")
                row.warnings.append(Problem(row.sheet, row.row, 1, "needs_superior", said))
            elif name := row.values.get("host_org_name"):
                payload["v"]["branch_label"] = name[:200]
        if row.verdict == REVIEW:
            mark = fingerprint(payload, node)
            self.alike[mark] += 1
            if self.alike[mark] > 1:
                payload["n"] = self.alike[mark]


def wants_enrolment(payload: Mapping[str, Any]) -> bool:
    """Whether the row says that the member is in a branch here."""
    return payload.get("reported") is not False and bool(payload.get("enrolled") or (
        payload.get("enrolled") is None and payload.get("enrolled_on")
    ))  # fmt: skip


def fingerprint(payload: Mapping[str, Any], node: Node) -> str:
    """What tells one name without a number from another; `n` counts those in one file that nothing else tells apart."""
    columns = payload["v"]
    parts = [columns.get(name, "") for name in ("name", "sex", "flowed_on", "origin_code")]
    return "|".join((*parts, payload["d"], node.path, str(payload.get("n", 1))))


def shown(cells: list[Cell]) -> list[str]:
    """Cells as the page and the workbook of failed rows show them."""
    return [cell if type(cell) is str else "" if cell is None else strip_cell(cell) for cell in cells]


def _issues(row: CheckedRow) -> str:
    if not row.errors and not row.warnings:
        return "[]"
    found = [{"k": problem.kind, "c": problem.column, "s": "e"} for problem in row.errors]
    found += [{"k": problem.kind, "c": problem.column, "s": "w"} for problem in row.warnings]
    return orjson.dumps(found).decode()
