"""Lists whose rows stand in one cell each, as they are pasted from a chat: 姓名 手机 来源地, 1. 张三 138… 湖南隆回."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.intake.headings.layout import find_head
from registry.intake.words.chatter import is_chatter
from registry.intake.words.headers import code_of
from registry.intake.words.nobody import THANKS, is_example
from registry.lib.names import is_plainly_a_name
from registry.lib.values import strip_cell

FEWEST = 3  # headings that make a line of them
KEYS = frozenset(("id_number", "phone"))
LONGEST = 200  # characters of a sentence that asks for them
A_KEY = 6  # digits that a line about somebody has
SEPARATORS = tuple(
    map(
        re.compile,
        (r"\t", r"[ \t]{2,}", r"\s{2,}|\u3000+", r"\s+", "[,，]", "、", "[;；]", r"\|", "/", r"[+＋➕]\ufe0f?"),
    )
)
_LEAD = re.compile(r"^[^:：]{0,60}[:：]\s*")  # 格式：姓名+手机+来源地
A_FEW = 6  # pieces of a sentence
# 请按“姓名 身份证号 手机号”接龙, 请大家按姓名+手机+来源地的格式接龙.
_QUOTED = re.compile(r"[“\"「『【《(（\[]([^“”\"「」『』【】《》()（）\[\]]{5,80})[”\"」』】》)）\]]")
_ASKED = re.compile(
    r"(?:按照?|依照?|以|填写?|写明|写上|写清|注明|报上?|提供|发|接龙|格式|顺序|内容|包括|包含)(?:以下|如下|下面|下列|这个|您的|本人)*(?:的?(?:格式|顺序|样式|内容|信息)"
    r"|是|为)*\s*"
)
_REQUEST = re.compile(
    r"(?:[\s,，]*(?:的|这[样个]|此|四项|三项|五项|几项|等)*(?:格式|顺序|次序|样式|方式|模板|内容|信息|资料|填写|填报|填|接龙|接力|报名|登记|上报|报送|回复|发|报)"
    r".*|[\s,，。;；]*(?:谢谢|多谢|感谢|辛苦|明天|今天|周[一二三四五六日天]|\d{1,2}[月日号]).*|[\s。！!~～,，、等]*)$",
    re.DOTALL,
)
_MENTION = re.compile(r"^\s*@\S{1,20}[\s\u2005]+(?=\S)")  # @小李 李四+138…
_SPACED = re.compile("[\u4e00-\u9fff] (?![男女])[\u4e00-\u9fff]")  # of 李 娜 | 男
_FOR_EXAMPLE = re.compile(r"^[(（]?(?:[比譬例]如|如|格式|示范)\s*[:：]\s*(?=\S)")
_THANKS = re.compile(rf"[\s,，]+(?:{'|'.join(THANKS)})[!！。]*$")  # behind what somebody says of himself
_NUMBER = re.compile(r"^\s*(?:(?:\d\ufe0f?\u20e3){1,2}|\d{1,3}\s*[.、．)）:：])\s*")  # 1. 张三, 1️⃣张三


@dataclass(frozen=True, slots=True)
class Lines:
    """A heading in one cell: its row and column, the columns that it makes, which of them has a number and which the
    name, and what stands before it (请报名：). `apart`: the file was parted at the commas of its lines, which are put
    together again. `spoken`: a sentence asks for them (请按“姓名 手机 来源地”接龙). `late`: people stand above it."""

    head: int
    at: int
    parts: tuple[str, ...]
    key: int
    numbered: bool
    lead: str = ""
    apart: bool = False
    name: int = 0
    spoken: bool = False
    late: bool = False

    def __call__(self, row: Row) -> Row:
        """A row with the parts of its line in cells of their own."""
        number, cells = row
        text = _whole(cells) if self.apart else _only(cells, self.at)
        if number < self.head or text is None:
            return row
        if number > self.head and all(part in text for part in self.parts):
            return number, []  # asked again
        if number > self.head and (alone := _example(text) or (text if is_chatter(text) else "")):
            return number, [*[None] * self.at, alone]
        parts = self.parts if number == self.head else self.parts_of(text)
        return (number, [*[None] * self.at, *parts]) if parts else row

    def parts_of(self, text: str) -> tuple[Cell, ...]:
        """As many parts as there are headings. A line about somebody that has not, and does not only end early, is an
        error, kept beside no name."""
        bare = _THANKS.sub("", _MENTION.sub("", _NUMBER.sub("", text)))
        for separator in SEPARATORS:
            parts = self._with_name(split(separator, text if self.numbered else bare))
            if len(parts) == len(self.parts):
                return parts
        if short := self._without_the_last(bare):
            return short
        about = sum(char.isdigit() for char in bare) > A_KEY
        return (*[None] * self.key, strip_cell(bare)) if about else ()

    def _with_name(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        """The parts with a name of two characters in one (李 娜 138…), where there is one part too many."""
        at = self.name
        if len(parts) != len(self.parts) + 1 or not _SPACED.fullmatch(" ".join(parts[at : at + 2])):
            return parts
        return (*parts[:at], "".join(parts[at : at + 2]), *parts[at + 2 :])

    def _without_the_last(self, text: str) -> tuple[Cell, ...]:
        """The parts of a line that ends early (nobody said when she came): name and number stand in their places."""
        for separator in SEPARATORS:
            parts = split(separator, text)
            if self.key < len(parts) < len(self.parts) and self.name < len(parts):
                told = is_plainly_a_name(parts[self.name]) and sum(map(str.isdigit, parts[self.key])) > A_KEY
                if told and not self.numbered:
                    return (*parts, *[None] * (len(self.parts) - len(parts)))
        return ()


def lines_parted(rows: list[Row]) -> Lines | None:
    """How rows are read that hold a list line by line, or None where the sheet has columns."""
    for index, (number, cells) in enumerate(rows):
        at = next((at for at, cell in enumerate(cells) if cell is not None), 0)
        text = _only(cells, at)
        found = _heading(number, at, text) if text else _heading_behind(number, cells)
        below = [cells for _, cells in rows[index + 1 :]]
        for lines in sorted(filter(None, (found, _heading_within(number, cells))), key=_unknown):
            if _are_lines(lines, below):
                late = any(_is_line(lines, cells) for _, cells in rows[:index])
                return None if lines.apart and find_head(rows, []) else replace(lines, late=late)
    return None


def _is_line(lines: Lines, cells: list[Cell]) -> bool:
    """Whether a row above the heading is a whole line already: somebody answered before he was asked again."""
    text = _whole(cells) if lines.apart else _only(cells, lines.at)
    if text is None or is_chatter(text):
        return False
    parts = lines.parts_of(text)
    told = len(parts) == len(lines.parts) and is_plainly_a_name(strip_cell(parts[lines.name] or ""))
    return told and sum(map(str.isdigit, strip_cell(parts[lines.key] or ""))) > A_KEY


def _unknown(lines: Lines) -> int:
    """How many of its headings nobody knows: 现住社区」顺序回复 of a sentence that was parted as a whole."""
    return sum(code_of(part) is None for part in lines.parts)


def _heading_behind(number: int, cells: list[Cell]) -> Lines | None:
    """The heading in the last cell of a line that was parted at its commas: 请大家接龙，格式：姓名+电话+来源地."""
    said = [cell for cell in cells if isinstance(cell, str) and cell]
    if not 1 < len(said) <= A_FEW:
        return None
    found = _heading(number, 0, said[-1]) if _LEAD.match(said[-1]) else None
    return replace(found, lead="，".join([*said[:-1], found.lead]), apart=True) if found else None


def _heading_within(number: int, cells: list[Cell]) -> Lines | None:
    """The heading in a sentence, which may have been parted at its commas: 请按“姓名 手机 来源地”接龙，明天截止."""
    said = [cell for cell in cells if isinstance(cell, str) and cell]
    text = "，".join(map(strip_cell, said))
    if not 0 < len(said) <= A_FEW or len(text) > LONGEST:
        return None
    found = next((lines for form in _within(text) if (lines := _asked(number, 0, form))), None)
    return replace(found, lead=text.replace("".join(found.parts), ""), apart=True, spoken=True) if found else None


def _within(text: str) -> Iterator[str]:
    """What a sentence asks for: what it quotes, and what stands behind 请按, without 接龙 or 的格式 behind it."""
    for quoted in _QUOTED.findall(text):
        yield _LEAD.sub("", quoted)
    for begun in _ASKED.finditer(text):
        rest = text[begun.end() :]
        yield _REQUEST.sub("", rest, count=1)


def _whole(cells: list[Cell]) -> str | None:
    """The text of a line that may have been parted at its commas."""
    return "，".join(strip_cell(cell) for cell in cells if cell is not None) or None


def _only(cells: list[Cell], at: int) -> str | None:
    """The text of a row that has one cell, in this column."""
    filled = [place for place, cell in enumerate(cells) if cell is not None]
    cell = cells[at] if filled == [at] else None
    return cell if isinstance(cell, str) else None


def split(separator: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(strip_cell(part) for part in separator.split(text.strip()))


def _heading(number: int, at: int, text: str) -> Lines | None:
    for form in dict.fromkeys((text, _LEAD.sub("", text))):
        if found := _asked(number, at, form):
            return replace(found, lead=text.removesuffix(form))
    return None


def _asked(number: int, at: int, form: str) -> Lines | None:
    for parts, codes in asked_in(form, FEWEST):
        return Lines(number, at, parts, key_of(codes), "row_no" in codes, name=codes.index("name"))
    return None


def asked_in(text: str, fewest: int) -> Iterator[tuple[tuple[str, ...], list[str | None]]]:
    """The headings that a text holds and their codes, by each separator that parts it so: `fewest` of them or more, a
    name and what tells people of one name apart among them, most of them known."""
    for parts in (split(separator, text) for separator in SEPARATORS):
        codes = [code_of(part) for part in parts]
        known = [code for code in codes if code]
        if len(parts) >= fewest and "name" in known and KEYS.intersection(known) and len(known) * 3 > len(parts) * 2:
            yield parts, codes


def key_of(codes: list[str | None]) -> int:
    return max(codes.index(code) for code in KEYS if code in codes)


def _are_lines(found: Lines, below: list[list[Cell]]) -> bool:
    """Whether most rows below are lines, and one of them has as many parts as the heading."""
    texts = [
        _whole(cells) if found.apart else _only(cells, found.at)
        for cells in below
        if any(cell is not None for cell in cells)
    ]
    lines = [text for text in texts if text is not None]
    if len(lines) * 2 <= len(texts):
        return False
    told = [text for text in lines if sum(map(str.isdigit, text)) > A_KEY]
    about = [text for text in told if not (_example(text) or is_chatter(text))]
    parted = map(found.parts_of, about)
    whole = sum(len(parts) == len(found.parts) and parts[found.name] is not None for parts in parted)
    return whole * 2 > len(about) if found.spoken else whole > 0


def _example(text: str) -> str:
    """例：张三 138… of 例 张三 138…, 如：张三 138…: a line that shows how to answer; "" of others."""
    bare = _FOR_EXAMPLE.sub("例：", text)
    return bare if is_example(bare) else ""
