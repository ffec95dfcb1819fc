"""Reading the table of a plain web page inside the sandbox: what many systems write as their .xls, and Excel opens.

Lines of text and the rows of all tables stand one below the other, as Excel shows them. Only a page that is a table and
nothing else is read: whatever runs, embeds or asks for input is a page that somebody saved, and is refused as such.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from lxml import etree

from registry.intake.files.delimited import detect_encoding
from registry.intake.files.limits import MB, Limits
from registry.intake.files.refusals import Refusal
from registry.intake.files.wire import Cell, Parts, parts_of
from registry.intake.files.xlsx import blocks

Message = dict[str, Any]
SHEET_NAME = "Sheet1"  # says nothing, as that of a CSV
LARGEST = 32 * MB  # a page of a hundred thousand people
MOST_TAGS = 3_000_000
DEEPEST = 100  # tags inside one another
NESTED = 6  # tables inside one another
FEWEST = 2  # rows, and cells in each, that make a table
MOST_MERGES = 100_000
UNWANTED = frozenset(
    (
        *("script", "iframe", "frame", "frameset", "object", "embed", "applet", "svg", "math", "audio", "video"),
        *("form", "input", "select", "textarea", "button"),
    )
)
PASSED_OVER = frozenset(("style", "title", "xml", "noscript", "template"))
BOXES = frozenset(("checkbox", "radio"))  # ask for nothing that was typed
LINES = frozenset(("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "hr", "center"))
STRUCK = frozenset(("s", "del", "strike"))
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHINESE = frozenset(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"))
_ENTITIES = re.compile(rb"<!entity|<!doctype[^>]*\[", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_BREAKS = re.compile(r" *\v[ \v]*")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,5})")


def read(file: IO[bytes], limits: Limits) -> Iterator[Message]:
    """Messages of the one sheet. Raises Refusal."""
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refusal("too_large")
    if _ENTITIES.search(content):
        raise Refusal("xml_entities")
    page = _parsed(_as_utf8(file, content), limits)
    if sum(len([cell for cell in row if cell]) >= FEWEST for row in page.rows) < FEWEST:
        raise Refusal("html_as_xls")
    yield {
        "t": "sheet",
        "name": SHEET_NAME,
        "visible": True,
        "merges": [span for span in page.merges if span[0] < span[2] or span[1] < span[3]],
        "hidden_rows": page.hidden,
        "hidden_columns": [],
        "struck": page.struck,
    }
    yield from blocks(page.rows, limits)


def _as_utf8(file: IO[bytes], content: bytes) -> bytes:
    """The page in the encoding that it says, else in the one in which all of it makes sense."""
    told = _CHARSET.search(content[:4096])
    name = told[1].decode("ascii").lower() if told else ""
    name = "gb18030" if name in _CHINESE else "utf-8" if name in ("utf8", "utf-8") else ""
    try:
        text = content.removeprefix(BOM_UTF8).decode(name) if name else ""
    except UnicodeDecodeError:
        text = ""
    if not text:
        file.seek(0)
        text = content.decode(detect_encoding(file))
    if "\0" in text:
        raise Refusal("html_as_xls")  # behind it the parser sees nothing
    return text.encode("utf-8", "replace")


def _parsed(content: bytes, limits: Limits) -> "_Page":
    page = _Page(limits)
    parser = etree.HTMLParser(
        target=page, encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )  # without huge_tree a comment of 10 MB keeps libxml2 2.14 busy for ever; bounds are our own
    try:
        for at in range(0, len(content), MB):
            parser.feed(content[at : at + MB])
        parser.close()
    except etree.LxmlError as problem:
        raise Refusal("damaged") from problem
    return page


@dataclass(slots=True)
class _Table:
    """A table being read: the cells of the row so far, what hangs down into the next rows, by column, and how far.

    `wraps`: the present row holds another table, so that it has nothing else to say.
    """

    cells: list[tuple[str, int, int, Parts | None]] = field(default_factory=list)
    hanging: dict[int, int] = field(default_factory=dict)
    first_merge: int = 0
    open_row: bool = False
    wraps: bool = False
    hidden: bool = False


class _Page:
    """What the parser calls, tag by tag: collects rows, merges, struck cells and hidden rows."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rows: list[list[Cell]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.struck: list[tuple[Any, ...]] = []
        self.hidden: list[int] = []
        self.tables: list[_Table] = []
        self.left: list[str] = []  # what of it is not struck out, and what is
        self.gone: list[str] = []
        self.text: list[str] = []  # of the present cell, or of the line outside of all tables
        self.length = self.depth = self.tags = self.passing = self.striking = 0
        self.cell: tuple[int, int] | None = None  # how many columns and rows it covers

    def start(self, tag: str, attributes: Any) -> None:
        """A tag begins."""
        self.depth, self.tags = self.depth + 1, self.tags + 1
        if tag in UNWANTED and not (tag == "input" and attributes.get("type") in BOXES):
            raise Refusal("html_as_xls")
        if self.depth > DEEPEST:
            raise Refusal("damaged")
        if self.tags > MOST_TAGS:
            raise Refusal("too_many_rows")
        self.passing += tag in PASSED_OVER
        self.striking += tag in STRUCK
        if tag == "table":
            self._begin_table()
        elif tag == "tr" and self.tables:
            self._end_row()
            self.tables[-1].open_row = True
            self.tables[-1].hidden = _HIDDEN.search(attributes.get("style") or "") is not None
        elif tag in ("td", "th") and self.tables:
            self._end_cell()
            self._end_line()
            self.cell = (_span(attributes, "colspan"), _span(attributes, "rowspan"))
        elif tag in LINES:
            self._break()

    def end(self, tag: str) -> None:
        """A tag ends."""
        self.depth -= 1
        self.passing -= tag in PASSED_OVER
        self.striking -= tag in STRUCK
        if tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and self.tables:
            self._end_table()
        elif tag in LINES:
            self._break()

    def data(self, text: str) -> None:
        """Text between tags."""
        if self.passing:
            return
        self.length += len(text)
        if self.length > self.limits.cell_chars * 4:
            raise Refusal("damaged")
        self.text.append(_SPACES.sub(" ", text))
        (self.gone if self.striking else self.left).append(self.text[-1])

    def close(self) -> None:
        """The end of the page."""
        while self.tables:
            self._end_table()
        self._end_line()

    def _said(self) -> str:
        said = _tidy(self.text)
        self.text, self.length = [], 0
        return said

    def _parts(self) -> Parts | None:
        """What of a cell is left and what is struck out; nothing where all is, None where nothing is."""
        left, gone = _tidy(self.left), _tidy(self.gone)
        self.left, self.gone = [], []
        return parts_of(left, gone) if gone else None

    def _break(self) -> None:
        """A new line: inside a cell as well, outside of a table it is a row."""
        if self.cell is not None:
            self.text.append("\v")
            self.left.append("\v")
        else:
            self._end_line()

    def _end_line(self) -> None:
        if self.cell is None and (said := self._said()):
            self._add([said])
            self._parts()

    def _add(self, cells: list[Cell]) -> None:
        self.rows.append(cells)
        if len(self.rows) > self.limits.rows:
            raise Refusal("too_many_rows")

    def _begin_table(self) -> None:
        """One inside a cell that is alone in its row is only laid out there; in a person's row it is not clear."""
        if self.cell is not None:
            table = self.tables[-1]
            if any(text for text, *_ in table.cells):
                raise Refusal("html_as_xls")
            table.wraps, self.cell, table.cells = True, None, []
        self._end_line()
        self.tables.append(_Table(first_merge=len(self.merges)))
        if len(self.tables) > NESTED:
            raise Refusal("html_as_xls")

    def _end_table(self) -> None:
        self._end_row()
        table = self.tables.pop()
        for at in range(table.first_merge, len(self.merges)):
            top, left, bottom, right = self.merges[at]
            self.merges[at] = (top, left, min(bottom, len(self.rows)), right)

    def _end_cell(self) -> None:
        if self.cell is None:
            return
        said, parts, table = self._said(), self._parts(), self.tables[-1]
        if said and table.wraps:
            raise Refusal("html_as_xls")
        table.cells.append((said, *self.cell, parts))
        self.cell = None
        if len(table.cells) > self.limits.columns:
            raise Refusal("sparse_bomb")

    def _end_row(self) -> None:
        self._end_cell()
        self._end_line()
        if not self.tables or not self.tables[-1].open_row:
            return
        table = self.tables[-1]
        if not table.wraps:
            self._add(self._placed(table))
            if table.hidden:
                self.hidden.append(len(self.rows))
        table.cells, table.open_row, table.wraps, table.hidden = [], False, False, False

    def _placed(self, table: _Table) -> list[Cell]:
        """The row's cells in their columns, beside what hangs down from the rows above."""
        number, cells, hanging = len(self.rows) + 1, list[Cell](), dict(table.hanging)
        for text, wide, high, parts in table.cells:
            while hanging.get(len(cells)):
                cells.append(None)
            at = len(cells)
            cells += [text, *[None] * (wide - 1)]
            if len(cells) > self.limits.columns:
                raise Refusal("sparse_bomb")
            if parts is not None:
                self.struck.append((number, at + 1, *parts))
            if high > 1 or wide > 1:
                self.merges.append((number, at + 1, number + high - 1, at + wide))
            table.hanging.update(dict.fromkeys(range(at, at + wide), high))
        if len(self.merges) > MOST_MERGES:
            raise Refusal("sparse_bomb")
        table.hanging = {column: left - 1 for column, left in table.hanging.items() if left > 1}
        return cells


def _tidy(texts: list[str]) -> str:
    return _BREAKS.sub("\n", _SPACES.sub(" ", "".join(texts))).strip()


def _span(attributes: Any, name: str) -> int:
    found = _NUMBER.match(attributes.get(name) or "")
    return max(1, int(found[1])) if found else 1
