"""Signs that a line above or below the table explains: 流动类别 1—流入 2—流出 and a column of 1 and 2, ▲表示已返乡."""

import re
from collections.abc import Callable
from functools import partial

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.intake.words.headers import code_of, field_asked, heading_text
from registry.intake.words.leaving import tells_gone
from registry.lib.names import is_plainly_a_name
from registry.lib.values import direction, strip_cell

LONGEST = 300  # characters in which such a line is looked for
UNMARKED = "没有党员的标记"
LOOK = 20  # rows in which a legend is searched
_CODE = re.compile(r"(?<![0-9A-Za-z])([0-9A-Za-z])\s*[-—－–.、:：=＝.）)]+\s*(流入|流出|外出)")
_EXPLAINED = frozenset(("flow_direction", "way?", "kind?"))

_SIGN = re.compile(
    r"(?:^|[\s,，;；、。:：(（])[\"“'‘]?(?P<sign>[^\w\s,，;；、。:：()（）\"“'‘=＝]|[\u4e00-\u9fff])[\"”'’]?(?:号|的)?"
    r"\s*(?:[=＝]|表示|代表|(?<![\u4e00-\u9fff])(?:[:：]|[为是](?=已|中共|正式|预备|党员|申请|入党)))\s*(?P<word>[^,，;；、。=＝]{2,20})"
)
_MEMBERS = re.compile("(?:中共|正式|流动|预备|中共正式)*党员")
_OTHERS = re.compile("申请|积极分子|发展对象|群众|非党员|不是党员")
# Columns in which a sign may stand for what it is explained to say.
_MARKED = frozenset((None, "row_no", "remark", "kind?", "flow_status"))

# 黄色为已转入, 标红的已离开, 灰底：…; 红色管家 is a person.
_COLOUR = re.compile(
    "(?:[橙黄绿青蓝紫灰粉棕]|红(?!色(?:管家|驿站|教育|文化|基地|网格|党|先锋|义工|小)))(?:颜?色|底|字|标|框)[^。；;]{0,12}?(?:[为是指即=＝:：]|表示|代表)"
    "|[标涂填](?:注|记|为|成|了|上)?[红橙黄绿青蓝紫灰粉棕][^。；;]{0,10}?(?:[为是指即的=＝:：]|表示|代表)"
    "|(?:底色|颜色|填充色?)[^。；;]{0,6}[红橙黄绿青蓝紫灰粉棕]"
)


def colours_in(cells: list[Cell]) -> str:
    """The text of a line that says what colours stand for, else ""."""
    text = " ".join(strip_cell(cell) for cell in cells if isinstance(cell, str))[:LONGEST]
    return text if _COLOUR.search(text) else ""


def legend_spoken(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read whose column of the way people went holds codes, or None where no line explains them."""
    codes = next((found for _, cells in rows[:LOOK] if (found := _codes(cells))), {})
    for number, cells in rows if codes else ():
        ats = [at for at, cell in enumerate(cells) if cell is not None and code_of(heading_text(cell)) in _EXPLAINED]
        if len(ats) == 1:
            return partial(_spoken, number, ats[0], codes)
    return None


def _codes(cells: list[Cell]) -> dict[str, str]:
    """The codes that a line explains, where it explains both ways."""
    text = " ".join(strip_cell(cell) for cell in cells if cell is not None)
    found = dict(_CODE.findall(text))
    return found if {direction(word) for word in found.values()} == {"in", "out"} else {}


def _spoken(head: int, at: int, codes: dict[str, str], row: Row) -> Row:
    number, cells = row
    if number <= head or at >= len(cells) or cells[at] is None:
        return row
    word = codes.get(strip_cell(cells[at]), cells[at])
    return number, [*cells[:at], word, *cells[at + 1 :]]


def explains_a_sign(text: str) -> bool:
    """Whether a line says what a sign stands for: what it says is not said of the whole list."""
    return _SIGN.search(text) is not None


def signs_spoken(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read that are marked as those of people who left or are no members, and the others where a sign is
    only a member's (★为中共党员); None where no line explains such a sign."""
    said = [(number, " ".join(strip_cell(cell) for cell in cells if cell is not None)) for number, cells in rows]
    signs = {found["sign"]: found["word"] for _, text in said for found in _SIGN.finditer(text)}
    marks = {sign: word for sign, word in signs.items() if not sign.isalnum()}
    gone = {sign: word for sign, word in signs.items() if tells_gone(word)}
    gone |= {sign: word for sign, word in marks.items() if _OTHERS.search(word)}
    own = next((sign for sign, word in marks.items() if _MEMBERS.fullmatch(word)), "")
    for number, cells in rows if gone or own else ():
        fields = list(map(field_asked, cells))
        if own and "name" not in fields and "name?" in fields:
            fields[fields.index("name?")] = "name"  # 经营者
        if "name" in fields:
            return partial(_marked, number, fields, gone, _used_beside(rows, fields.index("name"), own))
    return None


def _used_beside(rows: list[Row], at: int, sign: str) -> str:
    """The sign of members where it stands beside names, else ""."""
    return sign if sign and any(sign in strip_cell(cells[at]) for _, cells in rows if at < len(cells)) else ""


def _marked(head: int, fields: list[str | None], signs: dict[str, str], own: str, row: Row) -> Row:
    """A row below the heading, with what its signs say in their place, or behind the name that they stand beside; and
    so that the sign of members is missing there."""
    number, cells = row
    if number > head and own and not any(cell is not None and own in strip_cell(cell) for cell in cells):
        row = _unmarked(row, fields.index("name"), signs)
    cells = row[1]
    if number <= head or all(cell is None or not signs.keys() & set(strip_cell(cell)) for cell in cells):
        return row
    return number, [
        _spoken_cell(strip_cell(cell), field, signs) or cell
        for cell, field in zip(cells, [*fields, *[None] * len(cells)], strict=False)
    ]


def _unmarked(row: Row, at: int, signs: dict[str, str]) -> Row:
    """A row with so much behind its name, which has none of the signs beside it."""
    number, cells = row
    name = strip_cell(cells[at]) if at < len(cells) and cells[at] is not None else ""
    if not is_plainly_a_name(name) or signs.keys() & set(name):
        return row
    return number, [*cells[:at], f"{name}（{UNMARKED}）", *cells[at + 1 :]]


def _spoken_cell(text: str, field: str | None, signs: dict[str, str]) -> str | None:
    if field in _MARKED:
        return signs.get(text)
    if field == "name" and (sign := next((sign for sign in (text[:1], text[-1:]) if sign in signs), None)):
        return f"{text.strip(sign)}（{signs[sign]}）" if not sign.isalnum() else None
    return None
