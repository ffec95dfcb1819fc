"""What goes together in a contact, and what doesn't; said in the words of whoever writes it down."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from registry.choices import ContactChannel as Ch
from registry.choices import ContactOutcome as Oc
from registry.choices import ContactSide
from registry.lib import clock
from registry.models.contact import HEADINGS

TEXT_MOST = 2000
# A date of next contact beyond this is a slip of the finger.
NEXT_MOST = timedelta(days=732)
# A telephone's clock may run a little ahead of the server's.
AHEAD = timedelta(minutes=2)
EARLIEST = 2000
ON_THE_LINE = frozenset({Ch.PHONE, Ch.WECHAT, Ch.VIDEO, Ch.SMS})
FACE_TO_FACE = frozenset({Ch.TALK, Ch.RECEPTION, Ch.ACTIVITY})


def wrong_with(values: Mapping[str, Any], *, outflow: bool, now: datetime) -> str:
    """What is wrong with these columns of a ContactLog, in plain words; an empty text if nothing is."""
    home = values["side"] == ContactSide.HOME
    rules = (_of_time(values, now), _of_texts(values), _of_home(values, outflow) if home else _of_member(values))
    return " ".join(words for found in rules for words in found)


def _of_time(values: Mapping[str, Any], now: datetime) -> Iterator[str]:
    happened, next_on = clock.local(values["happened_at"]), values["next_on"]
    if happened > now + AHEAD:
        yield "联系时间不能晚于现在。还没有联系的，请等联系以后再记。"
    if happened.year < EARLIEST:
        yield f"联系时间写的是 {happened.year} 年，请核对年份。"
    if next_on and next_on < happened.date():
        yield "下次联系日期不能早于这次联系的日期，请核对。"
    if next_on and next_on - happened.date() > NEXT_MOST:
        yield f"下次联系日期写的是 {next_on.year} 年，离这次联系超过两年，请核对。"


def _of_texts(values: Mapping[str, Any]) -> Iterator[str]:
    if any(len(values[name]) > TEXT_MOST for name in ("summary", *HEADINGS)):
        yield f"每一栏最多写 {TEXT_MOST} 个字，请精简，或者把材料作为附件上传。"


def _of_member(values: Mapping[str, Any]) -> Iterator[str]:
    """With the member."""
    channel, outcome = values["channel"], values["outcome"]
    if values["matter"]:
        yield "“事项”只用于和流出地党组织的联系。和本人联系的，请不要选事项。"
    if channel == Ch.LETTER:
        yield "“信函”只用于和流出地党组织的联系。"
    if outcome == Oc.UNREACHABLE and channel not in ON_THE_LINE:
        yield _mismatch(outcome, channel)
    if outcome == Oc.NO_ANSWER and channel in FACE_TO_FACE:
        yield _mismatch(outcome, channel)


def _of_home(values: Mapping[str, Any], outflow: bool) -> Iterator[str]:
    """With the organisation that holds the formal relation, about the member."""
    channel, outcome = values["channel"], values["outcome"]
    if outflow:
        yield "流出党员的组织关系就在本地，不用和流出地党组织联系。"
    if not values["matter"]:
        yield "和流出地党组织联系的，请选一项“事项”。"
    if outcome == Oc.LEFT:
        yield "“已离开”说的是党员本人。和流出地党组织联系的，请选别的结果。"
    if outcome == Oc.UNREACHABLE and channel not in ON_THE_LINE:
        yield _mismatch(outcome, channel)


def _mismatch(outcome: str, channel: str) -> str:
    return f"“{Ch(channel).label}”联系，结果不会是“{Oc(outcome).label}”。请核对方式和结果。"
