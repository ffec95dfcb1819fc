"""Who signs below a list or sends it: 永明社区党总支 书记 王某 138…, and what stands behind 特此报告。 or 以上共3人。

Such a line has a name and a number, as a short line about somebody has. It is taken for a signature where an office and
a post stand before the name, where the mail was sent by him, or where the list is closed and its lines say more. Behind
the end of a list whose lines say no more nobody knows: that is asked.
"""

import re

from registry.lib import identity, phones
from registry.lib.characters import mainland
from registry.lib.values import fold, strip_cell

_OFFICE = (
    "[\u4e00-\u9fff]{1,20}?(?:社区|村|居委会?|村委会?|党委|党工委|总支|支部|党[建政]办|组织办|办公室|服务中心|服务站"
    "|工作站|街道办?|镇|公司)"
)
_POST = (
    "(?:党委|党工委|党?总支|党?支部|社区|党建|组织)*(?:第一)?副?(?:书记|主任|委员|干部|专干|专职|干事|组长|网格[员长]|社工|联络员|工作人员|负责人"
    "|站长|经办人?|指导员|办事员|科员)"
)
_WHO = r"[\u4e00-\u9fff]{2,4}(?:同志)?"
_CALL = rf"[\s,:(]*(?:联系|办公)?(?:电话|手机|号码|Tel|TEL)*[\s:.]*{phones.ALONE}[\s).。;；]*"
_SIGNED = re.compile(
    rf"(?:{_OFFICE})[\s,、]*(?:{_POST})[\s,:]*{_WHO}{_CALL}|(?:{_OFFICE})[\s,、]*{_WHO}[\s,(]*(?:{_POST})[\s)]*{_CALL}"
    rf"|(?:{_POST})[\s,:]+{_WHO}{_CALL}"
)
_CLOSING = re.compile(
    r"特此(?:报告|上报|报送|说明|证明|函告|函复|汇报|报备|回复).*|此致.*|敬礼[!！。]?|(?:报告|汇报)完毕.*|妥否.*|顺[祝颂致].*|-{2,}|祝.{1,8}[!！。]"
    r"|以上(?:共计?|合计|总共|一共|是|为|就是|即为?)?(?:我?[社村]?区?|全部|所有)?(?:流[入出动])?(?:党员)?(?:\d+|[一二三四五六七八九十]+)[人名个].*"
    r"|以上[\s,]*(?:名单|情况|信息|人员)?[\s,]*(?:请|均已|已)(?:查收|审[阅核]|核[对实]|指示|知悉|收悉).*|请(?:查收|审[阅核]|核对|指示|知悉)[^:：]*"
)
# Another list, or what it goes on with.
_BEGINS = re.compile(r"^[\d一二三四五六七八九十(（]{1,4}\s*[、.．)）]|党员|名[单册]|流[入出动]|[:：]$")
_SENT_BY = re.compile(
    r"(?:发件人|寄件人|发信人|From|FROM|from)\s*[:：]\s*[\"“]?([\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fff])"
)
_LONGEST = 100  # characters of a signature
_MORE = 5  # words that a signature does not have
_PHONE, _IDENTITY = re.compile(phones.ALONE), re.compile(identity.ALONE)
SIGNED, UNCLEAR = "signed", "unclear"


def is_signature(text: str) -> bool:
    """An office, a post and a name with a telephone, and nothing else. A long line is none, and costs no search."""
    return len(text) <= _LONGEST and _SIGNED.fullmatch(mainland(fold(strip_cell(text))).strip()) is not None


def closes(text: str) -> bool:
    """Whether a text says that the list is over: 以上，请查收."""
    return len(text) <= _LONGEST and _CLOSING.fullmatch(mainland(fold(text)).strip()) is not None


class Signatures:
    """What is known, line by line, of whether the list is over, of who sent it, and how much its lines say."""

    def __init__(self) -> None:
        self.closed, self.least, self.senders = False, _MORE, set[str]()

    def hear(self, text: str) -> None:
        """A line about nobody."""
        plain = mainland(fold(text)).strip()
        begins = _BEGINS.search(plain) is not None and _CLOSING.fullmatch(plain) is None
        self.closed = not begins and (self.closed or _CLOSING.fullmatch(plain) is not None)
        self.senders.update(_SENT_BY.findall(plain))

    def of(self, words: list[str], *, counted: bool, person: bool) -> str:
        """Whether a line is a signature, or may be one; "" of one that is about somebody."""
        plain = " ".join(words)
        short = len(words) < _MORE and _PHONE.search(plain) and not (counted or _IDENTITY.search(plain))
        if short and (words[0] in self.senders or (self.closed and len(words) < self.least)):
            return SIGNED
        if short and self.closed:
            return UNCLEAR
        if person:
            self.closed, self.least = False, min(self.least, len(words))
        return ""
