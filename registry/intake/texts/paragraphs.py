"""Several people in one paragraph: 我村流入党员共2名：张三（男，电话138…）；李四（女，电话139…）。

Each of them becomes a line of his own, and what stands before them a title. A paragraph of which a part with a number
is about nobody for certain stays whole: then it is told, and nobody of it is read.
"""

import re
from collections.abc import Callable
from functools import partial
from itertools import takewhile

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.intake.headings.layout import find_head
from registry.intake.words.mentions import NUMBER, has_number, is_about_somebody, is_named, is_signed, words_of
from registry.intake.words.signatures import closes
from registry.lib import phones
from registry.lib.values import fold, strip_cell

GLUES = ("，", "；")  # by which a text was parted into cells
ENOUGH = 2  # words: a name and a number
FEWEST = 2  # people in a paragraph
# Behind 张三（男，138…） comes somebody else, unless it says more of him: ，住永明社区.
_END = re.compile(
    r"[；;。\n]+|(?<=[)）])[\s，,、]+(?=(?!住|[现租居暂常]住|现|原|曾|目前|在|从|由|来|于|到|去|老家|户籍|籍贯|组织|党|流|电话|手机|身份|联系)"
    r"[\u4e00-\u9fff·]{2,8}[(（，,、:：\s])|(?<!然后)(?<!还有)(?<!另外)(?=(?:然后|还有|另外)?第[一二三四五六七八九十]个(?:就?是|名?叫))"
    r"|[，,、]\s*(?=[\u4e00-\u9fff·]{2,4}[(（](?:[男女]|\d{11}|身份证|电话|手机))"
)
_LEAD = re.compile(r"^([^:：]{0,60}[:：])\s*(?=[^\s])")
_OF_SEVERAL = re.compile("[，,。]|党员|人员|名单|如下|分别|共|有")
_NUMBERS = re.compile(r"\d[\d -]{8,}\d")
_SENDER = re.compile(
    rf"[\u4e00-\u9fff]{{2,4}}[\s:：,，]*(?:电话|手机)?[:：]?\s*{phones.PLAIN}"
)  # 小黄138… behind the people
_MARK = "1、"  # so that who has no number is one of those counted


def paragraphs_parted(rows: list[Row], *, is_text: bool) -> Callable[[Row], list[Row]] | None:
    """How rows are read of which one holds several people, or None where none does. A text was parted at its commas."""
    change = partial(_parted, is_text)
    found = any(len(change(row)) > 1 for row in rows)
    return change if found and not find_head(rows, []) else None


def _parted(is_text: bool, row: Row) -> list[Row]:
    number, cells = row
    said = [cell for cell in cells if cell is not None]
    if not (is_text or len(said) == 1) or not all(isinstance(cell, str) for cell in said):
        return [row]
    parted = (_people_of(number, glue.join(map(strip_cell, said))) for glue in GLUES[: 1 + _are_pieces(said)])
    return next(filter(None, parted), [row])


def _are_pieces(said: list[Cell]) -> bool:
    """Whether each cell with a number says enough to be all that is said of somebody: the last may be of who sends."""
    numbered = [text for cell in said[:-1] if has_number(text := strip_cell(cell))]
    return len(numbered) >= FEWEST and all(len(words_of(text)) > ENOUGH for text in numbered)


def _people_of(number: int, text: str) -> list[Row]:
    """A line for each person of a paragraph, nothing where it is none or not clear."""
    if len(_NUMBERS.findall(text)) < FEWEST or not _END.search(text):
        return []
    lead, pieces = _pieces(text)
    if sum(map(is_about_somebody, pieces)) < FEWEST or not _are_clear(pieces):
        return []
    signed = _SENDER.fullmatch(pieces[-1]) is not None and closes(pieces[-2])
    lines = [lead, *map(_counted, pieces[:-1]), fold(pieces[-1]) if signed else _counted(pieces[-1])]
    return [(number, [line]) for line in lines if line]


def _pieces(text: str) -> tuple[str, list[str]]:
    """What stands before the people (流入党员共2名：), and the paragraph's pieces."""
    pieces = [piece for part in _END.split(text) if (piece := strip_cell(part))]
    before = list(takewhile(lambda piece: not has_number(piece), pieces))
    first, *others = pieces[len(before) :] or [""]
    lead = _LEAD.match(first)
    several = lead is not None and (_OF_SEVERAL.search(lead[1]) or not is_about_somebody(first))
    if lead and several and is_about_somebody(first[lead.end() :]):
        before, first = [*before, lead[1]], first[lead.end() :]
    return "。".join(before), [piece for piece in (first, *others) if piece]


def _are_clear(pieces: list[str]) -> bool:
    """Whether it is known of each piece whether it is about somebody. Behind them all may stand who sends them."""
    *before, last = pieces
    return all(map(_is_clear, before)) and (_is_clear(last) or _SENDER.fullmatch(last) is not None)


def _is_clear(piece: str) -> bool:
    return is_about_somebody(piece) or not has_number(piece) or is_signed(piece)


def _counted(piece: str) -> str:
    """A piece about somebody as one of a list that is counted."""
    words = words_of(piece)
    known = NUMBER.match(piece) or len(words) < FEWEST or not is_named(words)
    return fold(piece) if known else _MARK + fold(piece)
