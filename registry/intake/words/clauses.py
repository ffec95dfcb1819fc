"""What the words of a sentence about somebody say, by label: 2019年3月起在东莞务工 is a day and a place."""

import re
from itertools import pairwise

from registry.intake.words.headers import field_of
from registry.intake.words.speech import without_lead
from registry.lib import codes, divisions, identity, phones, values
from registry.lib.characters import mainland
from registry.lib.values import listed_words

Pairs = list[tuple[str, str | None]]
# What every line is taken to be asked, so that lines of one list are alike, whatever each of them says.
ASKED = ("联系电话", "身份证号", "性别", "出生年月", "民族", "学历", "备注")
_PHONE, _IDENTITY = re.compile(phones.ALONE), re.compile(identity.ALONE)
_DAY = re.compile(r"(\d{4}(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?|[./-]\d{1,2}(?:[./-]\d{1,2})?))(?:份|起|开始|至今|以来)*")
# What happened on a day, by what stands behind it.
_DAYS = (
    ("出生年月", re.compile("出?生")),
    ("入党时间", re.compile("入党|加入")),
    ("转正时间", re.compile("转正|转为")),
    ("报到时间", re.compile("报到")),
    ("流入时间", re.compile("(?:随[^来去]{1,5})?(?:[刚才过搬])*来|流入|迁入|入住|搬到|到(?:江海|江门|本|我)")),
    ("外出时间", re.compile("外出|流出|离|走|(?:随[^来去]{1,5})?去|赴")),
)
_VOCABULARIES = (
    ("性别", values.sex),
    ("民族", codes.ethnic),
    ("学历", codes.education),
    ("政治面貌", codes.political),
    ("流动原因", values.flow_reason),
)
_LEAD = re.compile("^(?:现在?|目前)?(?:在|从|由|自|到|去|赴|往|于|来自|前往|外出|流出|流入|迁至|居住|住|至)*")
_RELATION = re.compile("^(?:原|现)?(?:党员|党)?(?:组织)?关系(?:现|仍|还)?(?:所?在地?|隶属于?)?")
_ROOTS = re.compile("^(?:老家|家乡)(?:所?在地?|是|为)?")
_HOME = re.compile("^(?:户籍|籍贯|原籍|户口)(?:所?在地?|是|为)?")
_ADDRESS = re.compile("社区|村|小区|花园|[街大]道|路|[栋幢座号]")
_FORMERLY = re.compile(
    "^(?:原|曾|以前|之前|从前|先前)(?:经)?(?:居?住|租|在)|(?:社区|村|小区|街道)(?:搬|迁)(?:来|过来|走|出)"
)
_HERE = re.compile("(?:广东省?)?(?:江门市?)?江海区?[^到至→]*(?:社区|村|街道|路|巷|[号栋幢座室])")
# 江门市某光电有限公司上班: where somebody works who lives here is not where he is from.
_WORKS_HERE = re.compile(
    "(?:广东省?)?(?:江门市?(?!市?(?:蓬江|新会|台山|开平|鹤山|恩平))|江海区?)[^,，]*"
    "(?:公司|集团|企业|厂|店|站点?|酒楼|酒店|工地|学校|幼儿园|医院|市场|车间|园区|银行|超市|中心)[^,，]{0,6}|(?:江门市?|江海区?|本地|这里)(?:上班|工作|打工|务工|经商)"
)
_KEEPERS = "(?:村|社区|支部)?(?:联络员|联系人|联络人|介绍人|网格员|证明人|负责人|管家|指导员|书记|主任)"
_SAID_ENOUGH = frozenset(
    ("", "生", "出生", "入党", "转正", "报到", "来", "来的", "来江", "外出", "流出", "流入", "走的")
)


def pairs_of(words: list[str]) -> Pairs:
    """The name, which comes first, and what the other words say; what is not understood is a remark."""
    found: dict[str, str | None] = {"姓名": words[0], **dict.fromkeys(ASKED)}
    rest: list[str] = []
    for before, word in pairwise(words):
        theirs = _PHONE.search(word) is not None and _calls_another(before)
        for label, value in _of(word):
            if label and not (theirs or found.get(label)):
                found[label] = value
            else:
                rest.append(value)
    return list((found | {"备注": "，".join(rest) or None}).items())


def _calls_another(word: str) -> bool:
    """房东李四, 联络员王五: the number behind is not the member's."""
    kin = "|".join(word for word in listed_words("kin") if len(word) > 1)
    return re.fullmatch(rf"(?:{_KEEPERS}|其?(?:{kin}))[是为:]?[\u4e00-\u9fff]{{0,4}}", mainland(word)) is not None


def is_told(word: str) -> bool:
    """Whether it is known what a word says: a sex, a place, a day."""
    return any(label for label, _ in _of(word))


def _of(word: str) -> list[tuple[str, str]]:
    """What one word says; with no label where it is not known."""
    if number := _IDENTITY.search(word):
        return [("身份证号", number[0])]
    if _PHONE.search(word):
        return [("联系电话", word)]  # 妻子13800001234 is read like any cell below 联系电话
    label, colon, value = word.partition(":")
    if colon and value and field_of(label):
        return [(label, value)]
    word = without_lead(mainland(word))
    known = next((label for label, read in _VOCABULARIES if not word[:1].isdigit() and read(word)), "")
    if known:
        return [(known, word)]
    day = _DAY.match(word)
    return _of_day(day[1], word[day.end() :]) if day else [_of_place(word)]


def _of_day(day: str, behind: str) -> list[tuple[str, str]]:
    """A day, and what somebody did on it or from it on."""
    place = [] if behind in _SAID_ENOUGH else [_of_place(behind)]
    if place and place[0][0] == "地点":
        return [("时间", day), *place]  # whether it is one of coming or going, the list says
    label = next((label for label, pattern in _DAYS if pattern.match(behind)), "时间")
    return [(label, day), *place]


def _of_place(word: str) -> tuple[str, str]:
    if _FORMERLY.search(word):
        return "", word
    for label, pattern in (("组织关系所在地", _RELATION), ("老家", _ROOTS), ("籍贯", _HOME)):
        if (begun := pattern.match(word)) and begun.end() < len(word):
            return label, word[begun.end() :]
    place = _LEAD.sub("", word)
    if _WORKS_HERE.fullmatch(place):
        return "工作单位", place
    if _HERE.fullmatch(place):
        return "现住址", place
    if divisions.resolve(place).is_place:
        return "地点", place
    return "现住址" if _ADDRESS.search(place) else "", word
