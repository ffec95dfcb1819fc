"""One place read from the beginning of a text, as deep as it is certain.

A name without its ending (独山, 黄冈) counts only beside another division or alone, so that 吉林路 and 北京路社区 are
no places.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from registry.lib import tables
from registry.lib.placeindex import Division, current, find, indexes, is_within, level_of, retired

LEADING = re.compile(
    r"^(?:(?:来源|流出|外出|流入)地?点?(?=[:：])|中共|中国共产党|中国(?=.{2})|原籍|祖籍|籍贯|户[籍口](?:所?在?地)?(?=[:：])|[本我]省|(?:现在?|目前)?(?:居住|住|人)?[在到去往赴]了?(?=.{2})|来自|家住|[\s,，、.·/\\\-—:：;；()（）\[\]【】])+"
)
_CORPS = r"(?:(?:生产建设)?兵团(?:第?[一二三四五六七八九十\d]{1,3}师)?)?"  # 新疆兵团八师石河子
_GAP = re.compile(
    rf"{_CORPS}"
    r"[\s,，、.·/\\\-—→>:：;；()（）\[\]【】]*(?:市辖区|(?:省|自治区)直辖县级行政(?:单位|区划))?[\s,，、.·/\\\-—→>]*"
)
_ALONE = re.compile(
    r"$|[\s,，、.·/\\\-—→>:：;；()（）\[\]【】]|籍|人$|老[家乡表]|户籍|(?:[过转搬回]来|来的?$|流[入出])|省内|境内|(?:生产建设)?兵团|一带|周边|附近|地区|特区"
    r"|(?:务工|打工|工作|上班|经商|创业|就业|居住|生活|做生意)|(?:高新|经开|经济|工业|开发|产业|科技|保税|自贸).{0,6}区|(?![路街巷弄桥道])[\u4e00-\u9fff]{2,4}[镇乡]"
)
_ROADS = re.compile(
    r"[路街巷弄桥村镇乡道堂陵省]|社区|大[道街桥学厦]|山庄|市场|学院|医院|银行|公司|集团|商会|会馆|酒店|花园|广场|新村|小区|中学|小学"
)
_WORD_GOES_ON = {"市": "场", "区": "域块间"}
_GENERIC = re.compile(r"(?:.|老城|新城|城[东西南北中关]|市[中北南]|港口|桥[东西])区")
# 黔独山, 桂·博白: a province by its one character. Before a bare name of these it may be somebody's surname (苏海安).
_BRIEFLY = re.compile(
    r"([京津冀晋蒙辽沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀黔贵滇陕秦甘陇])[\s·•.,，、—–-]*(?=[\u4e00-\u9fff]{2})"
)
_SURNAMES = frozenset("冀晋蒙苏鲁桂贵秦甘")
_CODE = re.compile(r"(\d{6})(?:\d{3}|\d{6})?(?!\d)")
_LONGEST = 18
UNDIVIDED = frozenset(("710000", "810000", "820000"))


@dataclass(frozen=True, slots=True)
class Match:
    """What a text says of a place.

    `code` is as deep as certain, or None; `candidates` are codes of which the text may mean any (then a person must
    choose; `code` may still hold the province or city that is certain); `rest` is the text behind the place;
    `successor` is today's code where `code` is a retired one. `several`: the text names more than one place, which are
    the candidates; then there is no code. `astray`: the city that is written before a county and never had it.
    """

    code: str | None
    candidates: tuple[str, ...]
    rest: str
    depth: str | None
    successor: str | None = None
    several: bool = False
    astray: str | None = None

    @property
    def is_place(self) -> bool:
        """Whether the text surely names a place, or more than one."""
        return self.code is not None or self.several


@dataclass(frozen=True, slots=True)
class _Step:
    """One name read: the divisions it may mean, where it ends, and whether it was written with its ending."""

    name: str
    codes: tuple[str, ...]
    end: int
    official: bool


def _goes_on(text: str, end: int) -> bool:
    """Whether an official name is only the beginning of a longer word (东方市场, 城区域)."""
    return text[end : end + 1] in _WORD_GOES_ON.get(text[end - 1], ()) and end < len(text)


def outermost(codes: tuple[str, ...]) -> tuple[str, ...]:
    """朝阳 in Liaoning is a city and a county in it: the city is what is certain."""
    return tuple(code for code in codes if not any(code != top and is_within(code, top) for top in codes))


def _steps(scope: str, text: str, start: int, within: str = "") -> list[_Step]:
    """The names of a scope that stand at `start`, longest first, official before short before former."""
    index = indexes().get(scope)
    itself = within + "00"
    found: list[_Step] = []
    if index is None:
        return found
    for length in range(min(_LONGEST, len(text) - start), 1, -1):
        name = text[start : start + length]
        for names, official in ((index.official, True), (index.short, False), (index.former, True)):
            codes = tuple(code for code in names.get(name, ()) if code.startswith(within) and code != itself)
            if codes and not (official and _goes_on(text, start + length)):
                found.append(_Step(name, outermost(codes), start + length, official))
                break
    return found


def _skip(text: str, position: int) -> int:
    match = _GAP.match(text, position)
    return match.end() if match else position


def _deeper(code: str, text: str, position: int) -> _Step | None:
    """The next division down, behind `code`, or None where the text goes on with something else."""
    if level_of(code) == "county":
        return None
    start = _skip(text, position)
    inside = "" if level_of(code) == "province" else _of_today(code)[:4]  # 海东地区互助县
    for step in _steps(code[:2], text, start, inside):
        if start > position and not _is_of_today(step) and _is_another_province(code, text, start):
            return None  # 天津市、河北: the province rather than 河北区 of the city
        if _stands(step, text):
            return step
    return _moved(code, text, start) if inside and _has_counties(code) else None


def _of_today(code: str) -> str:
    place = find(code)
    return place.successor if place and place.successor else code


def _is_of_today(step: _Step) -> bool:
    return step.official and any(code in current() for code in step.codes)


def _is_another_province(code: str, text: str, start: int) -> bool:
    return any(code[:2] != found[:2] for step in _steps("provinces", text, start) for found in step.codes)


def _moved(city: str, text: str, start: int) -> _Step | None:
    """A county written under the city it belonged to before (安徽省六安市寿县)."""
    steps = _steps(city[:2], text, start)
    return next((s for s in steps if s.official and _is_moved(s)), None)


def _is_moved(step: _Step) -> bool:
    """江门市城区 is not the 城区 of another city: only a name that means one county can have moved."""
    return len(step.codes) == 1 and level_of(step.codes[0]) == "county" and not _GENERIC.fullmatch(step.name)


@lru_cache(maxsize=512)
def _has_counties(city: str) -> bool:
    return any(place.parent == city for place in current().values())


def _stands(step: _Step, text: str) -> bool:
    """Whether a name read inside a province counts: a short one not if a road or a firm is called after it."""
    if step.official or any(_deeper(code, text, step.end) for code in step.codes):
        return True
    return _ROADS.match(text, step.end) is None


def _first(text: str) -> _Step | None:
    """The name at the beginning: a province, else a city or county that is known by itself."""
    provinces = _steps("provinces", text, 0)
    for step in provinces:
        if (
            step.official
            or _is_undivided(step, text)
            or _ALONE.match(text, step.end)
            or _deeper(step.codes[0], text, step.end)
        ):
            return step
    return next((step for step in _steps("", text, 0) if _stands_alone(step, text)), None)


def _is_undivided(step: _Step, text: str) -> bool:
    """香港九龙湾: what follows a province of which no list has the parts is one of them, but for roads (澳门路)."""
    return step.codes[0] in UNDIVIDED and _ROADS.match(text, step.end) is None


def _stands_alone(step: _Step, text: str) -> bool:
    if step.official:
        return True
    if _ALONE.match(text, step.end):
        return step.end == len(text) or any(level_of(code) == "city" for code in step.codes)
    return any(level_of(code) == "city" and _reads_on(code, text, step.end) for code in step.codes)


def _reads_on(code: str, text: str, end: int) -> bool:
    """Whether the text goes on inside `code`: with a division, or in a city without counties with a town (东莞长安)."""
    if _deeper(code, text, end):
        return True
    townish = level_of(code) == "city" and not _has_counties(code)
    return townish and end + 2 <= len(text) and _ROADS.match(text, end) is None


def _narrowed(step: _Step, text: str) -> tuple[str, ...]:
    """Of several divisions of one name, those in which the text goes on."""
    if len(step.codes) == 1:
        return step.codes
    going_on = tuple(code for code in step.codes if _reads_on(code, text, step.end))
    usual = _usual().get(step.name, "")
    return going_on or ((usual,) if usual in step.codes else step.codes)


def _by_code(text: str) -> Match | None:
    digits = _CODE.match(text)
    place = find(digits.group(1)) if digits else None
    if not digits or not place:
        return None
    return Match(place.code, (), text[digits.end() :], place.level, place.successor)


@lru_cache(maxsize=1)
def _usual() -> dict[str, str]:
    return {row["name"]: row["code"] for row in tables.rows("place_names")}


def _by_usual_name(text: str) -> Match | None:
    """西安 is the capital and not a district of another city, 湘 is a province: alone, as everybody says it."""
    place = find(_usual().get(text, ""))
    return Match(place.code, (), "", place.level) if place else None


def _settled(place: Division, rest: str, candidates: tuple[str, ...] = ()) -> Match:
    """A county that only moved to another city (六安市寿县 is today 淮南市寿县) is the one of today."""
    today = current().get(place.successor or "")
    if place.retired and today and today.name == place.name:
        place = today
    return Match(place.code, candidates, rest, place.level, place.successor)


def read(text: str) -> Match:
    """The place at the beginning of a folded text; its `rest` is as written, separators and all."""
    match = _by_code(text) or _by_usual_name(text) or _walk(_first(text), text)
    return match if match.code or match.candidates else _by_brief_province(text) or match


def _by_brief_province(text: str) -> Match | None:
    """独山 in 贵州 of 黔独山, 博白 in 广西 of 桂·博白: with nothing behind the county but what may stand there."""
    begun = _BRIEFLY.match(text)
    step = _deeper(_usual()[begun[1]], text, begun.end()) if begun else None
    if begun is None or step is None or not (step.official or _ALONE.match(text, step.end)):
        return None
    glued = begun.end() == 1 and not step.official
    return None if glued and begun[1] in _SURNAMES else _walk(step, text)


def begins_with_province(text: str) -> bool:
    """Whether a text begins with the name of a province, short or in full."""
    return bool(_steps("provinces", text, 0))


def is_part_of_town(name: str) -> bool:
    """城区, 东区, 老城: names that every other town has."""
    return _GENERIC.fullmatch(name) is not None


def _walk(step: _Step | None, text: str) -> Match:
    certain: Division | None = None
    position, astray = 0, None
    while step:
        codes = _narrowed(step, text)
        if len(codes) > 1 or _is_generic(step, certain):
            return _undecided(certain, codes, text[step.end :])
        astray = _never_had(certain, step.name, codes[0])
        certain, position = find(codes[0]), step.end
        step = _deeper(codes[0], text, position)
    if certain is None:
        return Match(None, (), text, None)
    return replace(_settled(certain, text[position:]), astray=astray)


def _never_had(city: Division | None, name: str, county: str) -> str | None:
    """The city before a county that lies in another one, unless a list of old has the county there (六安市寿县)."""
    if city is None or city.level != "city" or is_within(county, _of_today(city.code)):
        return None
    return None if (name, city.code[:4]) in _formerly() else city.code


@lru_cache(maxsize=1)
def _formerly() -> frozenset[tuple[str, str]]:
    """Names of counties with the first digits of the cities that once had them."""
    return frozenset((place.name, place.code[:4]) for place in retired().values())


def _is_generic(step: _Step, within: Division | None) -> bool:
    """老城区 alone and 四川省东区 name one place in the list, but stand for a part of any town."""
    if within is None:
        return _GENERIC.fullmatch(step.name) is not None
    return within.level == "province" and len(step.name) == len("东区") and step.name.endswith("区")


def _undecided(certain: Division | None, codes: tuple[str, ...], rest: str) -> Match:
    if certain:
        return _settled(certain, rest, codes)
    return Match(None, codes, rest, None)
