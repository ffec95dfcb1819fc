"""Reading .docx inside the sandbox: paragraphs and rows of tables, one below the other, as the rows of one sheet.

The XML is walked here since python-docx passes over what is inserted under revision and what stands in content controls
(the boxes of a form), and shows a merged cell once for each place that it covers.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from lxml import etree

from registry.intake.files.archive import DOCUMENT, examine, open_archive
from registry.intake.files.comments import LONGEST
from registry.intake.files.limits import MB, Limits
from registry.intake.files.refusals import Refusal
from registry.intake.files.wire import Cell, Comment, Parts, parts_of
from registry.intake.files.xlsx import blocks

Message = dict[str, Any]
Place = tuple[int, int]
SHEET_NAME = "Sheet1"  # says nothing, as that of a CSV
LARGEST = 24 * MB  # of the part with the text: a list of ten thousand people
WRAPPERS = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
GONE = frozenset(("del", "moveFrom", "Fallback", "pPr"))  # what was deleted, and what repeats a text box
SAID = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
TICKED, BLANK = frozenset(("52", "54", "fe", "fc", "50", "fd")), frozenset(("a3", "a8", "6f", "71", "30"))


@dataclass(slots=True)
class _Page:
    """The rows so far, the merges among them, the cells that are struck out, and what was deleted under revision."""

    rows: list[list[Cell]] = field(default_factory=list)
    merges: dict[Place, list[int]] = field(default_factory=dict)
    struck: list[tuple[Any, ...]] = field(default_factory=list)
    revised: list[Comment] = field(default_factory=list)

    def paragraph(self, element: etree._Element) -> None:
        """A line of text is a row; one with tabs has a cell for each part."""
        lines = _text(element).strip("\n").split("\n")
        parts = _struck(element)
        for line in lines:
            self.rows.append([part.strip() or None for part in line.strip().split("\t")])
            if parts is not None:
                self.struck += [(len(self.rows), at) for at in range(1, len(self.rows[-1]) + 1)]
        self._tell_revised(element)

    def row(self, element: etree._Element, above: dict[int, list[int]], widest: int) -> None:
        """A table's row. `above` are the merges, by column, that may go on in it."""
        cells: list[Cell] = [None] * _number(element, "{*}trPr/{*}gridBefore")
        number = len(self.rows) + 1
        for cell in _inside(element, "tc"):
            at, end = len(cells) + 1, len(cells) + max(1, _number(cell, "{*}tcPr/{*}gridSpan"))
            if end > widest:
                raise Refusal("sparse_bomb")
            goes_on = _goes_on(cell)
            if goes_on and at in above:
                above[at][2] = number
            else:
                above[at] = self.merges[number, at] = [number, at, number, end]
            cells += [None if goes_on else _text(cell).strip() or None, *[None] * (end - at)]
            if (parts := _struck(cell)) is not None:
                self.struck.append((number, at, *parts))
        self.rows.append(cells)
        self._tell_revised(element)

    def _tell_revised(self, element: etree._Element) -> None:
        """What was deleted from the last row, where the change was neither accepted nor refused yet."""
        if said := "".join(text.text or "" for text in element.iter("{*}delText")).strip():
            self.revised.append(Comment(len(self.rows), None, said[:LONGEST], "revised"))


def read(file: IO[bytes], limits: Limits) -> Iterator[Message]:
    """Messages of the one sheet. Raises Refusal."""
    archive = open_archive(file, limits, DOCUMENT)
    examine(archive, limits)
    page = _read(archive, limits)
    yield {
        "t": "sheet",
        "name": SHEET_NAME,
        "visible": True,
        "merges": [span for span in page.merges.values() if span[0] < span[2] or span[1] < span[3]],
        "hidden_rows": [],
        "hidden_columns": [],
        "struck": page.struck,
        "comments": page.revised,
    }
    yield from blocks(page.rows, limits)


def _read(archive: zipfile.ZipFile, limits: Limits) -> _Page:
    if archive.getinfo(DOCUMENT).file_size > LARGEST:
        raise Refusal("too_large")
    page = _Page()
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for body in etree.fromstring(archive.read(DOCUMENT), parser):
        for element in _inside(body, "p", "tbl"):
            if _name(element) == "p":
                page.paragraph(element)
                continue
            above: dict[int, list[int]] = {}
            for row in _inside(element, "tr"):
                if row.find("{*}trPr/{*}del") is None:
                    page.row(row, above, limits.columns)
    return page


def _name(element: etree._Element) -> str:
    """Without its namespace, of which there are two."""
    return str(element.tag).rpartition("}")[2]


def _inside(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The parts of these names, also those in a content control or under revision."""
    for child in element:
        if _name(child) in names:
            yield child
        elif _name(child) in WRAPPERS:
            yield from _inside(child, *names)


def _value(element: etree._Element, name: str = "val") -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _number(element: etree._Element, path: str) -> int:
    found = element.find(path)
    text = _value(found) if found is not None else ""
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _goes_on(cell: etree._Element) -> bool:
    """Whether a cell is the lower part of one that is merged downwards."""
    merge = cell.find("{*}tcPr/{*}vMerge")
    return merge is not None and _value(merge) != "restart"


def _text(element: etree._Element) -> str:
    return "".join(_said(element)).rstrip("\n")


def _said(element: etree._Element, without: frozenset[etree._Element] = frozenset()) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if child in without:
            continue
        if name == "t":
            yield child.text or ""
        elif name == "sym":
            code = _value(child, "char").lower()[-2:]
            yield "☑" if code in TICKED else "□" if code in BLANK else ""
        elif name in SAID:
            yield SAID[name]
        elif name not in GONE:
            yield from _said(child, without)
            if name == "p":
                yield "\n"


def _struck(element: etree._Element) -> Parts | None:
    """Which words of it are struck out, and which are left; nothing where all are, None where none is."""
    runs = [run for run in element.iter("{*}r") if _strikes(run) and _text(run).strip()]
    if not runs:
        return None
    gone = " ".join(_text(run).strip() for run in runs)
    left = "".join(_said(element, frozenset(runs))).strip()
    return parts_of(left, gone)


def _strikes(run: etree._Element) -> bool:
    """Whether the words of a run have a line through them, or two."""
    marks = (run.find(f"{{*}}rPr/{{*}}{name}") for name in ("strike", "dstrike"))
    return any(mark is not None and _value(mark) not in ("0", "false") for mark in marks)
