"""A form filled cell by cell in its own XML: only the bound cells change, and the results that formulas had kept.

Everything else of the package is copied byte by byte: merged heads, styles, widths, print set-up, pictures, charts,
checks of input. The same form and the same values give the same bytes.
"""

import zipfile
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from lxml import etree

from reports.forms.grid import SPREADING, Place, address, box, cells_of, walked, within
from reports.forms.package import WORKBOOK, Package, main, parsed, text_of
from reports.workbook.container import entry
from reports.workbook.sheetxml import held

Value = int | Decimal | str | None
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# The order of a workbook's children (ECMA-376 part 1, 18.2.27), as far as something is added to it.
ORDER = ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
         "externalReferences", "definedNames", "calcPr")  # fmt: skip


def fill(package: Package, values: Mapping[str, Mapping[Place, Value]]) -> None:
    """Put the values in, sheet by sheet; formulas are worked out anew by whoever opens the file."""
    for part in package.sheets:
        root = parsed(package.parts[part.file])
        changed = _forget(root)
        if part.name in values:
            _fill(root, values[part.name])
        if changed or part.name in values:
            package.parts[part.file] = text_of(root)
    recalculated(package)


def _forget(root: Any) -> bool:
    """Drop the results that formulas had kept: they are of the empty form."""
    found, spread = False, [box(each.get("ref", "")) for each in root.iter(main("f")) if each.get("t") in SPREADING]
    for at, cell in walked(root):
        value = cell.find(main("v"))
        worked_out = cell.find(main("f")) is not None or any(within(at, corners) for corners in spread)
        if worked_out and value is not None:
            cell.remove(value)
            cell.attrib.pop("t", None)
            found = True
    return found


def _fill(root: Any, values: Mapping[Place, Value]) -> None:
    there = dict(walked(root))
    for at in sorted(values):
        _put(there[at] if at in there else _added(root, at), values[at])


def _put(cell: Any, value: Value) -> None:
    """A number as a number, a text as a text that can be no formula; nothing empties the cell. Its style stays."""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, main("is")), main("t"))
        text.text = held(value)
        text.set(SPACE, "preserve")
    elif value is not None:
        etree.SubElement(cell, main("v")).text = str(value)


def _added(root: Any, at: Place) -> Any:
    """A cell that the form does not have yet, in its place, with the style of its row."""
    row = _row(root.find(main("sheetData")), at[0])
    cell = etree.Element(main("c"), {"r": address(at)})
    if row.get("s") and row.get("customFormat") in ("1", "true"):
        cell.set("s", row.get("s"))
    row.insert(sum(1 for place, _ in cells_of(row, at[0]) if place[1] < at[1]), cell)
    return cell


def _row(data: Any, number: int) -> Any:
    """The row, added in its place where it is missing."""
    last = 0
    for index, row in enumerate(data.iterfind(main("row"))):
        last = int(row.get("r") or last + 1)
        if last == number:
            return row
        if last > number:
            made = etree.Element(main("row"), {"r": str(number)})
            data.insert(index, made)
            return made
    return etree.SubElement(data, main("row"), {"r": str(number)})


def recalculated(package: Package) -> None:
    """Say that everything is to be worked out when the file is opened."""
    child(package.workbook, "calcPr").set("fullCalcOnLoad", "1")
    package.parts[WORKBOOK] = text_of(package.workbook)


def child(workbook: Any, name: str) -> Any:
    """A child of the workbook, added where it has to stand."""
    found = workbook.find(main(name))
    if found is not None:
        return found
    before = {main(each) for each in ORDER[: ORDER.index(name)]}
    index = max((number for number, each in enumerate(workbook, 1) if each.tag in before), default=0)
    found = etree.Element(main(name))
    workbook.insert(index, found)
    return found


def write(package: Package, out: IO[bytes]) -> None:
    """The container, in the order of its parts, without the day of its making."""
    with zipfile.ZipFile(out, "w") as target:
        for name, data in package.parts.items():
            with target.open(entry(name), "w") as file:
                file.write(data)
