"""Where a member came from or went, and which party organisations: where several columns speak."""

import re
from itertools import pairwise

from registry.intake.headings.directions import ENDS
from registry.intake.headings.neighbours import says_flow
from registry.intake.headings.plans import SheetPlan
from registry.intake.rows.look import Context, Look
from registry.intake.words.simple import nothing
from registry.lib import divisions
from registry.lib.divisions import Match
from registry.lib.values import strip_cell

NOWHERE = Match(None, (), "", None)
COLUMNS = (
    "home_org_name", "host_org_name", "branch", "destination", "origin_region", "native_place", "household_address",
)  # fmt: skip
HOMES = ("household_address", "residence_address")
# Columns that tell both ends of a way: places, or party organisations.
BOTH_ENDS = (("origin_region", "destination"), ("home_org_name", "host_org_name"))
_WAY = re.compile(r"\s*(?:[-—–=]*[→>＞]+|[来去]?到|至|前往|[来去往赴])\s*")  # between where somebody was and is
_ROUTE = re.compile(r"[-—–=]*[→➔⇒>＞]+")  # 湖南省平江县→江海区中东村
_OUR_CITY = re.compile(r"^\s*(?:[本我]市|市内)(?=.)")  # 本市蓬江区
_OUR_PROVINCE = re.compile(r"^\s*(?:[本我]省|省内)[:：]?(?=.)")  # 省内广州
_OTHER_PROVINCE = re.compile(r"^\s*(?:省外|外省)[:：]?(?=.)")
_LIVES_NOW = ("现", "目前", "当前", "实际", "流入", "外出", "在外")
_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,9}?(?:[县旗市]|(?<=..)(?<![新园城小社])区)(?![城场辖镇乡街村路])")
_TOWN = re.compile("[\u4e00-\u9fff]{4,5}")
_BREAK = re.compile(r"(?<=[\u4e00-\u9fff])(?<![委支部员会织])\s*\n\s*(?=[\u4e00-\u9fff])")
_HOME = re.compile("老家|家乡")
_OUR_OWN = re.compile("[本我]们?(?:村社区|社区|村|居委会?|村委会?|街道|区)?的?(?:党?支部|党总支|党委)?")  # 本社区党支部
_PARTY_WORDS = ("党", "支部", "委员会")


def columns_of(plan: SheetPlan) -> list[int]:
    """The 0-based columns that `read` looks at."""
    return [at for name in COLUMNS for at in plan.by_field.get(name, ())] + abodes(plan)


def abodes(plan: SheetPlan) -> list[int]:
    """现居住地 in an outflow ledger that asks for no destination: where somebody went is where he lives now."""
    if plan.direction != "out" or "destination" in plan.by_field:
        return []
    found = plan.by_field.get("residence_address", ())
    return [at for at in found if any(word in plan.columns[at].heading for word in _LIVES_NOW)]


def read(look: Look, context: Context) -> None:
    """Fill home and host organisation and origin into the row. Looks at `columns_of` and at nothing else."""
    _organisations(look, context)
    _origin(look, context)


def texts_of(look: Look, name: str, *, wrapped: bool = False) -> list[str]:
    """The texts of a field's columns that say something. `wrapped`: lines of a cell are one name, broken for width."""
    found = []
    for at in look.by.get(name, ()):
        cell = look.at(at)
        if wrapped and type(cell) is str and "\n" in cell:
            cell = _BREAK.sub("", cell)
        if cell is not None and not nothing(text := strip_cell(cell)):
            found.append(text)
    return found


def way_of(look: Look, context: Context) -> str | None:
    """Which way a row's person went by the columns that it fills, where the sheet has columns for both ways."""
    filled = {way: [bool(texts_of(look, name)) for name in names] for way, names in ENDS.items()}
    for way, other in (("in", "out"), ("out", "in")):
        if all(filled[way]) and not any(filled[other]):
            return way if any(lies_away(text, context) for text in texts_of(look, ENDS[way][0])) else None
    return _way_between(look, context)


def way_by_route(look: Look, context: Context) -> str | None:
    """Which way a row's person went by the arrow between two places of a cell."""
    said = (text[: divisions.LONGEST] for name in ("origin_region", "destination") for text in texts_of(look, name))
    route = next((text for text in said if len(_ROUTE.findall(text)) == 1), None)
    if route is None:
        return None
    start, end = _ROUTE.split(route)
    return _from_to(start, end, context)


def says_way_by_home(plan: SheetPlan) -> bool:
    """Whether only 户籍所在地 and 现居住地 of a sheet of both ways say which way somebody went."""
    named = plan.by_field.keys()
    others = any(says_flow(column.heading) for column in plan.columns)
    return {*HOMES} <= named and not named & {"origin_region", "destination"} and not others


