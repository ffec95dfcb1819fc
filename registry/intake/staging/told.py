"""What the page is told of a file: its sheets, their columns, and what was left out. No text of any row."""

from typing import Any

from registry.intake.headings.plans import Column, SheetPlan
from registry.intake.sheets.reports import Filled, Summary
from registry.intake.sheets.skipped import REASONS, Skipped
from registry.intake.texts.sentences import WAYS
from registry.intake.words.headers import letter, titles_of_fields, unnamed_heading
from registry.intake.words.messages import note

OTHER = {"in": "out", "out": "in"}


def sheets_of(summary: Summary) -> list[dict[str, Any]]:
    """For Intake.sheets: one entry for each table, then the sheets that were no roster."""
    headings = {(plan.sheet, plan.head_first): plan for plan in reversed(summary.plans)}  # groups share one
    tables = [_table(plan, summary) for plan in reversed(headings.values())]
    return tables + [_skipped(sheet) for sheet in summary.skipped]


def _table(plan: SheetPlan, summary: Summary) -> dict[str, Any]:
    opposed = any(one.opposed for one in summary.plans if (one.sheet, one.head_first) == (plan.sheet, plan.head_first))
    return {
        "sheet": plan.sheet,
        "visible": plan.sheet not in summary.hidden_sheets,
        "skipped": "",
        "direction": plan.direction,
        "direction_from": plan.direction_from,
        "opposed": WAYS[OTHER[plan.direction]] if opposed else "",
        "community": plan.community,
        "community_from": plan.community_from,
        "head_first": plan.head_first,
        "head_last": plan.head_last,
        "cards": plan.cards,
        "turned": plan.turned,
        "signature": plan.signature,
        "hidden_rows": summary.hidden_rows.get(plan.sheet, [])[:200],
        "hidden_columns": list(plan.hidden_columns),
        "notes": [note(problem.kind, problem.row) for problem in summary.notes if problem.sheet == plan.sheet],
        "left_out": len(summary.left_out.get(plan.sheet, [])),
        "columns": _columns(plan, summary.unnamed.get((plan.sheet, plan.head_first), {})),
    }


def _columns(plan: SheetPlan, filled: dict[int, Filled]) -> list[dict[str, Any]]:
    """All columns in their places, up to the last one that has a heading, or something in it."""
    width = max(len(plan.columns), *(at + 1 for at in filled), 0)
    beyond = (Column(at, "", None) for at in range(len(plan.columns), width))
    return [_column(column, filled.get(column.index), plan) for column in (*plan.columns, *beyond)]


def _column(column: Column, filled: Filled | None, plan: SheetPlan) -> dict[str, Any]:
    """A column that nobody wrote a heading for is called by its letter; `filled` says where it has something.

    The labels of cards are numbered: they stand in no column of the sheet. So are those of people in columns, by row.
    """
    unnamed = filled is not None or column.chosen
    return {
        "column": column.index + 1,
        "letter": str(column.index + 1) if plan.cards or plan.turned else letter(column.index + 1),
        "heading": column.heading or (unnamed_heading(column.index + 1) if unnamed else ""),
        "filled": [filled.first, filled.count] if filled else None,
        "field": column.field,
        "title": titles_of_fields().get(column.field or "", ""),
        "chosen": column.chosen,
    }


def _skipped(sheet: Skipped) -> dict[str, Any]:
    return {"sheet": sheet.sheet, "visible": sheet.visible, "skipped": REASONS[sheet.reason], "columns": []}
