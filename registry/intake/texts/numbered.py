"""Headings that are only numbers, which a line tells: 说明：1=姓名，2=性别，3=身份证号 above or below | 1 | 2 | 3 |.

Numbers of which a line says two things stay what they are: then the sheet has no heading, which is told.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.layout import find_head
from registry.intake.words.headers import code_of, field_asked
from registry.lib.values import strip_cell

FEWEST = 3  # headings that are told
_CODE = r"[A-Za-z]{0,2}\d{1,2}|[A-Za-z]"
_HEADING = re.compile(rf"[(\[【]?(?:第|项目?|字段|列|栏目?)?\s*({_CODE})\s*(?:[列栏项]|号)?[)\]】]?")
_TOLD = re.compile(
    rf"(?:^|(?<=[\s,;、。:(]))[(\[]?(?:第|项目?|字段|列|栏目?)?({_CODE})[)\]]?\s*[列栏项]?(?:\s*(?:[-=:.、)—–→]+|代表|表示|为|是|指)\s*|\s*(?=[\u4e00-\u9fff]))"
)
_TURNED = re.compile(
    rf"(?:^|(?<=[\s,;、。:]))([\u4e00-\u9fff][^\s,;、。:=]*)\s*(?:[=:—–-]+\s*|\()({_CODE})(?:\)|(?=[\s,;、。]|$))"
)
_HEADED = re.compile("(?:填表|填报|表头|栏目|字段)?(?:说明|注释?|备注|其中|图例|对照)?")
_AROUND = " \t\n\u3000,;、。.:"
Legend = dict[str, str]


@dataclass(frozen=True, slots=True)
class Numbered:
    """The row of the numbers, what they mean, and the rows that say so with what else stands in these."""

    head: int
    told: Legend
    lines: dict[int, str]

    def __call__(self, row: Row) -> Row:
        """The heading in words; a line that told of it without that."""
        number, cells = row
        if number in self.lines:
            return number, [self.lines[number]] if self.lines[number] else []
        if number == self.head:
            return number, [self.told.get(_code(cell), cell) for cell in cells]
        return row


def numbers_spoken(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read whose heading is of numbers that lines explain, or None where no row is."""
    heads = [number for number, cells in rows if _are_numbers(cells)]
    if not heads or find_head(rows, []):
        return None
    told, lines = dict[str, str](), dict[int, str]()
    for number, cells in rows:
        lead, legend = _legend(cells) if number not in heads else ("", {})
        if any(told.get(code, word) != word for code, word in legend.items()):
            return None
        told |= legend
        lines |= {number: lead} if legend else {}
    known = {code for code, word in told.items() if code_of(word)}
    if len(set(told.values())) < len(told) or "name" not in map(code_of, told.values()):
        return None
    head = next((number for number, cells in rows if number in heads and _are_told(cells, known)), None)
    return Numbered(head, told, lines) if head is not None else None


def _are_numbers(cells: list[Cell]) -> bool:
    """Whether a row is of numbers or letters that are each another; 序号 may stand in words beside them."""
    codes = []
    for cell in cells:
        code = _code(cell)
        if cell is not None and field_asked(cell) is None:
            if not code:  # nearly every row, at its first name
                return False
            codes.append(code)
    return len(codes) >= FEWEST and len(set(codes)) == len(codes)


def _are_told(cells: list[Cell], known: set[str]) -> bool:
    """Whether more than half of a row's numbers are known."""
    codes = {_code(cell) for cell in cells if cell is not None} - {""}
    return len(codes & known) >= FEWEST and len(codes & known) * 2 > len(codes)


def _code(cell: Cell) -> str:
    """3 of 3, （3）, ③, 第3列 and C03: as C3."""
    text = unicodedata.normalize("NFKC", strip_cell(cell)).strip() if cell is not None else ""
    found = _HEADING.fullmatch(text)
    return _plain(found[1]) if found else ""


def _plain(code: str) -> str:
    return re.sub(r"0+(?=\d)", "", code, count=1).upper()


def _legend(cells: list[Cell]) -> tuple[str, Legend]:
    """What stands before the numbers that a line tells, and these; none of a line that is of something else."""
    between = " " if _is_pair(cells) else "，"
    said = unicodedata.normalize("NFKC", between.join(strip_cell(cell) for cell in cells if cell is not None))
    start, found = _turned(said) or _in_order(said)
    known = sum(code_of(word) is not None for _, word in found)
    if not found or known * 2 <= len(found) or len(dict(found)) < len(found):
        return "", {}
    lead = said[:start].strip(_AROUND)
    return "" if _HEADED.fullmatch(lead) else lead, dict(found)


def _turned(text: str) -> tuple[int, list[tuple[str, str]]] | None:
    """Where 姓名=1，性别=2 begins, and what it tells."""
    found = list(_TURNED.finditer(text))
    return (found[0].start(), [(_plain(match[2]), match[1]) for match in found]) if found else None


def _in_order(text: str) -> tuple[int, list[tuple[str, str]]]:
    """Where 1=姓名，2=性别 begins, and what it tells."""
    tokens = list(_TOLD.finditer(text))
    ends = [*(token.start() for token in tokens[1:]), len(text)]
    words = [text[token.end() : end].strip(_AROUND) for token, end in zip(tokens, ends, strict=False)]
    told = [(_plain(token[1]), word) for token, word in zip(tokens, words, strict=True)]
    return (tokens[0].start() if tokens else 0), told


def _is_pair(cells: list[Cell]) -> bool:
    """1 | 姓名: a number and what it means in two cells."""
    return len(cells) > 1 and _code(cell_at(cells, 0)) != "" and sum(cell is not None for cell in cells) == 2
