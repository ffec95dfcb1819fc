"""What the page is told of a file: its sheets, their columns, and what was left out. No text of any row."""

from typing import Any

from registry.intake.headers import titles_of_fields
from registry.intake.recognising import Column, SheetPlan
from registry.intake.reports import Summary
from registry.intake.tables import REASONS, Skipped


def sheets_of(summary: Summary) -> list[dict[str, Any]]:
    """For Intake.sheets: one entry for each table, then the sheets that were no roster."""
    headings = {(plan.sheet, plan.head_first): plan for plan in reversed(summary.plans)}  # groups share one
    tables = [_table(plan, summary) for plan in reversed(headings.values())]
    return tables + [_skipped(sheet) for sheet in summary.skipped]


def _table(plan: SheetPlan, summary: Summary) -> dict[str, Any]:
    return {
        "sheet": plan.sheet,
        "visible": plan.sheet not in summary.hidden_sheets,
        "skipped": "",
        "direction": plan.direction,
        "direction_from": plan.direction_from,
        "community": plan.community,
        "community_from": plan.community_from,
        "head_first": plan.head_first,
        "head_last": plan.head_last,
        "signature": plan.signature,
        "hidden_rows": summary.hidden_rows.get(plan.sheet, [])[:200],
        "hidden_columns": list(plan.hidden_columns),
        "left_out": len(summary.left_out.get(plan.sheet, [])),
        "columns": [_column(column) for column in plan.columns],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "column": column.index + 1,
        "letter": letter(column.index + 1),
        "heading": column.heading,
        "field": column.field,
        "title": titles_of_fields().get(column.field or "", ""),
        "chosen": column.chosen,
    }


def _skipped(sheet: Skipped) -> dict[str, Any]:
    return {"sheet": sheet.sheet, "visible": sheet.visible, "skipped": REASONS[sheet.reason], "columns": []}


def letter(column: int) -> str:
    """A 1-based column as a spreadsheet names it: 28 → AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
