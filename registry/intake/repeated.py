"""Headings below the first one of a sheet: the same once more on the next page, or another table's."""

from registry.intake.layout import Head, Row, find_head, row_keys, texts
from registry.intake.reading import Sheet
from registry.intake.wire import Cell

REPEATED, OTHER_HEAD = "repeated", "other_head"


class Known:
    """What stood above the first person: the same again on the next page is no person either."""

    def __init__(self, head: Head, rows: list[Row]) -> None:
        self.heads = [row_keys(cells) for number, cells in rows if head.first <= number <= head.last]
        self.titles = {row_keys(cells) for number, cells in rows if number < head.first}
        self.words = {text for pair in head.columns for text in pair if text}
        self.fields = {field for field in head.fields if field}

    def is_repeated(self, cells: list[Cell]) -> bool:
        first = next((cell for cell in cells if cell is not None), None)
        if not isinstance(first, str):
            return False
        keys = row_keys(cells)
        if keys in self.titles:
            return True
        return any(_alike(keys, head) for head in self.heads)


def _alike(keys: tuple[str, ...], head: tuple[str, ...]) -> bool:
    """The same headings in the same places, but for one in five: others are another table's."""
    same = sum(1 for key, known in zip(keys, head, strict=False) if key and key == known)
    return same * 10 >= 8 * max(len(keys) - keys.count(""), len(head) - head.count(""), 1)


def below_heading(number: int, cells: list[Cell], known: Known, sheet: Sheet) -> str | None:
    """REPEATED or OTHER_HEAD for a row of headings, which never begins with a number."""
    if not isinstance(next((cell for cell in cells if cell is not None), None), str):
        return None
    if known.is_repeated(cells):
        return REPEATED
    return OTHER_HEAD if _is_other_head(cells, number, sheet) else None


def _is_other_head(cells: list[Cell], number: int, sheet: Sheet) -> bool:
    """A second table below the first: a row of nothing but heading words."""
    if len(texts(cells)) < 3 or any(not isinstance(cell, str) for cell in cells if cell is not None):
        return False
    if all(text.isascii() for text in texts(cells)):
        return False  # Name | Phone: the heading once more in English
    head = find_head([(number, cells)], sheet.merges)
    if head is None or "name" not in head.fields:
        return False
    known = sum(1 for found in head.fields if found)
    return known >= 3 and known * 10 >= 7 * len(texts(cells))
