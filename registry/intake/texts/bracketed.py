"""Labels in brackets with what they say behind them: 【姓名】张三【性别】男, as messages are made from a template.

They are put down as labels with colons (see `labelled.py`), and so are labels with nothing around them (姓名张三性别男,
姓名 张三 性别 男) where they begin with the name and none stands there twice. What stands in such brackets and says
nothing of anybody (【永明社区】 of who sends the message) is kept as further words of the card.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from registry.intake.files.reading import Row
from registry.intake.words.headers import code_of
from registry.lib.values import strip_cell

OTHER = "卡片上的其他文字"
_OPEN, _CLOSED = "【[〔〖「『《<＜{｛［", "】]〕〗」』》>＞}｝］"
_NAME, _REMARK, _KEYS = "姓名", "备注", ("身份证", "手机", "电话", "联系电话")
LONGEST = 2_000  # characters of a line of several cards
ENOUGH = 3  # labels that make a text of them
# Blanks are never given back: a cell of nothing else would be read once for each of them.
_NUMBER = re.compile(rf"^\s*+(?:[(（]?\d{{1,3}}\s*+[.、．)）:：]?|[①-⑳])?\s*+(?=[{re.escape(_OPEN)}]|{_NAME})")
_CARD = re.compile(rf"[{re.escape(_OPEN)}]\s*(?:党员)?{_NAME}")
_WORDS = re.compile(
    r"(姓名|性别|民族|学历|文化程度|出生(?:年月|日期)|身份证号?码?|联系电话|手机号?码?|电话|入党时间|流出地|来源地|籍贯"
    r"|流入时间|现住址|居住地址|住址|组织关系所在党?支部)(?![:：=＝\-—是为]|\s*[:：=＝])"
)


def unbracketed(text: str) -> str:
    """姓名：张三　性别：男 of 【姓名】张三【性别】男, 【姓名：张三】【性别：男】, 姓名张三性别男; others as is."""
    bare = _NUMBER.sub("", text)
    pairs = _glued(bare) if bare.startswith(_NAME) else _in_brackets(bare)
    lone = [label for label, value in pairs if not value.strip() and not code_of(label)]
    told = [*(pair for pair in pairs if pair[0] not in lone), *((OTHER, label) for label in lone)]
    return "\u3000".join(f"{label}：{value}" for label, value in told) or text


def _in_brackets(text: str) -> list[tuple[str, str]]:
    """Labels in the brackets that a text begins with, and what stands behind each; none where nobody knows them."""
    at = _OPEN.find(text[:1]) if text else -1
    tokens = list(_token(_OPEN[at], _CLOSED[at]).finditer(text)) if at >= 0 else []
    if not tokens or tokens[0].start() or not any(code_of(token["label"]) for token in tokens):
        return []
    ends = [*(token.start() for token in tokens[1:]), len(text)]
    behind = zip(tokens, ends, strict=True)
    return [(token["label"], (token["value"] or "") + text[token.end() : end]) for token, end in behind]


def _glued(text: str) -> list[tuple[str, str]]:
    """Labels without anything around them, and what stands behind each; none where one stands there twice."""
    text, remark, rest = text.partition(_REMARK)
    tokens = list(_WORDS.finditer(text))
    ends = [*(token.start() for token in tokens[1:]), len(text)]
    pairs = [(token[1], text[token.end() : end].strip()) for token, end in zip(tokens, ends, strict=False)]
    once = len({code_of(label) for label, _ in pairs}) == len(pairs) >= ENOUGH
    keyed = any(label.startswith(_KEYS) and value[:1].isdigit() for label, value in pairs)
    told = once and keyed and all(value for _, value in pairs)
    return [*pairs, *([(remark, rest)] if remark else [])] if told else []


def is_bracketed(text: str) -> bool:
    """Whether a text is read so."""
    return unbracketed(text) != text


def begins_labelled(text: str) -> bool:
    """Whether a text begins as somebody's, with 姓名 or with a label in brackets."""
    bare = _NUMBER.sub("", text)
    return bare.startswith(_NAME) or bool(_in_brackets(bare))


@lru_cache(maxsize=16)
def _token(opened: str, closed: str) -> re.Pattern[str]:
    """A label in these brackets, also with what it says (【姓名：张三】)."""
    around = re.escape(opened + closed)
    inside = rf"(?P<label>[^{around}:：=＝\d][^{around}:：=＝]{{0,15}})(?:[:：=＝]\s*(?P<value>[^{around}]*))?"
    return re.compile(rf"{re.escape(opened)}\s*{inside}{re.escape(closed)}\s*[:：=＝]?\s*")


def cards_parted(rows: list[Row]) -> Callable[[Row], list[Row]] | None:
    """How rows are read of which one holds several cards (【姓名】张三… 【姓名】李四…), or None where none does."""
    return _each if any(len(_each(row)) > 1 for row in rows) else None


def _each(row: Row) -> list[Row]:
    """A row for each card of a line that is nothing else; others as they are."""
    number, cells = row
    said = [cell for cell in cells if cell is not None]
    if not said or not all(isinstance(cell, str) for cell in said):
        return [row]
    text = "，".join(map(strip_cell, said))
    starts = [found.start() for found in _CARD.finditer(text)] if text[:1] in _OPEN and len(text) <= LONGEST else []
    if len(starts) < 2 or starts[0]:
        return [row]
    ends = [*starts[1:], len(text)]
    return [(number, [text[start:end].strip(" ，,;；。")]) for start, end in zip(starts, ends, strict=True)]
