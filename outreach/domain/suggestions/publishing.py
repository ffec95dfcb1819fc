"""What the public list says of a suggestion: words that staff wrote, only with its proposer's consent."""

import re
import unicodedata

from outreach.domain.suggestions import moves
from outreach.models import Suggestion
from outreach.models.suggestion import TAKEN_UP
from registry.domain.errors import Refused
from registry.lib import clock, identity, phones
from registry.models import User

_HAN = str.maketrans("零〇一二三四五六七八九幺", "001234567891")
# Between the digits of one number; a date keeps its own form by being shorter than any of these.
_APART = re.compile(r"(?<=\d)[\s\-‐-―_.·]+(?=[\dXx])")
_NUMBER = re.compile(rf"(?<!\d)(?:(?:86)?{phones.PLAIN}|{identity.PLAIN}|\d{{15}}|0\d{{9,11}})(?![\dXx])")
_LINE = re.compile(r"(?<!\d)(?!20\d{6}(?!\d))\d{7,}(?!\d)")


def holds_number(text: str) -> bool:
    """Whether a text seems to hold a phone or an ID number, however it is written."""
    plain = unicodedata.normalize("NFKC", text)
    joined = _APART.sub("", plain)
    return any(_NUMBER.search(said) for said in (joined, joined.translate(_HAN))) or bool(_LINE.search(plain))


def may_publish(row: Suggestion) -> bool:
    """An idea, taken up, whose proposer agreed."""
    return row.may_publish and not row.is_help and row.state in TAKEN_UP


def publish(
    *, by: User | None, label: str, row: Suggestion, title: str, text: str, result: str = "",
    version: int | None = None,
) -> Suggestion:  # fmt: skip
    """Put it on the public list in these words, or change them. Raises Refused, Conflict."""
    row = moves.found(row.pk, version)
    _check(row, title, text, result)
    return moves.rewrite(
        row, "suggestion.published", published_at=row.published_at or clock.now(), published_label=label[:120],
        public_title=title.strip()[:60], public_text=text.strip()[:500], public_result=result.strip()[:500],
    )  # fmt: skip


def _check(row: Suggestion, title: str, text: str, result: str) -> None:
    if row.is_help:
        raise Refused("帮扶诉求不公开。")
    if not row.may_publish:
        raise Refused("提出人没有同意公开，不能公开。")
    if row.state not in TAKEN_UP:
        raise Refused("受理以后才能公开。")
    if not title.strip() or not text.strip():
        raise Refused("请写公开的标题和内容：用工作人员的话写，不要照抄原文里的姓名和住址。")
    said = "\n".join((title, text, result))
    if holds_number(said):
        raise Refused("公开的文字里好像有电话号码或证件号码。请删去以后再公开。")
    name = str(row.proposer_name).strip()
    if len(name) > 1 and name in said:
        raise Refused("公开的文字里有提出人的姓名。请改成“一位居民”这样的说法。")


def withdraw(*, by: User | None, label: str, row: Suggestion, version: int | None = None) -> Suggestion:
    """Take it off the public list; the words stay for the next time. Raises Refused, Conflict."""
    row = moves.found(row.pk, version)
    if row.published_at is None:
        raise Refused("这条没有公开。")
    return moves.rewrite(row, "suggestion.withdrawn", published_at=None, published_label=label[:120])
