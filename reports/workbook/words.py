"""变更说明 and 指标口径: what was corrected since, and what every figure means and where that comes from."""

from collections.abc import Iterable, Sequence

from xlsxwriter.worksheet import Worksheet

from reports.figures.definitions import TABLES
from reports.workbook.facts import Facts
from reports.workbook.looks import Looks, set_up
from reports.workbook.spec import Spec

Columns = tuple[tuple[str, float], ...]
CHANGES: Columns = (
    ("版本", 14), ("日期", 11), ("经办", 18), ("原因", 30), ("村（社区）", 18), ("指标", 30), ("原来", 10),
    ("现在", 10),
)  # fmt: skip
MEANINGS: Columns = (("表", 10), ("指标", 22), ("口径", 80), ("依据", 36))
NONE = "没有变更：这是第一版，或者还没有上报过。"


def changes(facts: Facts) -> list[tuple[str, ...]]:
    """Each figure that was corrected."""
    return [
        (each.version, each.day, each.who, each.why, each.place, each.figure, each.before, each.after)
        for each in facts.changes
    ]


def meanings() -> list[tuple[str, ...]]:
    """Every figure of the five tables."""
    return [
        (
            table.title,
            figure.full_label,
            figure.meaning,
            figure.source,
        )
        for table in TABLES
        for figure in table.columns
    ]


def write_changes(sheet: Worksheet, looks: Looks, spec: Spec, facts: Facts) -> None:
    """The sheet 变更说明."""
    found = changes(facts)
    _list(sheet, looks, spec, "变更说明", CHANGES, found)
    if not found:
        sheet.merge_range(2, 0, 2, len(CHANGES) - 1, "", looks.text)
        sheet.write_string(2, 0, NONE, looks.text)


def write_meanings(sheet: Worksheet, looks: Looks, spec: Spec) -> None:
    """The sheet 指标口径."""
    _list(sheet, looks, spec, "指标口径", MEANINGS, meanings())


def _list(
    sheet: Worksheet, looks: Looks, spec: Spec, title: str, columns: Columns, lines: Iterable[Sequence[str]]
) -> None:
    set_up(sheet, spec, heads=(1, 1), frozen=(2, 0))
    sheet.set_row(0, 28)
    sheet.merge_range(0, 0, 0, len(columns) - 1, "", looks.title)
    sheet.write_string(0, 0, title, looks.title)
    for column, (heading, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, heading, looks.head)
    for number, line in enumerate(lines, 2):
        for column, text in enumerate(line):
            sheet.write_string(number, column, text, looks.text)
