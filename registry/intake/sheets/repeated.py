"""Headings below the first one of a sheet: the same once more on the next page, or another table's."""

import re

from registry.intake.files.reading import Sheet
from registry.intake.files.wire import Cell
from registry.intake.headings.layout import Head, Row, find_head, row_keys, texts
from registry.intake.words.headers import code_of, field_of, header_key, known_spellings
from registry.lib.values import strip_cell

FEWEST = 3
_COUNTS = re.compile("(?:党员|流入|流出|流动|流动党员|流入党员|流出党员|合计|总|实有|报到)?(?:人数|数|总数|数量)")
ROW_LABELS = frozenset(("行标签", "列标签"))
_PIVOT = re.compile(r"[行列]标签$|(?:计数|求和|平均值|最大值|最小值)项\s*[:：]")
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
    """The same headings in the same places, but for one in five that is spelt otherwise: others are another table's."""
    same = sum(1 for key, known in zip(keys, head, strict=False) if key and key == known)
    if any(map(_ask_for_other_things, keys, head)):
        return False
    return same * 10 >= 8 * max(len(keys) - keys.count(""), len(head) - head.count(""), 1)


def _ask_for_other_things(one: str, other: str) -> bool:
    """户籍地 in the place of 流出地; 手机 in the place of 联系电话 does not."""
    if one == other:
        return False
    codes = {code_of(key) for key in (one, other) if key} - {None}
    return len(codes) > 1


def below_heading(number: int, cells: list[Cell], known: Known, sheet: Sheet) -> str | None:
    """REPEATED or OTHER_HEAD for a row of headings, which never begins with a number."""
    if not isinstance(next((cell for cell in cells if cell is not None), None), str):
        return None
    if known.is_repeated(cells):
        return REPEATED
    return OTHER_HEAD if _is_other_head(cells, number, sheet) else None


def heads_counts(cells: list[Cell]) -> bool:
    """村（社区） | 人数 | 其中女: headings of a second table below the first, which counts people and names none."""
    if not any(type(cell) is str and cell.rstrip().endswith(("数", "数量")) for cell in cells):
        return False  # nearly every row
    said = [strip_cell(cell) for cell in cells if cell is not None]
    if len(said) < FEWEST or not all(isinstance(cell, str) for cell in cells if cell is not None):
        return False
    keys = [header_key(text) for text in said]
    if any(any(map(str.isdigit, key)) or field_of(key) == "name" for key in keys):
        return False
    return (
        any(map(_COUNTS.fullmatch, keys))
        and sum(1 for key in keys if key in known_spellings() or _COUNTS.fullmatch(key)) >= FEWEST
    )


def heads_a_pivot(cells: list[Cell]) -> bool:
    """行标签 | 计数项:姓名: what a program puts above the sums that it made of a roster."""
    said = texts(cells)
    return all(isinstance(cell, str) for cell in cells if cell is not None) and any(map(_PIVOT.match, said))


def heads_others(cells: list[Cell]) -> bool:
    """序号 | 联络员姓名 | 职务 | 联系电话: headings of a table below the first that names no member."""
    said = texts(cells)
    if len(said) < FEWEST or not all(isinstance(cell, str) for cell in cells if cell is not None):
        return False
    keys = [header_key(text) for text in said]
    if any(any(map(str.isdigit, key)) or field_of(key) == "name" for key in keys):
        return False
    known = sum(1 for key in keys if code_of(key))
    return known >= FEWEST and known * 10 >= 7 * len(keys)


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