def way_by_home(look: Look, context: Context) -> str | None:
    """Who lives here and is registered elsewhere came; the other way round, left."""
    household, residence = (texts_of(look, name) for name in HOMES)
    return _from_to(household[0], residence[0], context) if household and residence else None


def _way_between(look: Look, context: Context) -> str | None:
    """By both places: who came is from the end that is not here, who left is there."""
    for start, end in BOTH_ENDS:
        origin, destination = texts_of(look, start), texts_of(look, end)
        if origin or destination:
            return _from_to(origin[0], destination[0], context) if len(origin) == len(destination) == 1 else None
    return None


def _from_to(start: str, end: str, context: Context) -> str | None:
    for way, away, here in (("in", start, end), ("out", end, start)):
        if lies_away(away, context) and _is_here(here, context):
            return way
    return None


def _organisations(look: Look, context: Context) -> None:
    """所在党支部 of an inflow sheet is the home organisation when it lies outside the district, else the host."""
    homes, hosts = texts_of(look, "home_org_name", wrapped=True), texts_of(look, "host_org_name", wrapped=True)
    for text in texts_of(look, "branch", wrapped=True):
        (homes if lies_away(text, context) else hosts).append(text)
    named = [text for text in homes if any(word in text for word in _PARTY_WORDS)]
    look.row.values["home_org"] = next(iter(named or homes), None)
    look.row.values["host_org_name"] = next(iter(hosts), None)
    said = texts_of(look, "home_org_name") if look.row.direction == "in" else []
    if any(_OUR_OWN.fullmatch(text) or context.communities.is_local(text) for text in said):
        look.doubt("home_org_name")  # whose relation is here, does not flow here


def lies_away(text: str, context: Context) -> bool:
    """Whether a text names a place that this district is no part of."""
    if context.communities.is_local(text):
        return False
    match = divisions.resolve(text[: divisions.LONGEST])
    codes = match.candidates if match.several else (match.code,)
    return match.is_place and not any(_holds(code or "", context.district) for code in codes)


def _holds(code: str, district: str) -> bool:
    """Whether a division lies in the district, or the district in it."""
    return code.startswith(district) or district.startswith(code.rstrip("0"))


def _origin(look: Look, context: Context) -> None:
    """The place column, made deeper by the organisation's name where that agrees; birthplaces are only a hint."""
    out = look.row.direction == "out"
    name = "destination" if out else "origin_region"
    said = texts_of(look, name)
    look.row.values["origin_text"] = next(iter(said), None)
    if not said and (out or look.row.direction != look.plan.direction):  # one column for both ways
        other = "origin_region" if out else "destination"
        said = [text for text in texts_of(look, other) if lies_away(text, context) or _ROUTE.search(text)]
    if not said and out:
        lives = [strip_cell(look.at(at)) for at in abodes(look.plan)]
        said, name = [text for text in lives if lies_away(text, context)], "residence_address"
    if look.plan.region:
        said = _within_region(look.plan.region, said)
    home = look.row.values["home_org"] or ""
    orgs = texts_of(look, "host_org_name") if out else [*texts_of(look, "home_org_name"), home]
    place = _joined_place(said, context, out=out)
    org = _best([divisions.resolve(text) for text in orgs if text])
    if out and org.code and org.code.startswith(context.district):
        org = NOWHERE
    best = _deeper(place, org)
    if not (best.code or best.candidates or said or out):
        best = divisions.resolve(look.plan.home)
    look.row.values["origin_code"] = best.successor or best.code
    column = look.column(name) if said else look.column("host_org_name" if out else "home_org_name")
    if said or orgs:
        _tell(look, best, said, column, next(filter(None, orgs), ""))
    if best.code is None and not best.candidates and not out:
        _hint(look, context, said)


def _within_region(region: str, said: list[str]) -> list[str]:
    """白云区石井街道 below a line 广州市（2人）; a blank is the place of the line."""
    return [text if _is_plain(divisions.resolve(text)) else region + text for text in said] or [region]


def _is_plain(match: Match) -> bool:
    return match.code is not None and not match.several


def _joined_place(said: list[str], context: Context, *, out: bool) -> Match:
    """The place of all columns together, unless one says more. 湖北省 | 黄冈市 | 道县 is no 道县 of elsewhere."""
    parts = [_place(text, context, out=out) for text in said]
    if len(said) < 2:
        return _best(parts)
    whole = _place(_joined(said), context, out=out)
    best = _best([whole, *parts])
    if not (whole.code and best.code) or divisions.is_within(best.code, whole.code):
        return best
    alone = any(
        part == best and not divisions.begins_with_province(text) for text, part in zip(said, parts, strict=True)
    )
    return whole if alone or _unfound_county(whole) else best  # 香港 | 九龙 is no 九龙县 of elsewhere


