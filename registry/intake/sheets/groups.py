"""Lines between the people of a table that say what the next rows are about: 一、永明社区, 二、流出党员."""

import re
from dataclasses import dataclass, replace

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.directions import is_elsewhere
from registry.intake.headings.layout import texts
from registry.intake.headings.others import is_of_applicants
from registry.intake.headings.plans import SheetPlan
from registry.intake.rows.gone import is_of_no_flow
from registry.intake.words.communities import Communities
from registry.intake.words.leaving import begins_gone, begins_staying
from registry.intake.words.nobody import is_count
from registry.intake.words.notes import without_attached
from registry.intake.words.simple import reported
from registry.lib import divisions
from registry.lib.characters import mainland
from registry.lib.names import is_plainly_a_name
from registry.lib.values import direction, fold, strip_cell

_NUMBERED = re.compile(r"^[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．:：\s]+")
_NUMERAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
_COUNTED = re.compile(r"[(（]?(?:上报|报送|报来|新增|现有|合计|[报共计有]){0,3}\s*\d{1,4}\s*[人名个位][)）]?$")
_LABEL = re.compile(
    r"^(?:填报单位|填表单位|单位|村\(社区\)|村社区|村居|社区|村|党支部)(?:名称)?(?:\((?:盖|公)章\))?[:：]"
)
_WHO = r"(?:党?(?:总|小)?支?[部组]?(?:书记|负责人|联系人|联络员|组长)|主任|电话|联系电话|手机)(?:姓名)?"
_LED_BY = re.compile(rf"[\s,，、(（]*{_WHO}\s*[:：].*")  # 永明社区党支部 书记：…
_LED = re.compile(r".{2,}(?:社区|村|居委会|村委会)(?:第?[一二三四五六七八九十\d]*(?:党支部|党总支|党委))?")
_PLACE = re.compile(r"(?:社区|村|居委会|村委会)$")
_FULL_PLACE = re.compile(r"(?:社区|居委会|村委会|社区党支部|村党支部)$")
_NAMED = re.compile("社区|村|居委")
_WAY = re.compile(r"(?:流动)?(?:流入|流出|外出)(?:的)?(?:流动)?(?:党员|人员)*(?:名单|名册|花名册|情况|台账|部分)?")
_STATE = re.compile("[\u4e00-\u9fff]{2,10}的?(?:流动|流入|流出)?(?:党员|人员)(?:名单|名册|情况)?")
_REPORTED = re.compile(
    "(?:已|未|尚未|待|没有?)(?:报到|报道)的?(?:流[动入出]|外出)?(?:党员|人员)*(?:名[单册]|情况|部分)?"
)
_STREET = re.compile("[\u4e00-\u9fff]{2,6}(?:街道|街道办事处|街道办|镇)")
# 在义乌的党员, 流向东莞
_TOWARDS = re.compile(
    r"^(?:在|赴|去|到|往|前往|流往|流向|流至)(?=..)|(?<=..)(?:方向|一带|片区?|的?(?:流动|外出)?党员)$"
)
_BANNER = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．].+")
_REGION = re.compile("[\u4e00-\u9fff]{2,9}[省市县区州盟旗]")
_ORGANISATION = re.compile(
    r"(?!第?[一二三四五六七八九十\d]+(?:党?支部|党小组)).*(?:党支部|党总支|党委|支部委员会|公司|集团|厂|机关|学校|中学|小学|医院"
    r"|街道|街道办事处|街道办|中心|站点?|协会|商会|企业|园区|银行|酒店|市场)(?:\(.*\))?"
)
_A_NUMBER = re.compile(r"\d{7}")
LONGEST = 16
LONGEST_LINE = 300  # characters: patterns go back and forth in a line
A_LINE = 200  # characters with number, count and leader: a longer line heads nothing, and costs no search
SHORTEST = 4
MOST = 3  # cells of such a line


@dataclass(frozen=True, slots=True)
class Group:
    """What a line says of the rows below it.

    `place` when it names a village or community, known or not; `called` is the line where it is of applicants, or of
    people who left; `reported` what it says of their 报到; `region` the place elsewhere that it names.
    """

    direction: str | None = None
    place: bool = False
    community: str | None = None
    called: str = ""
    reported: bool | None = None
    region: str = ""


