"""What the board's numbers are called and what they mean: read by the page, by the rows behind it and by the API."""

from dataclasses import dataclass

from registry.domain.rhythm import OVERDUE_DAYS
from reports.figures.definitions import TABLES
from reports.figures.profile import BANDS, KINDS, PROVINCES, SPANS, UNKNOWN


@dataclass(frozen=True, slots=True)
class Word:
    """What a number is called, and what it counts."""

    label: str
    meaning: str


_YEAR = "到本月末为止的十二个月里"
_OWN = {
    "came": Word("新增", "本月新登记的，加上由本区其他组织转来的流入党员"),
    "went": Word("减少", "本月转入组织关系、返回、转往他处、因其他原因结束的，加上转往本区其他组织的流入党员"),
    "net": Word("净增", "新增－减少；名单里新增的、减少的都有"),
    "studied": Word("本季度有学习汇报", "应联系的人里，本季度（到本月末为止）有学习汇报的"),
    "overdue": Word(
        "逾期未联系",
        f"应联系的人里，到月末（没过完的月份到统计那天）{OVERDUE_DAYS} 天以上没有联系上的；"
        "一直没有联系过的从登记那天算（本区规定）",
    ),
    "late_tasks": Word("任务逾期", "有联系任务过了宽限期还没有办的党员，一人算一次；暂缓的不算"),
    "late_studies": Word("学习汇报逾期", "上个季度的学习汇报过了宽限期还没有交的党员，一人算一次；暂缓的不算"),
    "ideas": Word("收集", "收集日期在本月的意见建议"),
    "ideas_listed": Word("纳入清单", "本月纳入“金点子”清单的"),
    "ideas_closed": Word("办结", "本月办结归档的"),
    "ideas_overdue": Word("金点子逾期", "到本月末（没过完的月份到统计那天）过了办理时限还没有答复的"),
    "year_ideas": Word("收集", f"收集日期在{_YEAR}的金点子"),
    "year_taken": Word("受理", f"收集日期在{_YEAR}、已经受理的，后来办到哪一步都算"),
    "year_assigned": Word("交办", f"收集日期在{_YEAR}、已经交办的，后来办到哪一步都算"),
    "year_answered": Word("答复", f"收集日期在{_YEAR}、已经答复过的"),
    "year_closed": Word("办结", f"收集日期在{_YEAR}、已经办结归档的"),
    "took_days": Word("天数合计", f"{_YEAR}办结的，从收集到办结的天数加起来"),
}


def _ages() -> dict[str, Word]:
    found, since = {}, 0
    for last in BANDS:
        label = f"{since}–{last}岁" if since else f"{last}岁及以下"
        found[f"age_{last}"], since = Word(label, f"本月末在册的流入党员，到月末{label}"), last + 1
    return found | {
        "age_more": Word(f"{since}岁及以上", f"本月末在册的流入党员，到月末{since}岁及以上"),
        f"age_{UNKNOWN}": Word("没有出生日期", "本月末在册、没有登记出生日期的流入党员"),
    }


def _took() -> dict[str, Word]:
    found, since = {}, 0
    for most in SPANS:
        label = f"{since}–{most}天" if since else f"{most}天以内"
        found[f"took_{most}"], since = Word(label, f"{_YEAR}办结的，从收集到办结{label}"), most + 1
    return found | {"took_more": Word(f"{since}天以上", f"{_YEAR}办结的，从收集到办结{since}天以上")}


_IN = "本月末在册的流入党员"
_ORIGINS = {f"from_{code}": Word(name, f"{_IN}，来源地在{name}的") for code, name in PROVINCES.items()}
_ORIGINS[f"from_{UNKNOWN}"] = Word("来源地不详", f"{_IN}，没有登记来源地，或者看不出是哪个省的")
_WORKS = {f"work_{kind}": Word(name, f"{_IN}，从业类别是{name}的") for kind, name in KINDS.items()}
_MONTH = {
    figure.key: Word(figure.label, figure.meaning)
    for each in TABLES for figure in each.columns if not figure.is_share
}  # fmt: skip
WORDS: dict[str, Word] = {**_MONTH, **_OWN, **_ORIGINS, **_ages(), **_WORKS, **_took()}
