"""Words by which a ledger says that somebody left: in a line between its rows, or as the heading of a column."""

import re
from functools import lru_cache

from registry.intake.words.simple import says_gone, says_one_of
from registry.lib.characters import mainland
from registry.lib.values import yes_no

GONE = (
    "(?:离开|离江|离职|减员|减少|转出|转走|迁出|搬走|搬离|退租|调离|返乡|返回原籍|回原籍|去世|死亡|病故|已故|注销"
    "|除名|出党|退党|不再(?:纳入)?流动)"
)
_WHEN = r"(?:本[月季年]度?|今年|去年|近期|\d{4}年(?:度|[上下]半年|\d{1,2}月)?|[上下]半年|新)?"
# 以下人员已于6月离开，予以减员；本月减少党员；去世人员.
_LINE = re.compile(
    rf"(?:以下|下列|下述|如下).{{0,24}}?(?<![未没不无]){GONE}.{{0,16}}"
    rf"|(?:流动|流入|党员)?{_WHEN}(?:已经?)?{GONE}的?(?:流动|流入|流出)?(?:党员|人员|同志|人)*(?:名单|名册|情况|部分|台账)?"
)
_GONE = re.compile(rf"(?:本[月季年]度?|拟|应|请|已经?|已于.{{1,8}}){{0,2}}(?:{GONE}|删除|核[减销]|剔除)")
_AROUND = re.compile(r"^(?:\W+|附件?[:：])+|\W+$")
_IN_BRACKETS = re.compile(r"(?<=.)[(（].*?[)）]")
# 一、在村党员, 本地党员: those below don't flow.
_STAYING = re.compile(
    "(?:在[村家册岗职乡]|本[地村]|本社区|留守|留村|常住|未外出|未流动|不流动|非流动|没有?流动|没有?外出)的?(?:党员|人员)(?:名单|名册|情况)?"
)
# 比对结果, 核查情况: what a check found, which may be that somebody is not to be listed.
_RESULT = re.compile(
    "(?:[上入][门户])?(?:比对|核查|核实|核对|排查|摸排|审核|审批|复核|审查|甄别|认定|走访|查找)(?:的?(?:结果|情况|结论|意见|状态))"
    "|(?:目前|现在|近期|其他|有关|个人|人员)?(?:情况|现状|近况|动向)"
)
LONGEST_LINE = 40  # characters
# 党员减少信息, 离职日期: whatever is written there. Not 转出时间, 离开原因 or 迁出地, which say as much of the way.
_ENDED = (
    "(?:离职|退出|销号|(?:终止|结束|停止)流动|流动(?:终止|结束)|减员|减少|退租|搬走|搬离|调离|返回原籍|回原籍|去世|死亡|病故|注销"
    "|除名|出党|退党)"
)
_ABOUT_LEAVING = re.compile(
    rf"(?:党员)?{_ENDED}的?(?:信息|原因|类型|类别|方式|时间|日期|去向|情况)|离开后?的?(?:去向|去处)"
)
_WHETHER_GONE = re.compile(
    rf"(?:目前|现在?)?(?:是否(?:已经?|被)?{GONE}|已?(?:离江|离职|返乡|搬走|搬离|退租|去世|死亡|注销|销号))(?:与否)?"
)
_WHETHER_HERE = re.compile(
    "(?:目前|现在?|人)?(?:是否)?(?:仍|还)?(?:然|旧)?(?:有效|在岗|在职|在册|在住|在租|健在|在江海?区?|在本地|在辖区|在不在|在外|外出|流出|流动)(?:吗|与否)?"
)
# Of who left: 已回村居住, 2023年回来了, 现在家, 不再外出; not 每年春节回村, 计划明年返乡.
_BACK = re.compile(
    r"(?:^|[,，。;；、\s])(?:现在?|目前|已于?|于|本人)*(?:\d{4}[\d年月日./-]*)?(?:已经?|又)?"
    r"(?:(?:退休|毕业|务工|打工)?后?(?:返回|回来|[回返]村|[回返]乡|回家)(?:居住|养老|定居|务农|生活|创业|工作|发展|了|[本我]村)*"
    r"|在家(?:务农|养老|居住)?|在村(?:里|居住)?|不再?外出了?|不出去了)(?=$|[,，。;；、\s])"
)
_WHETHER_BACK = re.compile(
    "(?:目前|现在?)?(?:是否)?(?:已经?)?(?:返回|回来|回村|返村|回乡|回流|回归)了?(?:吗|没有|与否)?"
)


def begins_gone(line: str) -> bool:
    """Whether a line between the rows says that those below it left."""
    bare = _AROUND.sub("", _IN_BRACKETS.sub("", mainland(line)))
    return len(bare) < LONGEST_LINE and _LINE.fullmatch(bare) is not None


def tells_gone(text: str) -> bool:
    """Whether what a sign is explained to say is that somebody left (本月删除（已离开）)."""
    return _GONE.match(_AROUND.sub("", mainland(text))) is not None or says_gone(text)


def begins_staying(line: str) -> bool:
    """Whether a title or a line says that those below it are at home (在村党员)."""
    return _STAYING.fullmatch(_AROUND.sub("", _IN_BRACKETS.sub("", mainland(line)))) is not None


def tells_result(heading: str, text: str) -> bool:
    """Whether a check found that somebody is not to be listed: 比对结果 / 不符合, 核查结果 / 已回老家."""
    return _asks(heading) == "result" and (says_gone(text) or says_one_of("not_listed", text))


def says_left(heading: str, answer: str) -> bool:
    """Whether what stands below a heading says that somebody left: 是否离开 / 是, 离职日期 / 2024.5, 是否在册 / 否."""
    asked = _asks(heading)
    if asked is None or asked == "result":  # nearly every column
        return False
    said = yes_no(answer)
    return said is False if asked == "here" else said is True if asked == "gone" else said is not False


@lru_cache(maxsize=4096)
def _asks(heading: str) -> str | None:
    """Whether a column asks if somebody is here, if he is gone, how he left, or what a check found."""
    patterns = (
        ("result", _RESULT),
        ("here", _WHETHER_HERE),
        ("gone", _WHETHER_GONE),
        ("gone", _WHETHER_BACK),
        ("about", _ABOUT_LEAVING),
    )
    return next((name for name, pattern in patterns if pattern.fullmatch(heading)), None)


@lru_cache(maxsize=4096)
def says_back(text: str) -> bool:
    """Whether a text says of somebody who left that he is back (已回村居住)."""
    return _BACK.search(mainland(text)) is not None
