"""The ways a division is written: 黔南布依族苗族自治州 is also 黔南州 and 黔南."""

import re
from functools import lru_cache

from registry.lib import tables

_PROVINCE = re.compile(r"(?:壮族自治区|回族自治区|维吾尔自治区|特别行政区|自治区|省|市)$")
_CITY = re.compile(r"(?:市|地区|盟|自治州|行政区|专区)$")
_COUNTY = re.compile(r"(?:自治县|自治旗|(?<=..)[新林特]区|市|县|区|旗)$")
_WING = re.compile("(.).{2}([左右])翼([前中后]旗)")
_SHORTEST = 2


@lru_cache(maxsize=1)
def _peoples() -> re.Pattern[str]:
    """One or more names of peoples at the end of a place name; some titles leave 族 out (伊犁哈萨克自治州)."""
    names = {row["name"] for row in tables.rows("gbt3304_ethnic") if row["name"].endswith("族")}
    bare = {name[:-1] for name in names if len(name) > 2}
    listed = sorted(names | bare | {"各族"}, key=len, reverse=True)
    return re.compile(rf"(?<=..)(?:{'|'.join(listed)})+$")


def _without_peoples(stem: str) -> str:
    return _peoples().sub("", stem)


def short_names(name: str, level: str) -> tuple[str, ...]:
    """Names that only count beside another division or alone: 独山, 黄冈, 贵州. None of a single character."""
    ending = {"province": _PROVINCE, "city": _CITY, "county": _COUNTY}[level]
    stem = ending.sub("", name, count=1)
    if stem == name:
        return ()
    bare = _without_peoples(stem).removesuffix("族") if re.search(r"(?:自治.|族区)$", name) else stem  # 东乡族自治县
    found = (bare, "内蒙") if name == "内蒙古自治区" else (bare,)
    return tuple(short for short in found if len(short) >= _SHORTEST)


def official_names(name: str, level: str) -> tuple[str, ...]:
    """Names that count anywhere: in full, and shortened with the ending kept (黔南州, 积石山县, 广西自治区)."""
    if wing := _WING.fullmatch(name):  # 科右中旗
        return (name, "".join(wing.groups()))
    shorts = short_names(name, level)
    if not shorts or not re.search(r"(?:自治.|特别行政区|族区)$", name):
        return (name,)
    kept = (shorts[0] + ending for ending in _kept_endings(name, level))
    return tuple(dict.fromkeys((name, *kept)))


def _kept_endings(name: str, level: str) -> tuple[str, ...]:
    if level == "province":
        return ("特区",) if name.endswith("特别行政区") else ("自治区", "省")
    return {"自治州": ("州",), "自治县": ("县", "自治县"), "自治旗": ("旗", "自治旗")}.get(name[-3:], ("区",))
