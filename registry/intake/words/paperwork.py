"""Who hands a list over, takes it, signs or checks it, beside the word for what he did: 移交人 | 王文 | 电话 | 139…

They are no members, whichever columns of the roster they stand in. Whoever has an identity number in its column is one
all the same.
"""

import re
from functools import lru_cache

from registry.intake.files.wire import Cell
from registry.intake.words.headers import code_of
from registry.lib.characters import mainland
from registry.lib.values import listed_words, strip_cell

LONGEST = 20  # characters of the word for a part in the paperwork
_SIGNED = "(?:签字|签名|签章|盖章|姓名|[(（](?:签字|签名|签章|盖章|签字盖章)[)）])?[:：]?"
_ENDS = (
    "",
    "：",
    ":",
    *(f"{of[0]}{word}{of[1:]}" for word in ("签字", "签名") for of in ("（）", "()", "（）：", " ")),
)
_OFFICE = "[\u4e00-\u9fff]{0,12}?(?:党委|党工委|总支|支部|社区|村|居委会?|村委会?|街道|镇|单位|公司)"
_POST = re.compile(
    f"[(（]?(?:{_OFFICE})?(?:第一)?副?(?:书记|主任|联络员|联系人|负责人|经办|介绍人|走访人|摸排人|调查人|(?:分管|主要|主管)?领导)"
    "[)）]?[:：]?"
)


@lru_cache(maxsize=1)
def spelt() -> frozenset[str]:
    """Such words as they are mostly written."""
    return frozenset(word + end for word in listed_words("paperwork") for end in _ENDS)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, listed_words("paperwork")), key=len, reverse=True))
    return re.compile(f"[（(【]?[\u4e00-\u9fff]{{0,8}}?(?:{words}){_SIGNED}")


@lru_cache(maxsize=8192)
def is_part(text: str) -> bool:
    """Whether a text is the word for a part in the paperwork and nothing more: 移 交 人, 乙方接收人（签字）："""
    return len(text) <= LONGEST and _pattern().fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return mainland("".join(text.split()))


@lru_cache(maxsize=8192)
def is_post(text: str) -> bool:
    """社区书记, 负责人: a post, in the place of a name or of a row's number. Elsewhere it may be a member's."""
    return len(text) <= LONGEST and _POST.fullmatch(_plain(text)) is not None


def names_a_part(cells: list[Cell]) -> bool:
    """Whether a cell is such a word, or a name with one: 王文（移交人）."""
    return any(type(cell) is str and (is_part(cell) or _has_part(cell)) for cell in cells)


def _has_part(name: str) -> bool:
    return name.endswith((")", "）")) and is_part(name.replace("(", "（").rpartition("（")[2][:-1])


def heads_parts(cells: list[Cell]) -> bool:
    """移交人 | 接收人 | 监交人, with names below: words of this kind alone, or beside headings."""
    said = [text for cell in cells if cell is not None and (text := strip_cell(cell))]
    parts = sum(map(is_part, said))
    return parts > 1 and all(is_part(text) or code_of(text) for text in said)


def is_label(text: str) -> bool:
    """联系电话, 日期: what such a table asks for beside."""
    return code_of(text) is not None or text in listed_words("footer")
