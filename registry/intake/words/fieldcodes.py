"""What a program prints below its headings: names of its fields (AAC003, id_card) or their types."""

import re

from registry.intake.files.wire import Cell
from registry.intake.words.headers import code_of
from registry.lib.values import strip_cell

FEWEST = 2  # of what a program calls its fields
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,39}")
# What no name of a person has: AAC003, id_card, memberName.
_OF_A_PROGRAM = re.compile(r".*[0-9_].*|[a-z]+(?:[A-Z][a-z]+)+")
_TYPE = re.compile(
    r"(?i:n?varchar2?|n?char|text|string|int(?:eger)?|bigint|number|numeric|decimal|float|double|date(?:time)?|timestamp"
    r"|bool(?:ean)?|enum|[cnd])\s*(?:[(（]\s*\d+(?:\s*[,，]\s*\d+)?\s*[)）]|\d{1,4})?"
    r"|(?:字符|字符串|数值|数字|日期|时间|文本|整数?|布尔|字典|枚举)(?:型|类型|格式)(?:[(（]\d+[)）])?"
    r"|(?:字段|列|指标|项目)[0-9一二三四五六七八九十]{1,3}"
)


def are_fields(cells: list[Cell], name: int) -> bool:
    """Whether a row holds nothing but names of fields, or their types. `name`: where a person's name stands.

    A person's row with Latin letters (Alim | M) says no: its name is a word, and so is what would be a field's.
    """
    head = strip_cell(cells[name]) if name < len(cells) else ""
    if not head.isascii() and not _is_type(head):
        return False  # nearly every row
    said = [text for cell in cells if cell is not None and (text := strip_cell(cell))]
    if all(map(_NAME.fullmatch, said)) and (not head or _is_field(head)):
        return sum(map(_is_field, said)) >= (FEWEST if head else max(FEWEST, len(said)))
    return bool(head) and len(said) > FEWEST and all(map(_is_type, said))


def _is_field(text: str) -> bool:
    return _OF_A_PROGRAM.fullmatch(text) is not None or code_of(text) is not None


def _is_type(text: str) -> bool:
    return _TYPE.fullmatch(text) is not None
