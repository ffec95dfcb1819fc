"""Which way the people of a table went, and by what that was read."""

import re
from collections.abc import Callable
from functools import partial

from registry.intake.files.reading import Sheet
from registry.intake.headings.contents import share
from registry.intake.headings.layout import Head, Row
from registry.intake.headings.plans import Wishes
from registry.intake.words.communities import Communities
from registry.intake.words.headers import header_key
from registry.intake.words.seats import way_by_seat
from registry.lib import divisions
from registry.lib.values import direction as direction_in
from registry.lib.values import is_nothing, strip_cell, synonym

DEFAULT_DIRECTION = "in"
LONGEST_TITLE = 40  # characters: a longer line explains
_IN_BRACKETS = re.compile(r"[(（【].*?[)）】]")
_WENT = re.compile(r"(?P<home>.{2,20}?)(?:流出|外出|流入|前往|流动|赴|驻|到)(?:至|到|往|在|去)?(?P<to>.+)")
_BRANCH_THERE = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,8}?)(?:的?所在|的?所属|的?原)的?(?:党组织|党支部|党总支|党委|支部)(?:名称)?"
)
LEAVING = frozenset(("flow_out_date", "left_for?", "expected_return_date"))
AWAY = frozenset(("destination", "left_for?", "flow_target?", "place?", "host_org_name"))
# Both ends of the way, and which of them is here when people went this way.
HOST_END = frozenset(("destination", "host_place?", "host_org_name"))
HOME_END = frozenset(("origin_region", "left_for?", "home_org_name"))
OURS = ("community", "host_community?")
HERE = {"in": HOST_END, "out": HOME_END}
# Where and when: what only a list of those who came asks, and one of those who left.
ENDS = {"in": ("origin_region", "flow_in_date"), "out": ("destination", "flow_out_date")}
# How the cells below a heading are read that may say which way people went.
MAY_BE_A_WAY = frozenset(  # 流向: 流入
    ("flow_target?", "political_status", "flow_scope", "flow_status", "remark", "is_mobile")
)
WAYS: dict[str | None, Callable[[str], str | None]] = {
    "flow_direction": direction_in,
    "way?": direction_in,
    **dict.fromkeys(("kind?", *MAY_BE_A_WAY), partial(synonym, "direction")),
}


def decide(
    sheet: Sheet, head: Head, titles: tuple[str, ...], body: list[Row], wishes: Wishes, communities: Communities
) -> tuple[str, str]:
    """(in or out, where that was read). The clerk's word first; what is said is turned where the other end said it."""
    if wishes.direction in ("in", "out"):
        return wishes.direction, "chosen"
    found, source = _said_direction(sheet, head, titles, body, wishes, communities)
    other = "out" if found == "in" else "in"
    return (other, "places") if _was_written_there(head, titles, body, communities, found) else (found, source)


def opposed(
    sheet: Sheet, head: Head, titles: tuple[str, ...], body: list[Row], wishes: Wishes, communities: Communities
) -> str:
    """What a sheet says of its people where the person at the screen chose the other way, else "".

    The words nearest the table count, then its headings. A list that was written at the other end may say the other.
    """
    if wishes.direction not in ("in", "out"):
        return ""
    other = "out" if wishes.direction == "in" else "in"
    short = [text for text in (*reversed(titles), sheet.name) if len(text) < LONGEST_TITLE]
    said = next((text for text in short if direction_in(text)), "")
    if not said:
        return _headed_otherwise(head, body, other, communities)
    elsewhere = any(is_away(communities, _IN_BRACKETS.sub("", text)) for text in short)
    turned = direction_in(said) != other or elsewhere
    return "" if turned or _was_written_there(head, titles, body, communities, other) else said


def _headed_otherwise(head: Head, body: list[Row], way: str, communities: Communities) -> str:
    """流入地 | 流出时间 with places elsewhere below: the headings of who left, and none of who came."""
    own, others = frozenset(ENDS[way]), frozenset(ENDS["in" if way == "out" else "out"])
    if not own.issubset(head.fields) or others.intersection(head.fields):
        return ""
    where = _values_at(head, body, own & {"destination", "origin_region"})
    if any(map(communities.is_local, where)) or share(where, partial(is_away, communities)) <= 0.5:
        return ""
    return "、".join(head.heading(at) for at, name in enumerate(head.fields) if name in own)


def _was_written_there(
    head: Head, titles: tuple[str, ...], body: list[Row], communities: Communities, way: str
) -> bool:
    """Whether the other end wrote the list: 流出党员 of a county elsewhere, whose 流入地 is here, came to us."""
    host, home = _values_at(head, body, HOST_END), _values_at(head, body, HOME_END | {"branch?"})
    if way == "out":  # 流出时间 | 流出前所属党支部 | 现居住地址 of a county's station here
        host = host or _values_at(head, body, frozenset(("residence_address",)))
    away, here = (home, host) if way == "out" else (host, home)
    titled = way == "out" and home_in_title(titles, communities) != ""
    host_is_here = share(here, communities.is_local) > 0.5 or (titled and not here)
    if not host_is_here or share(away, communities.is_local):
        return False
    called = (_IN_BRACKETS.sub("", title) for title in titles if len(title) < LONGEST_TITLE)
    if share(away, partial(is_away, communities)) > 0.5 or any(is_away(communities, title) for title in called):
        return True
    return titled


