"""Columns in which a tick stands for what is written above it: 性别: 男 | 女, 是否报到: 是 | 否, 流入 | 流出.

A tick below 否 means no, and nothing that reads cells by themselves could know it. So the tick is replaced by its
heading's word before the row is read; two ticks in a row are told as both words, which no vocabulary takes.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from registry.intake.files.wire import Cell
from registry.intake.headings.layout import Head, Row
from registry.intake.headings.plans import Column, TickGroup
from registry.intake.words.headers import field_of, header_key
from registry.intake.words.simple import READERS
from registry.lib.values import strip_cell, synonym

YES = frozenset(("√", "✓", "✔", "☑", "■", "●", "○", "v", "V", "1"))
NO = frozenset(("×", "✗", "✘", "x", "X", "□", "☐", "0", "/", "-", "—"))
SAID_YES, SAID_NO = frozenset(("是", "有")), frozenset(("否", "不是", "无"))
BESIDE = {"political": "not_member"}  # 中共党员 | 共青团员
# 是否流入 | 是否流出: the question is the word.
ASKED = re.compile("^是否(?:为|属于?|系)?")
CHOSEN = frozenset(("gender", "flow_direction", "kind?", "lost_reason", "flow_scope", *READERS))
# Field, vocabulary of its answers, and what both headings have to speak of: 是 | 否 by themselves ask nothing.
ALONE = (
    ("gender", "sex", ""),
    ("flow_direction", "direction", ""),
    ("political_status", "political", ""),
    ("reported", "yes_no", "报到"),
)


def ticks_of(head: Head, columns: list[Column], body: list[Row]) -> tuple[tuple[Column, ...], tuple[TickGroup, ...]]:
    """The columns with the fields that their ticks answer, and the groups of ticked columns."""
    found, changed = [], list(columns)
    for name, group in (*_below_one(head, columns), *_side_by_side(head, columns)):
        cells = {strip_cell(cells[at]) for _, cells in body for at, _ in group if at < len(cells)} - {""}
        yes, no = _signs(group)
        if not cells or cells.isdisjoint(yes) or not cells <= yes | no:
            continue
        for at, _ in group:
            changed[at] = replace(columns[at], field=name)
        found.append(group)
    return tuple(changed), tuple(found)


def _signs(group: TickGroup) -> tuple[frozenset[str], frozenset[str]]:
    """What answers yes and no in these columns: words too, unless they are what stands above."""
    above = {synonym("yes_no", word) for _, word in group}
    return (YES, NO) if above - {None} else (YES | SAID_YES, NO | SAID_NO)


def _below_one(head: Head, columns: list[Column]) -> Iterator[tuple[str, TickGroup]]:
    """Two columns or more below one question."""
    known = [at for at in range(len(head.columns)) if all(head.columns[at]) and not columns[at].chosen]
    for parent, ats in groupby(known, key=lambda at: head.columns[at][0]):
        group = tuple((at, head.columns[at][1]) for at in ats)
        name = field_of(parent)
        if name in CHOSEN and len({header_key(word) for _, word in group}) > 1:
            yield "flow_direction" if name == "kind?" else str(name), group


def _side_by_side(head: Head, columns: list[Column]) -> Iterator[tuple[str, TickGroup]]:
    """男 | 女, 已报到 | 未报到 without a question above: two neighbours that are two answers to the same."""
    for at in range(len(head.columns) - 1):
        words = [ASKED.sub("", head.columns[at + side][1]) for side in (0, 1)]
        if columns[at].chosen or columns[at + 1].chosen or field_of(head.columns[at][0]) in CHOSEN:
            continue
        for name, kind, about in ALONE:
            answers = {_answer(kind, word) for word in words if about in word}
            if len(answers) == 2 and None not in answers:
                yield name, ((at, words[0]), (at + 1, words[1]))


def _answer(kind: str, word: str) -> str | None:
    """What a word answers to a question; 共青团员, which is no answer to 政治面貌 here, stands for itself."""
    beside = BESIDE.get(kind)
    return synonym(kind, word) or (word if beside and synonym(beside, word) else None)


def spoken(cells: list[Cell], ticks: tuple[TickGroup, ...]) -> list[Cell]:
    """The row with words instead of ticks."""
    cells = list(cells)
    for group in ticks:
        signs = [(at, word, strip_cell(cells[at])) for at, word in group if at < len(cells)]
        yes, no = _signs(group)
        for at, _, sign in signs:
            if sign in yes or sign in no:
                cells[at] = None
        if ticked := [(at, word) for at, word, sign in signs if sign in yes]:
            cells[ticked[0][0]] = "/".join(word for _, word in ticked)
    return cells
