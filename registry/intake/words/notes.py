"""Texts that stand below a table and are nobody: sums, explanations, who signs."""

import re
from functools import lru_cache

from registry.lib.characters import mainland

_FOOTER = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|本页小计|本页合计|本页共|总人数|人数合计)(?:[:：（(\s\d]|人|数|$)"
    r"|(?:填表|填报|报表|表格|制表)?(?:说\s*明|须知|要求|备\s*注|注意事项|注意|注)\s*\d?\s*[:：、.．]"
    r"|(?:填表|填报|报表)说明|填报要求|填表要求|注意事项"
    r"|(?:单位|部门|党支部|党组织|主要|分管)?(?:审核|审批|复核|校对|制表|填表|填报|经办|负责|统计|报送|联系|登记|签字|签名|盖章)"
    r"(?:人|者|员|领导|单位|日期|时间)?(?:签字|签名|电话|[(（](?:签字|签名|签章|盖章)[)）])?\s*[:：]"
    r"|(?:移交|接收|接交|监交|交接|移送|见证|证明|核实|核对|报告|汇报|采集|录入|记录|签收|监督)人员?"
    r"(?:签字|签名|电话|[(（](?:签字|签名|签章|盖章)[)）])?\s*[:：]"
    r"|(?:党支部|党组织|支部)?(?:书记|负责人)(?:[(（]?签[字名章][)）]?)?\s*[:：]"
    r"|(?:填报|制表|填表|报送|统计)(?:单位|日期|时间)|(?:盖\s*章|公\s*章|日\s*期|时间|电话)\s*[:：]"
    r"|第\s*\d+\s*页|共\s*\d+\s*页|\d+\s*/\s*\d+\s*页|-+\s*\d+\s*-+$|以下(?:空白|无正文)|[（(]以下空白|此表|本表|本册|注\s*[:：]|附\s*[:：注]"
    r"|(?:以上)?共\s*\d+\s*[人名条]|.{1,14}(?:合计|小计|总计|共计)[:：]?$|.{0,16}(?:盖章|签章|公章|签字)[)）]?\s*[:：]?$"
)
_NOTE = re.compile(r"\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）]?\s*[.．、)）:：]|[①-⑳]|[*＊※★])\s*\S{4,}")

_LABELLED = re.compile(r"[\u4e00-\u9fff]{2,8}[:：]\s*[^\s:：(（].*")


# Who sends a list, below it: 高家镇党建办.
_SENDER = re.compile(
    "[\u4e00-\u9fff]{2,24}(?:办公室|党建办|组织办|党政办|办事处|街道办|组织部|党工委|党委|党组|支部|总支|委员会|政府|居委会|村委会"
    r"|社区|服务中心|服务站|工作站|有限公司)(?:[(（][盖公签]?章[)）])?"
)
_ATTACHED = re.compile(r"^附(?:件|表)?\s*[一二三四五六七八九十\d]{0,2}\s*[:：、]\s*")
_ON_ROWS = re.compile("[(（*]?(?:以[上下]|上述|下述|下列)(?!海)[^:：]{2,}")


def is_on_rows(text: str) -> bool:
    """以上为2021年前登记, 以下为新增: said of the rows around it, in whichever column it stands."""
    return _ON_ROWS.match(mainland(text)) is not None


def is_sender(text: str) -> bool:
    """Whether a text is the name of an office and nothing more."""
    return _SENDER.fullmatch(mainland(text)) is not None


def without_attached(text: str) -> str:
    """入党积极分子名单 of 附：入党积极分子名单, which begins another list rather than a note."""
    return _ATTACHED.sub("", text)


def are_labelled(said: list[str]) -> bool:
    """导出人：管理员 | 导出时间：2025-07-01 above a roster: labels with what they say, and no headings."""
    return bool(said) and all(map(_LABELLED.fullmatch, said))


@lru_cache(maxsize=8192)
def is_footer_text(text: str) -> bool:
    """合计, 填表说明, 审核人：… and other texts that stand below a table."""
    return _FOOTER.match(mainland(text.lstrip("（([【 "))) is not None


@lru_cache(maxsize=8192)
def is_note(text: str) -> bool:
    """A numbered line of explanations: `2.本表每月25日前报送。`"""
    return _NOTE.match(text) is not None
