"""What a heading means by what stands beside it."""

import re
from dataclasses import replace

from registry.intake.headings.plans import Column
from registry.intake.words.headers import header_key, is_former

BARE = frozenset(("时间", "日期", "年月", "年月日", "什么时候", "啥时候", "何时", "哪一年", "哪年"))
DAYS = {"in": "flow_in_date", "out": "flow_out_date"}
PLACES = frozenset(("origin_region", "destination", "flow_direction", "flow_reason"))
AWAY = frozenset(("destination", "host_org_name"))
_WORKPLACE = re.compile("(?:现|目前|实际)?(?:工作|就业|务工)(?:单位)?(?:的|所在)?(?:详细|具体)?(?:地址|地点|所在地|地)")
_FLOW = re.compile("流入|流出|外出")
_OF_A_RELATION = re.compile("转入|转接")
_AT_WORK = re.compile("工作|单位|就业|从业|务工|上班|企业|公司|经营")
# A list of visits or meetings has a place and a day too, and neither is where somebody came from.
_OCCASIONS = re.compile("走访|慰问|谈心|谈话|学习|培训|会议|签到|主题党日|志愿|服务")


def bare_dates(columns: list[Column], direction: str, titles: tuple[str, ...]) -> list[Column]:
    """来源 | 时间 is when somebody came, 地点 | 时间 | 事由 when she left; where there is no other such column."""
    bare = [at for at, column in enumerate(columns) if not column.field and header_key(column.heading) in BARE]
    told = {column.field for column in columns}
    if len(bare) != 1 or columns[bare[0]].chosen or not told.isdisjoint(DAYS.values()):
        return columns
    beside = {columns[at].field for at in (bare[0] - 1, bare[0] + 1) if 0 <= at < len(columns)}
    if beside.isdisjoint(PLACES) or any(map(_OCCASIONS.search, titles)):
        return columns
    found = list(columns)
    found[bare[0]] = replace(columns[bare[0]], field=DAYS[direction])
    return found


def workplaces(columns: list[Column], direction: str) -> list[Column]:
    """家庭地址 | 工作地址 of who left: where he works is where he went, where nothing else says it."""
    named = [at for at, column in enumerate(columns) if _WORKPLACE.fullmatch(header_key(column.heading))]
    open_ = [at for at in named if columns[at].field is None and not columns[at].chosen]
    if direction != "out" or len(open_) != 1 or any(column.field in AWAY for column in columns):
        return columns
    return [replace(column, field="destination") if at == open_[0] else column for at, column in enumerate(columns)]


def says_flow(heading: str) -> bool:
    """Whether a day of coming or going is called so (流入时间), and not by what happened then (进厂时间)."""
    return _FLOW.search(heading) is not None


def without_days_of_relations(columns: list[Column]) -> list[Column]:
    """转入时间 is when somebody came, but beside 流入时间 or behind 组织关系是否转入 when the relation did."""
    days = [at for at, column in enumerate(columns) if column.field in DAYS.values() and not column.chosen]
    moved = [at for at in days if _is_of_a_relation(columns[at].heading)]
    told = len(moved) < len(days)
    of_relations = {at for at in moved if told or (at and columns[at - 1].field == "relation_status")}
    return [replace(column, field=None) if at in of_relations else column for at, column in enumerate(columns)]


def without_former_places(columns: list[Column]) -> list[Column]:
    """原工作地 is where somebody came from, but beside 来源地 where he once was; so is 原居住社区 beside 现居住社区."""
    once = {at for name in ("origin_region", "community", "street") for at in _once(columns, name)}
    return [replace(column, field=None) if at in once else column for at, column in enumerate(columns)]


def _once(columns: list[Column], name: str) -> list[int]:
    """Those columns of a field that tell of what was, where others tell of what is."""
    places = [at for at, column in enumerate(columns) if column.field == name and not column.chosen]
    former = [at for at in places if is_former(columns[at].heading)]
    return former if len(former) < len(places) else []


def is_of_work(heading: str) -> bool:
    """Whether a community is asked for that is where somebody works: less than the one where he lives."""
    return _AT_WORK.search(heading) is not None


def _is_of_a_relation(heading: str) -> bool:
    return _OF_A_RELATION.search(heading) is not None and not says_flow(heading)