def _place(text: str, context: Context, *, out: bool) -> Match:
    """The place that a cell names. Of a way (贵州独山→江门, 从江海区到广州) the end that is not here, where one is."""
    text = _spelt_out(text[: divisions.LONGEST], context.district)
    for mark in _WAY.finditer(text):
        here, away = (text[: mark.start()], text[mark.end() :])[:: 1 if out else -1]
        found = divisions.resolve(away)
        if len(here) > 1 and found.code and _is_here(here, context) and lies_away(away, context):
            return found
    return _in_our_city(text, context.district) or divisions.resolve(text)


def _in_our_city(text: str, district: str) -> Match | None:
    """新会双水: a neighbour of the district and a town of it, as nobody needs to say here in which city."""
    if not _TOWN.fullmatch(text) or divisions.resolve(text).is_place:
        return None
    found = divisions.resolve(divisions.full_name(f"{district[:4]}00") + text)
    near = found.depth == "county" and found.rest and not (found.code or "").startswith(district)
    return found if near else None


def _spelt_out(text: str, district: str) -> str:
    """本市蓬江区 and 省内广州 with the names of our city and province."""
    for pattern, code in ((_OUR_CITY, f"{district[:4]}00"), (_OUR_PROVINCE, f"{district[:2]}0000")):
        if pattern.match(text):
            return pattern.sub(divisions.full_name(code), text)
    return _OTHER_PROVINCE.sub("", text)


def _is_here(text: str, context: Context) -> bool:
    match = divisions.resolve(text)
    if match.several:
        return False
    return context.communities.is_local(text) or (match.is_place and not lies_away(text, context))


def _joined(said: list[str]) -> str:
    """省, 市 and 县 in columns of their own: 北京 | 北京市 | 朝阳区 is 北京市朝阳区."""
    parts = [text for text, after in pairwise((*said, "")) if not after.startswith(text)]
    return "".join(parts)


def _best(matches: list[Match]) -> Match:
    """The deepest; the first of equals. Where a cell names two places, another cell does not choose between them."""
    return next((match for match in matches if match.several), None) or max(matches, key=_depth, default=NOWHERE)


def _depth(match: Match) -> int:
    return {"province": 1, "city": 2, "county": 3}.get(match.depth or "", 0)


def _deeper(place: Match, org: Match) -> Match:
    """`place`, or `org` where that is deeper and lies within what `place` says."""
    if place.several or org.code is None or _depth(place) >= _depth(org):
        return place if place.code or place.candidates else org
    if place.candidates:
        return org if org.code in place.candidates else place
    return org if place.code is None or divisions.is_within(org.code, place.code) else place


def _tell(look: Look, best: Match, said: list[str], column: int, org: str) -> None:
    if best.candidates:
        look.row.values["origin_candidates"] = list(best.candidates)
        names = "、".join(divisions.full_name(code) for code in best.candidates)
        look.warn(column, "origin_several" if best.several else "origin_ambiguous", " ".join(said) or org, places=names)
    elif best.code is None and said:
        look.row.extra.setdefault("origin", " ".join(said))
        look.warn(column, "origin_unknown", " ".join(said))
    elif said and best.astray:
        place = divisions.full_name(best.successor or best.code or "")
        look.warn(column, "origin_astray", " ".join(said), city=divisions.name_of(best.astray), place=place)
    elif said and (county := _unfound_county(best)):
        place = divisions.full_name(best.successor or best.code or "")
        look.warn(column, "origin_partly", " ".join(said), place=place, county=county)


def _unfound_county(match: Match) -> str | None:
    """道县 of 湖北省道县, 毒山县 of 贵州省毒山县: a county right behind a province or city that has none of this name.

    A 区 of no list may be a park or a new town (大通湖区), so it counts only where another place is called so.
    """
    if match.depth == "county" or not (found := _COUNTY.match(match.rest)):
        return None
    elsewhere = divisions.resolve(found[0]) if found[0].endswith("区") else None
    known = elsewhere is None or elsewhere.code or elsewhere.candidates
    return found[0] if known else None


def _hint(look: Look, context: Context, said: list[str]) -> None:
    """老家 is where somebody came from, as people speak, where nothing else says it; other birthplaces are hints."""
    for name in ("native_place", "household_address"):
        for text in texts_of(look, name):
            match = divisions.resolve(text)
            home = not said and match.code and lies_away(text, context) and _HOME.search(_heading(look, name))
            if home:
                look.row.values.update(origin_code=match.successor or match.code, origin_text=text)
            elif match.code:
                look.row.values["origin_hint"] = match.successor or match.code
            if match.is_place:
                look.warn(look.column(name), "origin_home" if home else "origin_hint", text)
                return


def _heading(look: Look, name: str) -> str:
    return look.plan.columns[look.column(name) - 1].heading
