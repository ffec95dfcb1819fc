"""Cards and told lines with lines between them that say where the next ones are: 二、永明社区, 江翠社区-阿美 9:11.

The line of a group holds until the next one; who sends a message (老黄 9:12) ends what was said before him. What
somebody says of himself goes before both (see `belonging.py`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, groupby

from registry.intake.files.reading import Row, Sheet
from registry.intake.headings.layout import texts
from registry.intake.headings.others import are_others
from registry.intake.headings.plans import SENDER, SheetPlan, Wishes
from registry.intake.headings.table import Table
from registry.intake.sheets.cards import MOST, Cards, read_cards
from registry.intake.sheets.groups import A_LINE, Group, group_of, within
from registry.intake.sheets.recognising import make_plan
from registry.intake.sheets.skipped import CARDS, OTHERS, Skipped
from registry.intake.sheets.source import SAMPLE, Source
from registry.intake.words.chatter import STAMP
from registry.intake.words.communities import Communities
from registry.intake.words.whose import community_of_sheet
from registry.lib.values import fold

CLOSE = 2  # rows from a line that says which way people went to the name on the card below it
LONGEST = 20  # characters of who sends a message
_STAMP = re.compile(STAMP)
_CALLED = re.compile(r"[^:]{1,20}:$")
_OF_A_LIST = re.compile("党员|人员|同志|名[单册]|台[账帐]|如下|情况|以下|接龙|回复|备注|支部|党委|总支|合计|共")
_OF_SOMEBODY = re.compile("(?:[现租居暂常家])?住|[在从由来到去往]|现在|目前|原")  # 住永明社区
_PLACE = re.compile(
    r"(?:社区|村|居委会|村委会)\(?(?:上报|报送|报来|新增|现有|合计|[报共计有]){0,3}(?:\d{1,4}[人名个位])?\)?:$"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A line that says where those are who follow (a group, or who sends their message), or which way they went."""

    row: int
    group: Group | None = None
    sender: str = ""
    community: str | None = None
    way: str | None = None


def tables_of_cards(
    sheet: Sheet, source: Source, wishes: Wishes, communities: Communities
) -> Iterator[Table | Skipped]:
    """A sheet of cards as a table, or one for each stretch; its columns are labels and not those of the sheet."""
    rows = source.filled(MOST + 1)
    found = read_cards(rows, sheet.merges) if len(rows) <= MOST else None
    if found is None:
        yield Skipped(sheet.name, CARDS, sheet.visible)
        return
    flat = replace(sheet, merges=[], hidden_columns=[], encoding=None)  # a text of labels was typed
    plan = make_plan(flat, found.head, found.above, found.rows[:SAMPLE], wishes, communities)
    if are_others(plan):
        yield Skipped(sheet.name, OTHERS, sheet.visible)
        return
    plan, left_out = replace(plan, cards=True, spoken=source.told), found.left_out
    for stretch, people in _stretches(plan, found, communities, wishes.filename):
        part, turned = stretch, replace(wishes, direction=stretch.direction)
        if part.direction != plan.direction:
            part = _turned(part, make_plan(flat, found.head, [], people[:SAMPLE], turned, communities))
        about = [comment for comment in sheet.comments if comment.column is None]  # its columns are labels
        yield Table(part, iter(people), sheet.hidden_rows, left_out, comments=about)
        left_out = []


def _turned(part: SheetPlan, plan: SheetPlan) -> SheetPlan:
    """The columns as they read for those who went the other way, and all else as it was."""
    return replace(part, columns=plan.columns, by_field=plan.by_field, owned=plan.owned, direction_from="group")


def _stretches(
    plan: SheetPlan, found: Cards, communities: Communities, filename: str
) -> Iterator[tuple[SheetPlan, list[Row]]]:
    """The cards behind each line that says where they are, with the plan that is theirs."""
    claims = _claims(plan, found, communities)
    last, first = found.rows[-1][0], found.rows[0][0]
    holding = [claim for claim in claims if claim.row <= last]
    if not any(claim.row > first or claim.community for claim in holding):
        yield plan, found.rows
        return
    claimed = {claim.row for claim in claims if claim.row <= last or not claim.group}  # a signature below is no claim
    others = tuple(" ".join(texts(cells)) for row, cells in found.above if row not in claimed)
    community, by = community_of_sheet(plan.sheet, others, communities, filename)
    plan = replace(plan, community=community, community_from=by)
    starts = [claim.row for claim in holding]
    claimed_by = partial(_claimed, plan, _asker(holding, first))
    below = list(accumulate(holding, claimed_by, initial=plan))
    for at, people in groupby(found.rows, key=lambda row: bisect_right(starts, row[0])):
        yield below[at], list(people)


def _asker(claims: list[Claim], first: int) -> Claim | None:
    """Who sends a message above all others and tells of nobody in it: 永明社区小陈 9:01, 请报一下姓名."""
    above = [claim for claim in claims if claim.row <= first]
    return next((claim for claim in above[:-1] if claim.community), None)


def _claims(plan: SheetPlan, found: Cards, communities: Communities) -> list[Claim]:
    """The lines that say where those are who follow, or which way they went where the sheet has both."""
    lines = [(row, "，".join(texts(cells))) for row, cells in found.above]
    claims = [claim for row, text in lines if (claim := _claim(row, text, communities, spoken=plan.spoken))]
    ways = {claim.way for claim in claims} - {None}
    free = len(ways) > 1 and plan.direction_from != "chosen"
    rows = [row for row, _ in found.rows]
    kept = (claim if free and _heads(claim.row, rows) else replace(claim, way=None) for claim in claims)
    return [claim for claim in kept if claim.group or claim.sender or claim.way]


def _heads(title: int, rows: list[int]) -> bool:
    """Whether a card begins right below a line: 流出情况 stands inside one."""
    at = bisect_right(rows, title)
    return at < len(rows) and rows[at] - title <= CLOSE


def _claim(row: int, text: str, communities: Communities, *, spoken: bool) -> Claim | None:
    plain = fold(text).strip()
    if len(plain) > A_LINE:
        return None
    stamp = _STAMP.search(plain)
    who = (plain[: stamp.start()] + plain[stamp.end() :] if stamp else plain).strip()
    called = _CALLED.fullmatch(who) and not (_OF_A_LIST.search(who) or _PLACE.search(who))
    if len(who) <= LONGEST and (stamp or called):
        return Claim(row, None, who.rstrip(":"), communities.find(who, loose=False).code)
    group = None if _OF_SOMEBODY.match(plain) else group_of([text], communities, loose=False)
    if group is None:
        return None
    return Claim(row, group if group.place or spoken else None, way=None if spoken else group.direction)


def _claimed(plan: SheetPlan, asker: Claim | None, before: SheetPlan, claim: Claim) -> SheetPlan:
    """The plan of the cards below a claim, `before` that of those above it. A title of the whole sheet says more than
    who sends them, and he more than who asked for it."""
    way = claim.way or before.direction
    if claim.group:
        return replace(within(plan, claim.group), direction=way)
    if claim.way:
        return replace(before, direction=way)
    by = claim if claim.community else asker
    if by is None or plan.community_from not in (None, "file"):
        return plan
    return replace(plan, community=by.community, community_from=SENDER, sender=by.sender)
