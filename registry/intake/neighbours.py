"""What a heading means by what stands beside it."""

import re
from dataclasses import replace

from registry.intake.headers import header_key
from registry.intake.plans import Column

BARE = frozenset(("时间", "日期", "年月", "年月日"))
DAYS = {"in": "flow_in_date", "out": "flow_out_date"}
PLACES = frozenset(("origin_region", "destination", "flow_direction", "flow_reason"))
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
