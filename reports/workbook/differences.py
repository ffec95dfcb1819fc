"""The sheet 与上月的差异 that is added to a filled form: each bound cell with its figure, last month, this month."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from registry.intake.words.headers import letter
from reports.forms.package import LINK, MAIN, PACKAGE, RELS, TYPES, WORKBOOK, Package, main, parsed, text_of
from reports.workbook.filling import Value, child
from reports.workbook.sheetxml import escaped

NAME, FILE = "与上月的差异", "worksheets/buduanxian-differences.xml"
STYLES = "xl/styles.xml"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
HEADS = (
    ("工作表", 14),
    ("单元格", 8),
    ("表里的栏目", 40),
    ("填的是", 40),
    ("上月", 10),
    ("本月", 10),
    ("差额", 10),
    ("说明", 44),
)
THIN = "".join(f'<{side} style="thin"><color rgb="FF9AA3AE"/></{side}>' for side in ("left", "right", "top", "bottom"))
FONTS = ('<font><b/><sz val="14"/><name val="宋体"/></font>', '<font><b/><sz val="10"/><name val="宋体"/></font>',
         '<font><sz val="10"/><name val="宋体"/></font>')  # fmt: skip
FILL = '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF3"/><bgColor indexed="64"/></patternFill></fill>'
WRAP = '<alignment vertical="center" wrapText="1"/>'
# Font, filled, framed, alignment of: title, note, head, text, number.
LOOKS = ((0, 0, 0, '<alignment vertical="center"/>'), (2, 0, 0, WRAP), (1, 1, 1, WRAP), (2, 0, 1, WRAP),
         (2, 0, 1, '<alignment horizontal="right" vertical="center"/>'))  # fmt: skip
TITLE, NOTE, HEAD, TEXT, NUMBER = range(len(LOOKS))


@dataclass(frozen=True, slots=True)
class Line:
    """One bound cell."""

    sheet: str
    cell: str
    heading: str
    label: str
    last: Value
    this: Value
    change: Value
    note: str = ""


def add(package: Package, title: str, notes: Sequence[str], lines: Sequence[Line]) -> None:
    """Put the sheet behind the others."""
    first = _styles(package)
    package.parts[f"xl/{FILE}"] = _sheet(title, notes, lines, first)
    types = parsed(package.parts[TYPES])
    etree.SubElement(types, _in(types, "Override"), {"PartName": f"/xl/{FILE}", "ContentType": CONTENT})
    package.parts[TYPES] = text_of(types)
    key = _related(package)
    _listed(package, key, 3 + len(notes))


def _in(root: Any, name: str) -> str:
    return f"{{{etree.QName(root).namespace}}}{name}"


def _related(package: Package) -> str:
    root, there = package.relations, {each.get("Id") for each in package.relations}
    key = next(name for number in range(1, len(there) + 2) if (name := f"rIdDifferences{number}") not in there)
    etree.SubElement(root, f"{{{PACKAGE}}}Relationship", {"Id": key, "Type": f"{LINK}/worksheet", "Target": FILE})
    package.parts[RELS] = text_of(root)
    return key


def _listed(package: Package, key: str, head: int) -> None:
    """In the workbook, with its head printed on each page."""
    sheets = package.workbook.find(main("sheets"))
    names = {each.get("name") for each in sheets}
    name = next(
        each for number in range(len(names) + 1) if (each := NAME + (str(number + 1) if number else "")) not in names
    )
    number = max(int(each.get("sheetId", 0)) for each in sheets) + 1
    place = str(len(sheets))
    etree.SubElement(sheets, main("sheet"), {"name": name, "sheetId": str(number), f"{{{LINK}}}id": key})
    repeated = {"name": "_xlnm.Print_Titles", "localSheetId": place}
    titles = etree.SubElement(child(package.workbook, "definedNames"), main("definedName"), repeated)
    titles.text = f"'{name}'!${head}:${head}"
    package.parts[WORKBOOK] = text_of(package.workbook)


def _styles(package: Package) -> int | None:
    """Formats for the sheet behind those of the form, whose numbers stay; the number of the first."""
    if STYLES not in package.parts:
        return None
    root = parsed(package.parts[STYLES])
    font = _append(root, "fonts", *FONTS)
    fill = _append(root, "fills", FILL)
    border = _append(root, "borders", f"<border>{THIN}<diagonal/></border>")
    if None in (font, fill, border):
        return None
    formats = (
        f'<xf numFmtId="0" fontId="{(font or 0) + look}" fillId="{fill if filled else 0}"'
        f' borderId="{border if framed else 0}" xfId="0" applyFont="1" applyFill="1"'
        f' applyBorder="1" applyAlignment="1">{how}</xf>'
        for look, filled, framed, how in LOOKS
    )
    first = _append(root, "cellXfs", *formats)
    package.parts[STYLES] = text_of(root)
    return first


def _append(root: Any, name: str, *texts: str) -> int | None:
    """Elements at the end of a list of formats; the number of the first."""
    group = root.find(main(name))
    if group is None:
        return None
    first = len(group)
    for text in texts:
        group.append(etree.fromstring(f'<x xmlns="{MAIN}">{text}</x>')[0])
    group.set("count", str(len(group)))
    return first


def _sheet(title: str, notes: Sequence[str], lines: Sequence[Line], first: int | None) -> bytes:
    last = letter(len(HEADS))
    rows = [_row(1, [title], first, [TITLE], 28)]
    rows += [_row(number, [note], first, [NOTE], 30) for number, note in enumerate(notes, 2)]
    head = 3 + len(notes)
    rows.append(_row(head, [name for name, _ in HEADS], first, [HEAD] * len(HEADS)))
    rows += [_row(number, _values(line), first, _looks(line)) for number, line in enumerate(lines, head + 1)]
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, (_, width) in enumerate(HEADS, 1)
    )
    merges = "".join(f'<mergeCell ref="A{row}:{last}{row}"/>' for row in range(1, 2 + len(notes)))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{head}" topLeftCell="A{head + 1}"'
        ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>"
        f'<mergeCells count="{1 + len(notes)}">{merges}</mergeCells>'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L内部资料&amp;R第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    ).encode()


def _looks(line: Line) -> list[int]:
    return [TEXT if each is None or isinstance(each, str) else NUMBER for each in _values(line)]


def _values(line: Line) -> list[Value]:
    return [line.sheet, line.cell, line.heading, line.label, line.last, line.this, line.change, line.note]


def _row(number: int, values: Sequence[Value], first: int | None, looks: Sequence[int], height: int = 0) -> str:
    tall = f' ht="{height}" customHeight="1"' if height else ""
    cells = "".join(
        _cell(f"{letter(column)}{number}", value, None if first is None else first + look)
        for column, (value, look) in enumerate(zip(values, looks, strict=True), 1)
    )
    return f'<row r="{number}"{tall}>{cells}</row>'


def _cell(at: str, value: Value, style: int | None) -> str:
    look = "" if style is None else f' s="{style}"'
    if isinstance(value, (int, Decimal)):
        return f'<c r="{at}"{look}><v>{value}</v></c>'
    if not value:
        return f'<c r="{at}"{look}/>'
    return f'<c r="{at}"{look} t="inlineStr"><is><t xml:space="preserve">{escaped(value)}</t></is></c>'
