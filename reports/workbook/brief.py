"""The brief: what the month was in words and five small tables, as a Word file for a meeting or a letter."""

import io
from typing import IO, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from reports.figures.definitions import TABLES, Table
from reports.figures.table import Row
from reports.workbook import container, tables, words
from reports.workbook.facts import Facts, gather
from reports.workbook.spec import Spec

FONT = "宋体"
NOTHING = "（没有填写）"


def title(spec: Spec) -> str:
    """`江海区2026年11月流动党员工作简报`: its heading and its file's name."""
    return f"{spec.unit}{spec.month.label}流动党员工作简报"


def make(spec: Spec, out: IO[bytes], told: object = None) -> Facts:
    """Title, how far the month is, the narrative, what each table adds up to, corrections."""
    facts, document, made = gather(spec), Document(), io.BytesIO()
    _style(document, spec)
    document.add_heading(title(spec), 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(f"内部资料　{facts.standing}　统计截止 {spec.until}")
    _narrative(document, facts)
    document.add_heading("数字", 1)
    for table in TABLES:
        _table(document, table, facts.rows)
    if facts.changes:
        document.add_heading("变更说明", 1)
        _grid(document, [[heading for heading, _ in words.CHANGES], *words.changes(facts)])
    document.save(made)
    made.seek(0)
    container.repacked(made, out)
    return facts


def _style(document: Any, spec: Spec) -> None:
    """A Chinese font for Chinese text, the watermark in the foot, a creation date that is the snapshot's."""
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    document.styles["Normal"].font.size = Pt(12)
    document.sections[0].footer.paragraphs[0].text = f"内部资料　{spec.watermark}　{spec.unit}"
    known = spec.known.replace(tzinfo=None, microsecond=0)
    document.core_properties.created = document.core_properties.modified = known
    document.core_properties.author, document.core_properties.comments = spec.unit, spec.watermark


def _narrative(document: Any, facts: Facts) -> None:
    document.add_heading("工作小结", 1)
    for heading, text in facts.narrative:
        document.add_heading(heading, 2)
        for line in text.splitlines() or [NOTHING]:
            document.add_paragraph(line)
    if not facts.narrative:
        document.add_paragraph(NOTHING)


def _table(document: Any, table: Table, rows: list[Row]) -> None:
    """The whole of a table: figure beside figure, since a page of Word is narrow."""
    document.add_heading(table.title, 2)
    whole = rows[-1]
    lines = [
        (f"{figure.group}：{figure.label}" if figure.group else figure.label, _said(tables.value(whole, figure)))
        for figure in table.columns
    ]
    half = (len(lines) + 1) // 2
    beside = [*lines[half:], ("", "")]
    pairs = [(*lines[place], *beside[place]) for place in range(half)]
    _grid(document, [("指标", "合计", "指标", "合计"), *pairs])


def _said(value: Any) -> str:
    return "—" if value is None else f"{value:,}"


def _grid(document: Any, lines: list[Any]) -> None:
    grid = document.add_table(rows=len(lines), cols=len(lines[0]), style="Table Grid")
    for row, line in zip(grid.rows, lines, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
            cell.paragraphs[0].runs[0].font.size = Pt(9) if text else None
