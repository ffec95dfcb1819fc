"""What the words of a form mean: a figure, an organisation, a month, a text of the report, or nothing known."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.figures.definitions import TABLES
from reports.forms.binding import CHANGE, FIGURES, LAST, THIS

UNIT = re.compile(r"[(（](?:人|名|个|次|人次|场|场次|篇|册|件|条|小时|盖章|公章|签名|签字|章|%)[)）]")
ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+[、.．]|\d+[、.．]|[(（](?:[一二三四五六七八九十]+|\d+)[)）])")
NOISE = re.compile(r"[\W_]+")
FOLDS = (("村民委员会", "村"), ("村委会", "村"), ("社区居民委员会", "社区"), ("居民委员会", "社区"),
         ("社区居委会", "社区"), ("居委会", "社区"), ("街道办事处", "街道"), ("街道党工委", "街道"))  # fmt: skip
# Other names of figures that forms use.
ALIASES = {
    "before": ("上月末流入党员", "上月末数", "期初数", "上月末在册"),
    "total": ("流入党员数", "流入党员", "流入党员总数", "本月末流入党员", "月末流入党员", "本月末数", "本月末在册"),
    "came": ("本月新增", "新增", "新增人数", "本月增加", "增加"), "went": ("本月减少", "减少", "减少人数"),
    "came_over": ("区内转入",), "went_over": ("区内转出",), "transferred_in": ("转入关系",),
    "reported": ("报到", "已报到人数"), "enrolled": ("纳入党支部", "纳入支部", "已纳入支部"),
    "transferred": ("组织关系已转接", "组织关系转接"), "lost": ("失去联系", "失联党员"),
    "out": ("流出党员", "流出党员总数"), "out_reported": ("流出已报到",),
    "new_employment": ("新业态", "新就业群体", "新业态新就业"), "young": ("35岁以下",), "college": ("大专及以上",),
    "contacted": ("已联系",), "to_contact": ("应联系",), "times": ("联系次数",), "liaisons": ("联络员",),
    "hard_to_reach": ("联系有困难",), "helped": ("帮助解决困难", "解决困难"),
    "theme_days": ("主题党日场次",), "lectures": ("专题党课场次",), "on_site": ("送学场次", "送学上门场次"),
    "attendances": ("参加人次",), "reports": ("学习汇报", "学习心得"), "copies": ("学习资料", "赠送学习资料"),
    "attended": ("参加人数",), "occasions": ("志愿服务场次",), "served": ("志愿服务人次",),
    "hours": ("志愿服务时长", "时长"),
    "wishes_claimed": ("认领微心愿", "微心愿认领"), "wishes_fulfilled": ("完成微心愿", "微心愿完成"),
    "ideas": ("金点子", "收集金点子", "金点子收集"), "ideas_closed": ("金点子办结",),
    "branches": ("流动党支部",), "groups": ("流动党小组",), "points": ("登记点", "报到站", "流动党员报到站"),
}  # fmt: skip
TEXT_NAMES = {
    "unit": ("单位名称", "填报单位", "报送单位", "上报单位"),
    "month": ("填报月份", "报表月份", "月份", "统计月份", "报告期"),
    "filler": ("填报人", "填表人", "制表人", "经办人"), "reviewer": ("审核人", "审批人", "负责人", "单位负责人"),
    "phone": ("联系电话", "填报人电话"), "date": ("填报日期", "日期", "填表日期", "报出日期", "填报时间"),
    "until": ("统计截止日期", "统计截止时间", "截止日期", "统计截至"), "practice": ("主要做法",),
    "problems": ("存在问题",), "plans": ("下月打算", "下步打算", "下一步打算"),
}  # fmt: skip
MONTH_NAMES = {
    THIS: ("本月", "本月数", "本月末", "本期", "本期数", "数量", "数值", "人数", "本月情况", "合计数"),
    LAST: ("上月", "上月数", "上月末", "上期", "上期数", "上月情况"),
    CHANGE: ("增减", "比上月增减", "较上月增减", "与上月相比", "比上月", "较上月", "差额", "增减数", "环比增减"),
}
WHOLE = ("合计", "总计", "全区", "全区合计", "区合计", "总数", "本单位", "本区")
LOOSE_GROUP = ("其中",)
TOPICS = ("序号", "项目", "指标", "内容", "村（社区）", "单位", "街道", "名称", "类别")
SHORT = 2


def folded(text: str) -> str:
    """The word by which a heading is found: without numbering, units, spaces and marks."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    text = UNIT.sub("", text)
    text = NOISE.sub("", ORDINAL.sub("", text)).lower()
    for long, short in FOLDS:
        text = text.replace(long, short)
    return text


@dataclass(frozen=True, slots=True)
class Place:
    """A node that figures can be of: key, name as shown, other names."""

    key: str
    name: str
    names: tuple[str, ...]


@dataclass
class Vocabulary:
    """All words, folded. A word of two figures is told apart by the group that stands near; of two nodes by nothing."""

    figures: dict[str, list[str]] = field(default_factory=dict)
    nodes: dict[str, Place] = field(default_factory=dict)
    months: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    topics: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)

    def figure(self, word: str, near: Iterable[str]) -> str:
        """The figure of a word, with the words that stand near it; empty for none, or several."""
        near = list(near)
        fitting = [key for key in self.figures.get(word, ()) if _fits(key, word, near)]
        grouped = [key for key in fitting if folded(FIGURES[key].group) in near and FIGURES[key].group]
        found = grouped or fitting
        return found[0] if len(found) == 1 else ""

    def knows(self, word: str) -> bool:
        """Whether it is a heading that need not worry anybody."""
        known = (self.nodes, self.months, self.topics, self.whole, self.figures)
        return not word or word.isdigit() or any(word in each for each in known)


def _fits(key: str, word: str, near: list[str]) -> bool:
    """A short label such as 场次 means nothing without its group."""
    figure = FIGURES[key]
    needs = figure.group and figure.group not in LOOSE_GROUP and len(figure.label) <= SHORT
    return not needs or word != folded(figure.label) or folded(figure.group) in near


def vocabulary(places: Iterable[Place], own: Iterable[str]) -> Vocabulary:
    """The words of the figures, of these nodes, and of the form's own organisation (`own`)."""
    found = Vocabulary()
    for key, figure in FIGURES.items():
        names = {folded(name) for name in (figure.label, figure.group + figure.label, *ALIASES.get(key, ()))}
        for name in names:
            found.figures.setdefault(name, []).append(key)
    found.nodes = _nodes(list(places))
    found.months = {folded(name): key for key, names in MONTH_NAMES.items() for name in names}
    found.texts = {folded(name): key for key, names in TEXT_NAMES.items() for name in names}
    found.topics = {folded(name) for table in TABLES for name in (table.title, *(each.group for each in table.columns))}
    found.topics |= {folded(name) for name in TOPICS}
    found.whole = {folded(name) for name in (*WHOLE, *own)}
    return found


def _nodes(places: list[Place]) -> dict[str, Place]:
    words = [(word, each) for each in places for word in {folded(name) for name in each.names if name}]
    times = Counter(word for word, _ in words)
    return {word: each for word, each in words if times[word] == 1}
