"""The five tables for programs and for other offices: CSV that Excel opens (UTF-8 with BOM), and JSON."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any

from reports.figures.definitions import TABLES, Table
from reports.workbook import container, cover, tables, words
from reports.workbook.facts import Facts, gather
from reports.workbook.spec import Spec

BOM = "\ufeff"
# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), in full width too, which an East Asian
# one reads as the same sign; blanks before it don't help.
_FORMULA = (*"=+-@＝＋－＠", "\t", "\r", "\n")
_BLANKS = " \u3000\u00a0\ufeff"


def make_csv(spec: Spec, out: IO[bytes], told: object = None) -> Facts:
    """A ZIP with a file for each table, one for the changes and one that says what each figure means."""
    facts, made = gather(spec), io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number, table in enumerate(TABLES, 1):
            archive.writestr(f"{number} {table.title}.csv", _csv(_lines(spec, facts, table)))
        heads = [heading for heading, _ in words.CHANGES]
        archive.writestr("6 变更说明.csv", _csv([heads, *words.changes(facts)]))
        archive.writestr("7 指标口径.csv", _csv([[heading for heading, _ in words.MEANINGS], *words.meanings()]))
    made.seek(0)
    container.repacked(made, out)
    return facts


def _lines(spec: Spec, facts: Facts, table: Table) -> Iterable[Sequence[object]]:
    """One head, since a table for programs has no merged cells; what the file is stands in its last line."""
    labels = [f"{figure.group}：{figure.label}" if figure.group else figure.label for figure in table.columns]
    yield ["序号", "村（社区）", *labels]
    for row, number, values in tables.values(facts.rows, table):
        yield ["" if number is None else number, row.label, *("" if value is None else value for value in values)]
    yield [f"{cover.title(spec)}；{facts.standing}；内部资料 {spec.watermark}"]


def _csv(lines: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_plain(cell) for cell in line] for line in lines)
    return (BOM + text.getvalue()).encode()


def _plain(cell: object) -> object:
    """A text that would begin a formula gets an apostrophe in front; numbers are numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(_BLANKS).startswith(_FORMULA) else cell


def make_json(spec: Spec, out: IO[bytes], told: object = None) -> Facts:
    """The same for programs: every figure under its key, with its meaning."""
    facts = gather(spec)
    out.write(json.dumps(document(spec, facts), ensure_ascii=False, indent=1, default=_number).encode())
    return facts


def document(spec: Spec, facts: Facts) -> dict[str, Any]:
    """What the JSON holds."""
    return {
        "title": cover.title(spec), "organisation": spec.unit, "month": str(spec.month), "standing": facts.standing,
        "draft": facts.draft, "close": spec.close, "known_at": spec.known.isoformat(), "watermark": spec.watermark,
        "tables": [
            {
                "key": table.key, "title": table.title,
                "columns": [
                    {"key": figure.key, "group": figure.group, "label": figure.label, "meaning": figure.meaning,
                     "source": figure.source}
                    for figure in table.columns
                ],
                "rows": [
                    {"label": row.label, "kind": row.kind,
                     "figures": dict(zip((figure.key for figure in table.columns), values, strict=True))}
                    for row, _, values in tables.values(facts.rows, table)
                ],
            }
            for table in TABLES
        ],
        "changes": [dict(zip((heading for heading, _ in words.CHANGES), line, strict=True))
                    for line in words.changes(facts)],
    }  # fmt: skip


def _number(value: Decimal) -> float:
    return float(value)
