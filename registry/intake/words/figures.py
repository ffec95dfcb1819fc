"""Headings that read like one of names and have figures or answers below them: 流入党员 | 12, 计数 of 姓名 | 3."""

import re
from itertools import takewhile

from registry.intake.files.wire import Cell, cell_at
from registry.intake.words.headers import BY_ROLE, code_of
from registry.intake.words.nobody import is_count
from registry.lib.names import begins_like_a_name
from registry.lib.values import strip_cell, yes_no

A_SAMPLE = 6  # rows below a heading that show whether it heads figures
A_FIGURE = 4  # digits of a sum of people
_BEFORE = re.compile(r"^\W+")  # ★张三
_LONG_NUMBER = re.compile(r"\d{7}")


def counts_people(heading: tuple[str, str], at: int, below: list[list[Cell]]) -> bool:
    """Whether a heading (parent, child) has figures or answers below: of 流入党员, 学生 12, 8人, 是 and no names.

    So has 姓名 where a sum was made of the column, and nobody in it has a number.
    """
    sample = below[:A_SAMPLE]
    said = list(takewhile(bool, (_text(cell_at(cells, at)) for cells in sample)))
    if "名" in "".join(heading):
        return bool(said) and all(map(_is_figure, said)) and not any(map(_has_long_number, sample))
    if code_of(heading[1]) == BY_ROLE or "对象" in heading[1]:  # 快递员: a role, and what a 类别 says
        return sum(begins_like_a_name(_BEFORE.sub("", text)) for text in said) * 2 <= len(said)
    answers = sum(text.isdigit() or is_count(text) or yes_no(text) is not None for text in said)
    return answers * 2 > len(said)


def _text(cell: Cell) -> str:
    return "" if cell is None else strip_cell(cell)


def _is_figure(text: str) -> bool:
    return (text.isdigit() and len(text) <= A_FIGURE) or is_count(text)


def _has_long_number(cells: list[Cell]) -> bool:
    return any(cell is not None and _LONG_NUMBER.search(strip_cell(cell)) for cell in cells)
