"""Lines of a chat that are about nobody: who writes and when, a red packet, a message taken back, thanks."""

import re
from functools import lru_cache

from registry.intake.files.wire import Cell
from registry.intake.words.nobody import THANKS
from registry.lib import identity, phones
from registry.lib.characters import mainland
from registry.lib.values import fold, strip_cell

LONGEST = 60  # characters of such a line
_NUMBER = re.compile(rf"{phones.ALONE}|{identity.ALONE}")
STAMP = (
    r"(?:\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?|昨天|今天|星期.|周.)?\s*"
    r"(?:上午|下午|晚上|早上|凌晨|中午)?\s*\d{1,2}:\d{2}(?::\d{2})?"
)
_SENT = re.compile(rf"(?:[^:]{{1,24}}[\s:(])?{STAMP}\)?:?|{STAMP}\s+[^\d:]{{1,20}}:?")
_PICTURE = re.compile(r"\[(?:语音通话|视频通话|[^\[\]\d]{1,6})\]\D{0,24}")  # [红包] 辛苦了
_HAPPENED = re.compile(
    r".*(?:撤回了?(?:一条|[一二两三\d]+条)?消息|领取了.{0,12}红包|发出的?红包|加入了?(?:本|该)?群聊?|退出了?群聊?|拍了拍|修改群名|群公告"
    r"|以[上下]是(?:打招呼的内容|新消息)|邀请.{1,20}(?:加入|进群)|已过期|开启了|移出了?群聊).*"
)
_POLITE = (
    "ok|OK|Ok|嗯+|哦+|好+的?|行的|可以|没问题|明白|知道了|了解|在吗|早+|早上好|上午好|中午好|下午好|晚上好|大家好|各位好|你好|您好|欢迎"
    "|辛苦|感谢|麻烦|抱歉|不好意思|请大家|大家|各位|还有谁|还有人|催一下|快点|抓紧|尽快"
)
_WORDS = re.compile(rf"(?:@\S{{1,20}}\s*)*(?:{'|'.join(THANKS)}|{_POLITE})\D{{0,24}}")
_CANCELLED = re.compile(
    r"(?:\d{1,3}\s*[.、．)）:]?\s*)?(?:取消|作废|删除|撤回|不报了?|填错了?|重复|退出|略|空)(?:接龙|登记|报名)?[了吧。!！~]*"
)  # 4. 取消
_SIGNS = re.compile(r"(?:\[[^\[\]\d]{1,6}\]|[^\w\s\[\]]|\s)+|(?:@\S{1,20}\s*)+")


@lru_cache(maxsize=8192)
def is_chatter(text: Cell) -> bool:
    """Whether a line that stands alone says nothing of anybody. One with a whole number in it does."""
    said = strip_cell(text)
    plain = mainland(fold(said)) if 0 < len(said) <= LONGEST else ""
    if not plain or _NUMBER.search(plain):
        return False
    return any(pattern.fullmatch(plain) for pattern in (_SENT, _PICTURE, _HAPPENED, _WORDS, _CANCELLED, _SIGNS))
