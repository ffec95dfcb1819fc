"""Messages behind a list that change it: 更正第2条，李四电话应为139…; 第3位的号码写错了，应该是…; 删除第4条.

The new number is read and the message told beside the row; whom it asks to delete is asked about. Where the number of
the item, the name and the old number don't all speak of the same person, nothing is changed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell, Comment
from registry.intake.headings.layout import texts
from registry.intake.rows.look import Look
from registry.intake.words.mentions import is_about_somebody, words_of
from registry.intake.words.speech import numeral
from registry.lib import identity, phones
from registry.lib.characters import mainland
from registry.lib.names import is_plainly_a_name
from registry.lib.values import fold, strip_cell

# How a message speaks of the row: the kind of its comment.
AMENDED, ABOUT, WITHDRAWN = "amended", "about_row", "withdrawn"
A_FEW = 6  # cells in which a text was parted
LONGEST = 100  # characters of such a message
_NUMBER = re.compile(rf"{phones.ALONE}|{identity.ALONE}")
_CHANGES = re.compile(
    "更正|更改|纠正|订正|勘误|修改|[改换][为成]|改一下|[写填打发登报]错|有误|不对|应[为是该当]|新号|换号|换了?号"
)
_DELETES = re.compile("删除|删掉|删去|删了|去掉|划掉|作废|撤销|撤掉|剔除|不算|请删")
_ITEM = re.compile(r"第\s*([一二三四五六七八九十]{1,3}|\d{1,3})\s*(?:条|位|个|号|名|项|人)")
_COUNTED = re.compile(r"^\s*[(（]?(\d{1,3})\s*(?:[.、．)）:：,，\s]|$)")
_NAME = re.compile("[\u4e00-\u9fff·]{2,4}")


@dataclass(slots=True)
class Amended:
    """The new numbers by row, the messages, and what is told of each row."""

    numbers: dict[int, tuple[str, str]] = field(default_factory=dict)
    messages: set[int] = field(default_factory=set)
    told: list[Comment] = field(default_factory=list)

    def __call__(self, row: Row) -> Row:
        """A row with its new number; a message without its text."""
        number, cells = row
        if number in self.messages:
            return number, []
        if number not in self.numbers:
            return row
        old, new = self.numbers[number]
        return number, [_replaced(cell, old, new) for cell in cells]


def amended(rows: list[Row]) -> Amended | None:
    """How rows are read that messages among them change, or None where there is no such message."""
    candidates = [number for number, cells in rows if _may_be_message(cells)]
    if not candidates:
        return None
    lines, found = {number: _said(cells) for number, cells in rows}, Amended()
    for number in candidates:
        text = lines[number]
        before = {at: line for at, line in lines.items() if at < number and at not in found.messages}
        if meant := _meant(text, before):
            deletes = _CHANGES.search(text) is None
            _take(found, number, text, {at: before[at] for at in meant}, deletes=deletes)
    return found if found.messages else None


def _may_be_message(cells: list[Cell]) -> bool:
    """A line with one of the words, and no row of somebody: of a table's cells one is a name or a number alone."""
    if not 0 < len(cells) - cells.count(None) <= A_FEW:
        return False
    text, said = _said(cells), texts(cells)
    if len(text) > LONGEST or not (_CHANGES.search(text) or _DELETES.search(text)) or _COUNTED.match(text):
        return False
    return not any(_NUMBER.fullmatch(cell) or is_plainly_a_name(cell) for cell in said)


def tell(look: Look, said: Iterable[Comment]) -> None:
    """Tell the comments on a row's cells and the messages that speak of the row; a withdrawn one is asked about."""
    for comment in said:
        column = look.column("name") if comment.column is None else comment.column
        look.warn(column, comment.kind, comment.text)
        look.row.struck = look.row.struck or comment.kind == WITHDRAWN


def _take(found: Amended, number: int, text: str, lines: dict[int, str], *, deletes: bool) -> None:
    """Write down what a message changes in these rows."""
    pairs = {at: _numbers(line, text) for at, line in lines.items()}
    certain = not deletes and all(pairs.values())
    found.messages.add(number)
    for at, pair in pairs.items():
        if certain and pair:
            found.numbers[at] = pair
        found.told.append(Comment(at, None, text, WITHDRAWN if deletes else AMENDED if certain else ABOUT))


def _numbers(line: str, message: str) -> tuple[str, str] | None:
    """The number that a row has, and the one of the same kind that a message gives it."""
    said = [number for number in _NUMBER.findall(message) if number not in line]
    if len(said) != 1:
        return None
    old = [number for number in _NUMBER.findall(line) if len(number) == len(said[0])]
    return (old[0], said[0]) if len(old) == 1 else None


def _meant(message: str, lines: dict[int, str]) -> list[int]:
    """The rows of the one person of whom a message speaks: by the item's number, by his name, by the old number."""
    about = {at: line for at, line in lines.items() if _NUMBER.search(line) and len(line) <= LONGEST * 2}
    ways = [
        _of_item(message, about),
        {at for at, line in about.items() if (name := _name(line)) and name in message},
        {at for at, line in about.items() if any(number in line for number in _NUMBER.findall(message))},
    ]
    given = [way for way in ways if way]
    meant = set.intersection(*given) if given else set[int]()
    people = {_name(about[at]) for at in meant}
    if (_ITEM.search(message) and not ways[0]) or len(people) != 1 or "" in people:
        return []
    other = is_about_somebody(message) and words_of(message)[0] not in people  # a row of his own
    return [] if other else sorted(meant)


def _of_item(message: str, lines: dict[int, str]) -> set[int]:
    """The rows of the item that a message calls by its number: the last, and the same person's in lists before."""
    asked = _ITEM.search(message)
    counted = [at for at, line in lines.items() if (own := _COUNTED.match(line)) and int(own[1]) == _value(asked)]
    if not counted:
        return set()
    last = _name(lines[counted[-1]])
    return {at for at, line in lines.items() if _name(line) == last}


def _value(asked: re.Match[str] | None) -> int:
    """12 of 十二 and of 12; 0 where there is none."""
    if asked is None:
        return 0
    if asked[1].isdigit():
        return int(asked[1])
    return numeral(asked[1])


def _name(line: str) -> str:
    """The first word of a line behind its number that is long enough for a name."""
    found = _NAME.search(_COUNTED.sub("", line, count=1)[:20])
    return found[0] if found else ""


def _said(cells: list[Cell]) -> str:
    said = texts(cells)
    return mainland(fold("，".join(said)[: LONGEST * 3])) if said else ""  # no longer line is about one person


def _replaced(cell: Cell, old: str, new: str) -> Cell:
    text = fold(strip_cell(cell)) if cell is not None else ""
    return text.replace(old, new) if old in text else cell