def group_of(cells: list[Cell], communities: Communities, *, loose: bool, street: str = "") -> Group | None:
    """The group that a line begins, or None. `loose`: a community may be written without 社区 or 村.

    The number before it and the count behind it may stand in cells of their own: 一 | 永明社区 | 3人. `street` is what
    a line further up said.
    """
    written = _without_leader(texts(cells))
    numeral = len(written) > 1 and _NUMERAL.fullmatch(written[0]) is not None
    counted = len(written) > 1 and (is_count(written[-1]) or (written[-1].isdigit() and len(written[-1]) < 4))
    told = written[1 if len(written) > 1 and (numeral or written[0].isdigit()) else 0 : -1 if counted else None]
    if len(told) != 1 or len(told[0]) > A_LINE:
        return None
    plain, heads = _bare(told[0]), counted or heads_rows(told[0])
    if begins_gone(plain):
        return Group(called=plain)
    if not 1 < len(plain) <= LONGEST or ":" in plain:
        return None
    if len(written) > 1 and not numeral and not _FULL_PLACE.search(plain):
        return None  # a number and a name: 3 | 李新村
    found = communities.find(plain, street, loose=loose or numeral)
    if is_of_applicants(plain) or begins_staying(plain) or (_STATE.fullmatch(plain) and is_of_no_flow(plain)):
        return Group(None, bool(found.code), found.code, plain)
    if _REPORTED.fullmatch(plain):
        return Group(reported=reported(plain))
    if found.code or found.candidates or _PLACE.search(plain):
        return Group(direction(plain), True, found.code)
    return _of_way_or_region(plain, communities, heads=heads)


def heads_rows(line: str) -> bool:
    """三、…, …（3人）: a line that begins a group, whatever it is called."""
    line = line.strip()
    return len(line) <= A_LINE and (_BANNER.fullmatch(line) or _COUNTED.search(fold(line).rstrip(":"))) is not None


def ends_region(plan: SheetPlan, cells: list[Cell]) -> bool:
    """Whether a line that nobody understands heads the next rows, which are not where the last one said then."""
    written = texts(cells)
    alone = len(written) == 1 and len(written[0]) <= LONGEST_LINE and not _A_NUMBER.search(written[0])
    return bool(plan.region) and alone and heads_rows(written[0])


def _of_way_or_region(plain: str, communities: Communities, *, heads: bool) -> Group | None:
    region = _TOWARDS.sub("", plain)
    if _REGION.fullmatch(region) and is_elsewhere(region, communities):
        return Group(region=region)
    if heads and _is_whole_place(region) and is_elsewhere(region, communities):
        return Group(region=region)  # 三、浙江义乌（3人）
    return Group(direction(plain)) if _WAY.fullmatch(plain) else None


def _is_whole_place(text: str) -> bool:
    found = divisions.resolve(text)
    return found.code is not None and not found.rest


def _bare(line: str) -> str:
    if len(line) > LONGEST_LINE:
        return line
    unnumbered = _NUMBERED.sub("", without_attached(mainland(fold(line)))).rstrip(":")
    return _LABEL.sub("", _COUNTED.sub("", unnumbered).strip()).rstrip(":")


def begins_numbers(plan: SheetPlan, row: Row, following: list[Row]) -> bool:
    """3栋 or 商铺 alone in its row, behind which the numbers of the rows begin with 1 again.

    Right below the heading they would begin with 1 anyway: there a plain name is somebody who was added.
    """
    (number, cells), alone = row, texts(row[1])
    serial = next((column.index for column in plan.columns if column.field == "row_no"), None)
    if serial is None or len(alone) != 1 or cell_at(cells, serial) is not None or _A_NUMBER.search(alone[0]):
        return False
    if number == plan.head_last + 1 and is_plainly_a_name(alone[0]):
        return False
    behind = next((after for _, after in following if texts(after)), [])
    return strip_cell(cell_at(behind, serial) or "") == "1" and len(texts(behind)) > MOST


def street_of(cells: list[Cell]) -> str:
    """The street that a line names and nothing more, else ""."""
    written = texts(cells)
    plain = _bare(written[0]) if len(written) == 1 else ""
    return plain if _STREET.fullmatch(plain) else ""


def is_of_others(cells: list[Cell]) -> bool:
    """Whether a line below a community's people names a firm, a street or another party organisation."""
    written = texts(cells)
    plain = _bare(written[0]) if len(written) == 1 else ""
    return len(plain) >= SHORTEST and _ORGANISATION.fullmatch(plain) is not None


def _without_leader(written: list[str]) -> list[str]:
    """永明社区党支部 | 书记：钟某 | 13822233445 without who leads it, whose number is nobody's among the rows."""
    first, *behind = written or [""]
    if max(map(len, written), default=0) > LONGEST_LINE:
        return written
    bare = _LED_BY.sub("", fold(first))
    led = bare != fold(first) or any(map(_LED_BY.fullmatch, behind))
    only = all(_LED_BY.fullmatch(text) or not any(char.isalpha() for char in text) for text in behind)
    return [bare] if led and only and _LED.fullmatch(bare) else written


def within(plan: SheetPlan, group: Group) -> SheetPlan:
    """The plan of the rows below such a line."""
    plan = replace(plan, called=group.called, reported=group.reported, region=group.region)
    if not group.place:
        return plan
    return replace(plan, community=group.community, community_from="group")


def goes_on(plan: SheetPlan, before: SheetPlan | None) -> SheetPlan:
    """The plan of a table below another: the sheet's title holds for it too, unless its own names some village."""
    if (
        before is None
        or before.community_from != "title"
        or plan.community_from not in (None, "file")
        or any(map(_NAMED.search, plan.titles))
    ):
        return plan
    return replace(plan, community=before.community, community_from="title")
