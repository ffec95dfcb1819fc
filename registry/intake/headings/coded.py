"""Codes that a roster explains itself: 学历（1博士 2硕士 3本科） and cells of 1, 2, 3, which are of no standard.

A code that the roster does not explain is put down as one that nobody knows: no vocabulary takes it for its own.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.intake.words.headers import code_of, field_asked, heading_text
from registry.lib.values import fold, strip_cell

FEWEST = 2  # codes that make a key
UNKNOWN = "代码{}（表里没有说明）"
_CODE = "(?<![0-9A-Za-z.])(?P<code>[0-9]{1,2}|[A-Za-z])(?![0-9A-Za-z])"
_WORD = r"(?P<word>[\u4e00-\u9fff][\u4e00-\u9fff/]{0,11})"
_ORDERS = (
    re.compile(rf"{_CODE}\s*[-—–=:.、)]*\s*{_WORD}"),  # 1男 2女, A=男 B=女
    re.compile(rf"{_WORD}\s*[-—–=:]*\s*{_CODE}"),  # 男1 女2
)
_BETWEEN = " \t\n,;、。/|()"
_LEAD = re.compile(r"^(?:请?(?:填写?|选填?|输入)?(?:代码|编码|数字|序号)?|其中|代码说明)[:：]?\s*")
_IN_BRACKETS = re.compile(r"^(?P<heading>[^(\[【]*)[(\[【](?P<key>.+)[)\]】]$", re.DOTALL)
_BARE = re.compile(
    r"^(?P<heading>[\u4e00-\u9fff]{2,8}?)(?:一?栏|列|代码|编码)?(?:填写?)?\s*[:：]?\s*(?P<key>(?:\d|[A-Z]\W).+)$",
    re.DOTALL,
)
_APART = re.compile(r"^(?P<heading>\S{2,12})\s+(?P<key>.+)$", re.DOTALL)
_FORMS = (_IN_BRACKETS, _BARE, _APART)
_LINE_LEAD = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）.、．]\s*(?=\D)|(?:填表|填报)?(?:说明|备注|注)\s*[:：]\s*)+")
_IS_CODE = re.compile("[0-9]{1,2}|[A-Z]")
_CODED = re.compile(r"([0-9]{1,2}|[A-Z])\s*[-—–=:.、)]*\s*(.+)")
_NEVER = frozenset(("name", "id_number", "phone", "row_no", "age"))
Key = dict[str, str]


@dataclass(frozen=True, slots=True)
class Coded:
    """The last row of the heading, the headings in it that are to be read without their keys, and the keys."""

    head: int
    headings: dict[int, str | None]
    keys: dict[int, Key]

    def __call__(self, row: Row) -> Row:
        """A row with words in the place of codes."""
        number, cells = row
        if number > self.head:
            return number, [self._spoken(at, cell) if at in self.keys else cell for at, cell in enumerate(cells)]
        if number == self.head and self.headings:
            return number, [self.headings.get(at, cell) for at, cell in enumerate(cells)]
        return row

    def _spoken(self, at: int, cell: Cell) -> Cell:
        text = _plain(cell)
        if text in self.keys[at]:
            return self.keys[at][text]
        if _IS_CODE.fullmatch(text):
            return UNKNOWN.format(text)
        coded = _CODED.fullmatch(text)
        return coded[2] if coded and self.keys[at].get(coded[1]) == coded[2] else cell


def codes_spoken(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read that hold codes which a heading, a line below it or a line of explanations tells."""
    above: list[str | None] = []
    for number, cells in rows:
        fields = list(map(field_asked, cells))
        named = "name" in fields or "name" in above
        if len(cells) > 1 and named and (found := list(_in_headings(cells, above))):
            headings = {at: heading for at, _, other in found for heading in other}
            return Coded(number, headings, {at: key for at, key, _ in found})
        above = fields
    return _told_by_lines(rows)


def _in_headings(cells: list[Cell], above: list[str | None]) -> Iterator[tuple[int, Key, list[str | None]]]:
    """Columns with a key in the heading, or alone below it, and what is to stand there instead, if anything."""
    for at, cell in enumerate(cells):
        text = fold(heading_text(cell))
        if alone := key_of(text.strip("()[]【】")):
            if at < len(above) and _is_read(above[at]):
                yield at, alone, [None]
        elif asked := _asked(text):
            yield at, asked[2], [] if text.endswith((")", "]", "】")) else [asked[0]]


def _asked(text: str) -> tuple[str, str, Key] | None:
    """What a text asks, its field, and the key behind it."""
    for found in filter(None, (form.match(text) for form in _FORMS)):
        field = code_of(found["heading"])
        if field and _is_read(field) and (key := key_of(found["key"])):
            return found["heading"], field, key
    return None


def _is_read(field: str | None) -> bool:
    return field is not None and not field.startswith("-") and field not in _NEVER


def key_of(text: str) -> Key:
    """The words by their codes, where a text is such a key and nothing else."""
    text = _LEAD.sub("", unicodedata.normalize("NFKC", text))
    for order in _ORDERS:
        pairs = [(match["code"].upper(), match["word"]) for match in order.finditer(text)]
        codes, words = {code for code, _ in pairs}, {word for _, word in pairs}
        whole = not order.sub("", text).strip(_BETWEEN)
        if whole and len(pairs) >= FEWEST and len(codes) == len(words) == len(pairs):
            return dict(pairs)
    return {}


def _told_by_lines(rows: list[Row]) -> Callable[[Row], Row] | None:
    """说明：学历代码 1博士 2硕士 3本科；是否报到 1是 0否, above or below the table."""
    said = [text for _, cells in rows if (text := _line(cells))]
    told = {field: key for text in said for field, key in _parts(text)}
    for number, cells in rows if told else ():
        fields = list(map(field_asked, cells))
        if "name" in fields and len(cells) > 1:
            keys = {at: told[field] for at, field in enumerate(fields) if field in told}
            return Coded(number, {}, keys) if keys else None
    return None


def _line(cells: list[Cell]) -> str:
    said = [cell for cell in cells if cell is not None]
    return said[0] if len(said) == 1 and isinstance(said[0], str) and any(map(str.isdigit, said[0])) else ""


def _parts(text: str) -> Iterator[tuple[str, Key]]:
    parts = (fold(_LINE_LEAD.sub("", part)).strip() for part in re.split(r"[;；。\n]", text))
    return ((asked[1], asked[2]) for part in parts if (asked := _asked(part)))


def _plain(cell: Cell) -> str:
    return unicodedata.normalize("NFKC", strip_cell(cell)).upper().strip() if cell is not None else ""