def home_in_title(titles: tuple[str, ...], communities: Communities) -> str:
    """The place elsewhere whose list it is by its title: 隆回县 of 隆回县流出到江海区党员名单; else ""."""
    for title in titles:
        went = _WENT.match(title) if len(title) < LONGEST_TITLE else None
        if went and communities.is_local(went["to"]) and is_elsewhere(went["home"], communities):
            return went["home"]
    return ""


def branch_elsewhere(heading: str, direction: str) -> str | None:
    """罗定所在党支部: the branch in a place that the heading names."""
    found = _BRANCH_THERE.fullmatch(header_key(heading))
    if found is None or not divisions.resolve(found["place"]).code:
        return None
    return "home_org_name" if direction == "in" else "host_org_name"


def is_elsewhere(home: str, communities: Communities) -> bool:
    """Whether a text names a place that this district is no part of; 江门市外 names none."""
    here = next((place.code for place in communities.places if place.level == "district"), "")
    code = divisions.resolve(home).code or ""
    return is_away(communities, home) and not home.endswith(("外", "内")) and not here.startswith(code.rstrip("0"))


def _said_direction(
    sheet: Sheet, head: Head, titles: tuple[str, ...], body: list[Row], wishes: Wishes, communities: Communities
) -> tuple[str, str]:
    """By the sheet's name, its titles, headings and values, else by the file's name."""
    parents = " ".join(parent for parent, _ in head.columns)
    for source, text in (("sheet", sheet.name), *(("title", title) for title in titles), ("headings", parents)):
        if found := direction_in(text):
            return found, source
    for source, found in (
        ("title", way_by_seat(titles, communities)),
        ("places", _by_places(head, body, communities)),
        ("values", _by_every_value(head, body)),
        ("headings", _by_headings(head)),
        ("values", _by_values(head, body)),
        ("file", direction_in(wishes.filename)),
    ):
        if found:
            return found, source
    return DEFAULT_DIRECTION, "default"


def _by_headings(head: Head) -> str | None:
    found = set(head.fields)
    if "origin_region" in found:
        return "in"
    if "flow_in_date" in found and not found & {"flow_out_date", "expected_return_date"}:
        return "in"  # 流出地点 | 流入时间
    if found & LEAVING and found & AWAY:
        return "out"
    if "flow_in_date" in found:
        return "in"
    return "out" if found & {"destination", "flow_target?"} or "flow_out_date" in found else None


def _by_places(head: Head, body: list[Row], communities: Communities) -> str | None:
    """Where both ends of the way are told (流出地, 流入地): the end that lies in this district decides."""
    ends = {way: _values_at(head, body, end) for way, end in HERE.items()}
    ends["in"] += [value for at in _flowed_into(head) for value in values_of(body, at)]
    here = {name: share(values, communities.is_local) for name, values in ends.items()}
    if not all(ends.values()) or max(here.values()) < 0.5 or here["in"] == here["out"]:
        return None
    return max(here, key=lambda name: here[name])


def _flowed_into(head: Head) -> list[int]:
    """The columns of a community that the heading calls the end of the way: 流入社区, beside 流出省 | 流出市."""
    return [at for at, name in enumerate(head.fields) if name in OURS and "流入" in head.heading(at)]


def _values_at(head: Head, body: list[Row], end: frozenset[str]) -> list[str]:
    """What the columns of the place or party organisation at one end say."""
    return [value for at, name in enumerate(head.fields) if name in end for value in values_of(body, at)]


def _by_every_value(head: Head, body: list[Row]) -> str | None:
    """The way that every row of a column 流动类型 says: it is asked of each, and a heading (流出省市) only of all."""
    said = [value for at, name in enumerate(head.fields) if name == "flow_direction" for value in values_of(body, at)]
    ways = {synonym("direction", value) for value in said}
    return ways.pop() if len(ways) == 1 else None


def _by_values(head: Head, body: list[Row]) -> str | None:
    for at, name in enumerate(head.fields):
        if name in WAYS:
            seen = [found for value in values_of(body, at) if (found := WAYS[name](value))]
            if seen:
                return max(("in", "out"), key=seen.count)
    return None


def values_of(body: list[Row], at: int) -> list[str]:
    """The filled cells of one column in the sample, as text."""
    cells = (cells[at] for _, cells in body if at < len(cells))
    return [text for cell in cells if cell is not None and not is_nothing(text := strip_cell(cell))]


def is_away(communities: Communities, value: str) -> bool:
    """Whether a branch lies outside the district. A column of such branches tells nobody's host."""
    return not communities.is_local(value) and divisions.resolve(value).is_place
