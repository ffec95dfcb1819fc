"""Rows of a ledger as the XML of a worksheet (ECMA-376 part 1, 18.3): texts, and figures where the column holds such;
one format string a row.

XlsxWriter and openpyxl make an object or a dozen calls of every cell; a ledger has the same columns in every row, so
that a row is one `%` of a template. Text is text: an inline string can be no formula and no link, whatever it begins
with. Measured in docs/decisions/0007-ledgers-written-directly.md.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from xlsxwriter.utility import xl_col_to_name

MOST = 32_000  # Excel takes 32,767 characters a cell
BATCH = 500
# What a row can hardly hold: markup, control characters, what XML has not got, and what Excel reads as an escape.
_RARE = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
_BETWEEN = "\x1f"


def row_template(styles: Sequence[str], figures: Collection[int] = ()) -> str:
    """What a row is made of: 序号 as a number, then texts; in it `\\x01` stands for the row's number. Of a cell in
    `figures` its row says what it holds (`_figure`)."""
    cells = [f'<c r="A\x01" s="{styles[0]}"><v>%s</v></c>']
    for column, style in enumerate(styles[1:], 1):
        inside = "%s</c>" if column in figures else ' t="inlineStr"><is><t>%s</t></is></c>'
        cells.append(f'<c r="{xl_col_to_name(column)}\x01" s="{style}"{inside}')
    return '<row r="\x01">' + "".join(cells) + "</row>"


def rows(
    lines: Iterable[Sequence[str]], *, styles: Sequence[str], first: int, figures: Collection[int] = ()
) -> Iterator[bytes]:
    """The XML of the lines in batches, each numbered in its first column; `first` is the row (1-based) of the first.

    `styles` are the cell formats of all columns, 序号 included; `figures` the columns that hold figures.
    """
    template = row_template(styles, figures)
    batch: list[str] = []
    for count, line in enumerate(lines, 1):
        batch.append(template.replace("\x01", str(first + count - 1)) % (count, *_said(safe(line), figures)))
        if len(batch) == BATCH:
            yield "".join(batch).encode()
            batch.clear()
    yield "".join(batch).encode()


def _said(line: Sequence[str], figures: Collection[int]) -> Sequence[str]:
    """A row with its figures as numbers; most ledgers have none."""
    if not figures:
        return line
    return [_figure(text) if column in figures else text for column, text in enumerate(line, 1)]


def _figure(text: str) -> str:
    """The rest of a cell of figures: a number, nothing, or the text that stands there instead of one."""
    if _NUMBER.fullmatch(text):
        return f"><v>{text}</v>"
    return f' t="inlineStr"><is><t>{text}</t></is>' if text else ">"


def safe(line: Sequence[str]) -> Sequence[str]:
    """The texts of a row as XML has them; most rows need nothing done."""
    joined = _BETWEEN.join(line)
    if (
        len(joined) <= MOST
        and joined.count(_BETWEEN) == len(line) - 1
        and not _RARE.search(joined.replace(_BETWEEN, ""))
    ):
        return line
    return [escaped(text) for text in line]


def escaped(text: str) -> str:
    """One text: what a cell holds, markup escaped."""
    return held(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def held(text: str) -> str:
    """One text: cut to what a cell holds, without what XML can't say, Excel's own escapes escaped."""
    text = text[:MOST].replace("\r\n", "\n").replace("\r", "\n")
    return _ESCAPE.sub("_x005F_", _NOT_XML.sub("", text))
