"""Lists of couples, both members: 丈夫: 姓名 | 电话 and 妻子: 姓名 | 电话 side by side, or 丈夫姓名 | … | 妻子姓名 | ….

Who stands side by side as equals, with a name and a number each, is listed: such a list is read as one set twice.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell, cell_at
from registry.intake.words.headers import field_asked, header_key, heading_text

COUPLES = (("丈夫", "妻子"), ("夫", "妻"), ("男方", "女方"), ("丈夫", "爱人"), ("老公", "老婆"))
_AROUND = ("一方", "信息", "情况", "党员")  # 丈夫党员情况
_KEYS = frozenset(("id_number", "phone"))
Headings = dict[int, Cell]


def couples_listed(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read that list couples: the heading without whose each column is."""
    for (number, cells), (next_number, below) in pairwise(rows):
        for couple in COUPLES:
            if headings := _above(cells, below, couple):
                common = {at: cell for at, cell in enumerate(cells) if at not in headings and cell is not None}
                lowered = {at: cell for at, cell in common.items() if cell_at(below, at) is None}
                upper = headings | dict.fromkeys(lowered)
                return lambda row: _without(next_number, lowered, _without(number, upper, row))
            if headings := _before(cells, couple):
                return partial(_without, number, headings)
    return None


def _without(head: int, headings: Headings, row: Row) -> Row:
    number, cells = row
    if number != head:
        return row
    width = max(len(cells), *(at + 1 for at in headings), 0)
    return number, [headings.get(at, cell_at(cells, at)) for at in range(width)]


def _above(cells: list[Cell], below: list[Cell], couple: tuple[str, str]) -> Headings:
    """The words 丈夫 and 妻子 above columns that ask the same of both."""
    keys = [_bare(heading_text(cell)) for cell in cells]
    if not all(keys.count(who) == 1 for who in couple):
        return {}
    first, second = sorted(keys.index(who) for who in couple)
    asked = [_codes(below, at, second - first) for at in (first, second)]
    named = asked[0][:1] == ["name"] and not _KEYS.isdisjoint(asked[0])
    return {first: None, second: None} if named and asked[0] == asked[1] else {}


def _codes(cells: list[Cell], start: int, count: int) -> list[str | None]:
    return [field_asked(cell_at(cells, at)) for at in range(start, start + count)]


def _bare(text: str) -> str:
    key = header_key(text)
    for word in _AROUND[::-1]:
        key = key.removesuffix(word)
    return key


def _before(cells: list[Cell], couple: tuple[str, str]) -> Headings:
    """丈夫姓名 | 丈夫电话 | 妻子姓名 | 妻子电话: what each asks, where no other name is asked for."""
    keys = [header_key(heading_text(cell)) for cell in cells]
    asked = [{at: key[len(who) :] for at, key in enumerate(keys) if key.startswith(who)} for who in couple]
    codes = [[field_asked(heading) for heading in side.values()] for side in asked]
    others = {field_asked(key) for at, key in enumerate(keys) if not any(at in side for side in asked)}
    named = codes[0] == codes[1] and "name" in codes[0] and not _KEYS.isdisjoint(codes[0])
    return {**asked[0], **asked[1]} if named and "name" not in others else {}
