"""Texts in which a label and what it says stand in one cell (姓名：张三　性别：男), as forms are pasted from a chat."""

import re
from collections.abc import Callable, Iterator

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.intake.headings.layout import find_head
from registry.intake.texts.bracketed import begins_labelled, is_bracketed, unbracketed
from registry.intake.words.headers import code_of, field_of
from registry.lib.names import parse_name
from registry.lib.values import strip_cell

A_NUMBER = 10  # digits that a line of somebody has more than
ENOUGH = 3  # fields that make a card
ASIDE = 64  # columns left free, so that no cell that was merged on the sheet reaches into what is put down
KEYS = frozenset(("id_number", "phone"))
_NUMBER = re.compile(r"^\s*[(（]?\d{1,3}\s*[.、．)）]\s*(?=\D)")  # 1、姓名：张三
_SERIAL = re.compile(r"\d{1,4}[.、．]?")
# 姓    名：, as labels are spread to one width.
_PADDED = re.compile(r"(?<![^\s,，;；、|&:：])[\u4e00-\u9fff](?:[ \t\u3000]+[\u4e00-\u9fff]){1,5}(?=\s*[:：=＝])")
_LABEL = re.compile(r"(?:^|(?<=[\s,，;；、|&]))([^\s,，;；、|&:：=＝\d][^\s,，;；、|&:：=＝]{1,15})\s*[:：=＝]")


def cells_apart(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read whose cells are labels with their values, or None where the sheet is no such card."""
    pairs = [pair for _, cells in rows for pair in _pairs_of(cells)]
    said = {field for label, value in pairs if value and (field := field_of(label))}
    names = [value for label, value in pairs if field_of(label) == "name" and value]
    if len(said) < ENOUGH or said.isdisjoint(KEYS) or not names or any(map(_is_no_name, names)):
        return None
    read = next(row for row in rows if any(value for _, value in _pairs_of(row[1])))
    if any(_is_unread(cells) for number, cells in rows if number < read[0]):
        return None  # nothing of the sheet is read, which is told
    return None if find_head([row for row in rows if not _says_in_brackets(row)], []) else _apart


def people_in_cells(rows: list[Row]) -> Callable[[Row], list[Row]] | None:
    """How rows are read whose cells hold a person each (姓名：张三↵电话：…), or None where none does."""
    return _each_cell if any(len(_each_cell(row)) > 1 for row in rows) else None


def _each_cell(row: Row) -> list[Row]:
    """A row for each cell, where all of them are somebody with his labels."""
    number, cells = row
    said = [cell for cell in cells if cell is not None]
    if len(said) < 2 or not all(isinstance(cell, str) and _is_somebody(cell) for cell in said):
        return [row]
    return [(number, [cell]) for cell in said]


def _is_somebody(cell: str) -> bool:
    if sum(map(cell.count, ":：")) < ENOUGH:
        return False
    labels = [field_of(label) for label, _ in _pairs(strip_cell(cell))]
    return labels.count("name") == 1 and len(labels) - labels.count(None) >= ENOUGH


def _apart(row: Row) -> Row:
    """A row with its labels and values in cells of their own.

    So is one that names others: a telephone behind them, also on the next line, is then theirs (see `owners.py`).
    A line of somebody that can't be told apart is an error, kept beside no name.
    """
    number, cells = row
    pieces: list[Cell] = [piece for pair in _pairs_of(cells) if pair[1] for piece in pair]
    if not pieces and _is_unread(cells):
        pieces = ["姓名", None, "联系电话", "，".join(_texts(cells))]
    return (number, [*[None] * ASIDE, *pieces]) if pieces else row


def _pairs_of(cells: list[Cell]) -> Iterator[tuple[str, str]]:
    """(label, value) of every cell, where all of the row's words have a label and one of these is known."""
    found = [list(_pairs(text)) for text in _texts(cells)]
    flat = [pair for pairs in found for pair in pairs]
    if all(found) and any(code_of(label) for label, _ in flat):
        yield from flat


def _texts(cells: list[Cell]) -> list[str]:
    """The filled cells without the number of the row; as one text where a comma parted it behind labels in brackets."""
    said = [text for cell in cells if cell is not None and (text := strip_cell(cell))]
    if len(said) > 1 and _SERIAL.fullmatch(said[0]) and is_bracketed(said[1]):
        said = said[1:]
    return ["，".join(said)] if said and is_bracketed(said[0]) else said


def _is_unread(cells: list[Cell]) -> bool:
    """Whether a row is of somebody, whose labels can't be told from what they say."""
    said = _texts(cells)
    about = bool(said) and begins_labelled(said[0]) and sum(map(str.isdigit, "".join(said))) > A_NUMBER
    return about and not any(value for _, value in _pairs_of(cells))


def _says_in_brackets(row: Row) -> bool:
    """Whether a row is of labels in brackets that say something, and no heading."""
    said = _texts(row[1])
    return len(said) == 1 and is_bracketed(said[0]) and any(value for _, value in _pairs(said[0]))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    text = _PADDED.sub(_unpadded, _NUMBER.sub("", unbracketed(text)))
    labels = list(_LABEL.finditer(text))
    if not labels or labels[0].start():
        return
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        yield label[1], text[label.end() : after.start() if after else len(text)].strip(" \t\n\u3000,，;；、|&")


def _unpadded(found: re.Match[str]) -> str:
    """流出地 of 流 出 地：, and of 男  民  族： only 民族."""
    letters = found[0].split()
    starts = (at for at in range(len(letters) - 1) if code_of("".join(letters[at:])))
    at = next(starts, len(letters) - 1)
    return " ".join([*letters[:at], "".join(letters[at:])])


def _is_no_name(text: str) -> bool:
    name = parse_name(text)
    return not name.text or name.problem is not None
