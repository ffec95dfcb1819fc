"""What people say around a name when they speak: 嗯第一个是张三啊, 然后还有李四, 王五上个月来的, 还有一个叫赵六的; and
numbers in words: 幺三八…, 二四年三月."""

import re

from registry.lib import clock, identity, phones
from registry.lib.names import is_plainly_a_name, may_be_a_name
from registry.lib.values import names_kin

LONGEST = 300  # characters of a line in which anything is looked for
_FILLERS = re.compile(r"^(?:(?:嗯+|呃+|额|啊+|哦+|喂|那个|这个|好的?|就是说?|对了)[,，、。\s]*)+")
_NEXT = re.compile(
    r"^(?:然后|接着|接下来|再就是|再[来有]|再|还有|另外|另|下来|后面|最后|下|其中|有)*(?:第[一二三四五六七八九十\d]{1,3})?(?:[一1]?[个位名])?"
    r"(?:党员|同志|人)?(?:就?是|名?叫做?|为)?[:：,，、\s]*"
)
_NAME_WITH_MORE = re.compile(
    r"([\u4e00-\u9fff·]{2,4}?)(?:(?:[啊呢哈吧呀嘛哦哎]|的|这个人|这人)+(?=[,，、。;；\s]|$)"
    r"|(?=(?:是|也是)?(?:上个?月|这个?月|上周|前[几两]?[天年]|昨天|今天|去年|今年|前年|刚刚?[来到]|说是|说他|说她|也?是(?:我|从|个|本|[男女]|党)|从.{2,10}来|住在?|[他她])))"
)
# 喂你好我报一下啊叫李明: what stands before 叫 names nobody else.
_CALLED = re.compile("^[^。;；:：\\d]{1,16}?(?:名?叫做?|名字[叫是])(?=[\u4e00-\u9fff])")
_DIGITS = "零〇幺一二两三四五六七八九洞拐勾"
_VALUES = str.maketrans(_DIGITS, "00112234567890" + "79")
_SPOKEN = re.compile(f"(?<![{_DIGITS}])[{_DIGITS}]{{11,18}}[Xx]?(?![{_DIGITS}])")
_ONES = {char: at for at, char in enumerate("一二三四五六七八九", 1)}
_COUNT = "[一二三四五六七八九十]{1,3}"
_SPOKEN_DAY = re.compile(
    f"(?<![{_DIGITS}十\\d])([一二][零〇九][零〇一二三四五六七八九]{{2}}|[零〇一二][零〇一二三四五六七八九])年({_COUNT})月份?(?:({_COUNT})[日号])?"
)
_FIRST = re.compile(r"[^,，、。;；\s]*")
_GROUPED = re.compile(r"(?<![\d.,-])(1[3-9]\d)\s*[,，、]\s*(\d{4})\s*[,，、]\s*(\d{4})(?!\d)")
_LEAD = re.compile("^(?:[他她](?:的|是)?|是|就是|人?也?是|人在)(?=[\u4e00-\u9fff\\d])")
_TAKEN_BACK = re.compile(
    "(?:问了|问过|核实|查了|后来|其实|原来|结果)[^,，。]{0,6}(?:不是|不算)|不是(?:流动)?党员|算了|[弄搞记写]错了?(?:人|,|，|。|$)"
    "|[不别]用?要?(?:登记|统计|报了|填)"
)


def named_first(plain: str) -> str:
    """A line from its name on, the name apart; as it is where no name stands behind what is said around it."""
    if len(plain) > LONGEST:
        return plain
    plain = _GROUPED.sub(r"\1\2\3", plain)
    first = _FIRST.match(plain)
    if first is not None and is_plainly_a_name(first[0]):
        return plain
    for bare in (plain, _FILLERS.sub("", plain), _NEXT.sub("", _FILLERS.sub("", plain)), _behind_called(plain)):
        if (found := _NAME_WITH_MORE.match(bare)) and may_be_a_name(found[1]):
            return f"{found[1]}，{bare[found.end() :].lstrip(',，、。 ')}"
        first = _FIRST.match(bare)
        if bare != plain and first is not None and is_plainly_a_name(first[0]):
            return bare
    return plain


def _behind_called(plain: str) -> str:
    """李明，… of 还有就是叫李明，…; a text that speaks of a relative as it is: 他爱人叫王红."""
    found = _CALLED.match(plain)
    theirs = found is None or names_kin(found[0])
    return plain if found is None or theirs else plain[found.end() :]


def in_figures(plain: str) -> str:
    """幺三八零零零零一二三四 as a number where it is one of a telephone or a card, 二四年三月 as 2024年3月."""
    if len(plain) > LONGEST:
        return plain
    return _SPOKEN_DAY.sub(_day, _SPOKEN.sub(_number, plain))


def _number(said: re.Match[str]) -> str:
    number = said[0].translate(_VALUES)
    return number if phones.is_mobile(number) or identity.is_valid(number) else said[0]


def _day(said: re.Match[str]) -> str:
    """A year of two characters is of this century, as nobody who came says it of the last."""
    year = said[1].translate(_VALUES)
    if len(year) == 2 and int(year) > clock.today().year % 100:
        return said[0]
    day = f"{numeral(said[3])}日" if said[3] else ""
    return f"{year if len(year) > 2 else '20' + year}年{numeral(said[2])}月{day}"


def numeral(word: str) -> int:
    """12 of 十二, 20 of 二十, 0 of 三二, which is none."""
    tens, ten, ones = word.rpartition("十")
    return (_ONES.get(tens, 1) * 10 if ten else 0) + _ONES.get(ones, 0)


def without_lead(word: str) -> str:
    """老家是… of 他老家是…, 2023年… of 是2023年…."""
    return _LEAD.sub("", word)


def is_taken_back(text: str) -> bool:
    """Whether a line says in the end that somebody is none of those who are told of: 后来问了不是，算了."""
    return _TAKEN_BACK.search(text[:LONGEST]) is not None
