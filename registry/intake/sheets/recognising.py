"""From headings to a plan: which column is which field, which way people went, which community a sheet is about."""

import re
from dataclasses import replace
from functools import partial

from registry.intake.files.reading import Sheet
from registry.intake.files.wire import Cell
from registry.intake.headings.contents import BY_CONTENT, share, with_names
from registry.intake.headings.directions import MAY_BE_A_WAY, branch_elsewhere, home_in_title, is_away, values_of
from registry.intake.headings.directions import decide as direction_of
from registry.intake.headings.directions import opposed as opposed_by
from registry.intake.headings.identities import identities_of_members
from registry.intake.headings.layout import Head, Row, is_data, texts
from registry.intake.headings.neighbours import (
    bare_dates,
    is_of_work,
    says_flow,
    without_days_of_relations,
    without_former_places,
    workplaces,
)
from registry.intake.headings.owners import phones_of_others
from registry.intake.headings.plans import NOT_KEPT, Column, SheetPlan, Wishes
from registry.intake.headings.unheaded import is_guessed, with_identities
from registry.intake.rows.parting import with_parts
from registry.intake.rows.ticks import ticks_of
from registry.intake.sheets.filling import habits
from registry.intake.words.communities import Communities
from registry.intake.words.headers import FLOW_DAYS, field_of, header_key, signature
from registry.intake.words.nobody import is_count
from registry.intake.words.simple import DATES
from registry.intake.words.villages import VILLAGES, village_meant
from registry.intake.words.whose import community_of_sheet
from registry.lib import divisions
from registry.lib.codes import political
from registry.lib.dates import TENTH
from registry.lib.values import relation_status, synonym, yes_no

SINGLE = frozenset(("name", "id_number"))
DAYS = frozenset((*DATES, "flow_in_date", "flow_out_date", "birth_date"))
IS_TENTH, IS_OCTOBER = TENTH.fullmatch, re.compile(r"\d{4}\.10").fullmatch
ORGANISATIONS = frozenset(("branch", "home_org_name", "host_org_name"))
_NAME, SOURCE = "姓名", "来源"
_LEFT_US = re.compile("离开?(?:江海|江门|[本我](?:社区|村|区|地|街道)|辖区)")  # 离开江海时间 of who came
_LEFT_AGAIN = re.compile("(?:已?(?:离开|搬离|搬走|迁出|离江)|转出本地|离去)的?(?:时间|日期|年月)")  # beside 流入时间
_PARTY = re.compile("^中共|党委|党工委|党总?支|支部|党组")
_MEMBER = re.compile("(?:中共|流动|流入|流出|外来)?党员")


def make_plan(
    sheet: Sheet, head: Head, above: list[Row], body: list[Row], wishes: Wishes, communities: Communities
) -> SheetPlan:
    """Decide everything about one table. `above` are the title rows, `body` a sample of the rows below."""
    titles = tuple(" ".join(texts(cells)) for _, cells in above if not is_data(cells) and not _has_count(cells))
    direction, source = direction_of(sheet, head, titles, body, wishes, communities)
    found = _columns(head, body, direction, communities, _chosen(sheet, head, wishes))
    home = home_in_title(titles, communities) if direction == "in" else ""
    found = workplaces(_branches_at(home, found), direction)
    found = without_days_of_relations(bare_dates(found, direction, (sheet.name, *titles)))
    found = with_names(without_former_places(found), partial(values_of, body))
    headed = identities_of_members(found, body, head)
    told = with_identities(headed, body)
    found, owned = phones_of_others(told, body, head)
    columns, ticks = ticks_of(head, found, body)
    by_field: dict[str, tuple[int, ...]] = {}
    for column in columns:
        if column.field and column.field not in NOT_KEPT:
            by_field[column.field] = (*by_field.get(column.field, ()), column.index)
    for name in ORGANISATIONS & set(by_field):  # 党支部 says more than 分党委 beside it
        by_field[name] = tuple(sorted(by_field[name], key=lambda at: _height(columns[at].heading)))
    for name in FLOW_DAYS & set(by_field):  # 流入时间 says more than 进厂时间
        by_field[name] = tuple(sorted(by_field[name], key=lambda at: not says_flow(columns[at].heading)))
    if "community" in by_field:
        by_field["community"] = tuple(sorted(by_field["community"], key=lambda at: is_of_work(columns[at].heading)))
    community, community_from = community_of_sheet(sheet.name, titles, communities, wishes.filename)
    plan = SheetPlan(
        sheet.name,
        head.first,
        head.last,
        columns,
        by_field,
        direction,
        source,
        titles,
        community,
        community_from,
        _mark(head),
        habits(by_field, body, sheet, head),
        tuple(sheet.hidden_columns),
        ticks,
        owned,
        tenths=_tenths(sheet, columns, body),
        home=home,
        opposed=opposed_by(sheet, head, titles, body, wishes, communities),
        mixed=_both_ways(by_field.get("flow_direction", ()), body),
        guessed=told is not headed and is_guessed(told, body),
    )
    return with_parts(plan, head)


def _both_ways(columns: tuple[int, ...], body: list[Row]) -> bool:
    """Whether some rows say that somebody came, and others that somebody left."""
    return {"in", "out"} <= {synonym("direction", value) for at in columns for value in values_of(body, at)}


def _branches_at(home: str, columns: list[Column]) -> list[Column]:
    """所在党支部 and 乡镇 in the list of a county elsewhere are there."""
    if not home:
        return columns
    there = {"branch": "home_org_name", "street": None}
    return [
        column if column.chosen else replace(column, field=there.get(column.field or "", column.field))
        for column in columns
    ]


def _has_count(cells: list[Cell]) -> bool:
    """永明社区 | 12 | 3人: a row of figures above a roster is no title of it."""
    said = texts(cells)
    return len(said) > 1 and any(text.isdigit() or is_count(text) for text in said[1:])


def _height(heading: str) -> int:
    """0 for a branch, 2 for what stands above branches, 1 where the heading leaves it open."""
    return 0 if "支部" in heading else 2 if "党委" in heading or "总支" in heading else 1


def _chosen(sheet: Sheet, head: Head, wishes: Wishes) -> dict[int, str | None]:
    """What a person chose for this sheet, else for another with the same headings."""
    if sheet.name in wishes.mappings:
        return wishes.mappings[sheet.name]
    if not wishes.remembered:
        return {}
    return wishes.remembered.get(_mark(head), {})


def _mark(head: Head) -> str:
    return signature(head.heading(at) for at in range(len(head.fields)))


def _columns(
    head: Head, body: list[Row], direction: str, communities: Communities, chosen: dict[int, str | None]
) -> list[Column]:
    columns: list[Column] = []
    taken: set[str] = set()
    named = any(field == "name" and _NAME in head.heading(at) for at, field in enumerate(head.fields))
    for at in range(max(len(head.fields), *chosen, 0)):  # what was chosen may stand right of the last heading
        heading, guess = (head.heading(at), head.fields[at]) if at < len(head.fields) else ("", None)
        if at + 1 in chosen:
            columns.append(Column(at, heading, chosen[at + 1], True))
            continue
        if guess is None and (here := communities.heading(heading)):
            guess = field_of(here)
        guess = guess or branch_elsewhere(heading, direction)
        guess = _beside_others(guess, heading, head, values_of(body, at), named=named)
        if direction == "in" and guess == "flow_out_date" and "flow_in_date" in head.fields and _is_of_leaving(heading):
            guess = "return_date"
        name = _meant(guess, heading, values_of(body, at), direction, communities) if guess else None
        if not heading and not columns and _counts(values_of(body, at)):
            name = "row_no"
        if name in SINGLE and name in taken:
            heading, name = heading if values_of(body, at) else "", None  # merged over two columns, and written in one
        taken.add(name or "")
        columns.append(Column(at, heading, name))
    return columns


def _is_of_leaving(heading: str) -> bool:
    """Whether a day beside 流入时间 is when somebody left here: 离开时间. 流出时间 is when he left home."""
    return _LEFT_AGAIN.fullmatch(header_key(heading)) is not None


def _beside_others(guess: str | None, heading: str, head: Head, values: list[str], *, named: bool) -> str | None:
    """What a heading is where others say more."""
    if guess in (None, "name") and _MEMBER.fullmatch(header_key(heading)) and share(values, _is_answer) > 0.5:
        return "is_mobile" if "流" in heading else "is_member"  # 党员: 是 / 否
    if guess == "name" and named and _NAME not in heading:
        return None  # 流入党员 beside 姓名: a title, set upright
    if guess == "destination" and "流动" in heading:
        return "place?"  # 流动地点 of who came is where from
    return "row_no" if guess == "id?" and "id_number" in head.fields else guess  # id beside id_card


def _is_answer(value: str) -> bool:
    return yes_no(value) is not None


def _counts(values: list[str]) -> bool:
    """1 2 3 … in the first column: row numbers that nobody wrote a heading for."""
    return len(values) > 1 and all(value.isdigit() and len(value) < 5 for value in values)


def _meant(guess: str, heading: str, values: list[str], direction: str, communities: Communities) -> str | None:
    """A heading's field, where its cells have a say in it."""
    if guess in MAY_BE_A_WAY and _is_way(guess, values):
        return "flow_direction"
    if guess == "origin_region":
        return _where_from(heading, values)
    if guess == "political_status" and "党籍" in heading and not share(values, political):
        return "flow_status"  # 党籍状态: 正常
    if guess == "home_org_name" and share(values, relation_status) > 0.5:
        return "relation_status"  # 组织关系: 在原籍
    if (
        guess == "community"
        and direction == "out"
        and _is_elsewhere(values, communities)
        and not _ours(values, communities)
    ):
        return "destination"  # 现居住社区 of who left
    if guess == "flow_out_date" and direction == "in" and _LEFT_US.search(heading):
        return "return_date"
    if by_content := BY_CONTENT.get(guess):
        found = by_content(values)
        went = found == "flow_status" and direction == "out" and share(values, _is_place) > 0.5
        return "destination" if went else found  # 流动情况: 在东莞务工
    return _settled(guess, values, direction, communities) if guess.endswith("?") else guess


def _where_from(heading: str, values: list[str]) -> str | None:
    if heading == SOURCE and values and not share(values, _is_place):
        return None  # 来源 of an answer: 手机提交, 微信
    by_branch = share(values, _is_organisation) > 0.5  # 从何处来: 中共利川市谋道镇委员会
    return "home_org_name" if by_branch else "origin_region"


def _is_way(guess: str, values: list[str]) -> bool:
    """Whether most cells are a way and nothing else; remarks only if they say both: one remark 外出 says it of one.

    是否流动党员 is answered with a way or with no: then those who don't flow may be many.
    """
    ways = [way for value in values if (way := synonym("direction", value))]
    if guess == "is_mobile":
        return len(ways) > sum(1 for value in values if yes_no(value))
    return len(ways) * 2 > len(values) and (guess != "remark" or len(set(ways)) > 1)


def _settled(guess: str, values: list[str], direction: str, communities: Communities) -> str | None:
    """An ambiguous heading, decided by direction and content."""
    if guess in VILLAGES:
        return village_meant(guess, values, direction, communities)
    if guess == "branch?":
        away = _is_elsewhere(values, communities)
        return "home_org_name" if direction == "out" or away else "branch"
    if guess == "lives_in?":  # 现居住省 | 现居住市
        return "destination" if direction == "out" else None
    if guess == "host_place?":
        return "destination" if direction == "out" else "residence_address"
    if guess == "flow_target?" and values and share(values, _is_place) < 0.3:
        return "destination_unit_type"
    if direction == "out":
        return "destination"
    if guess == "left_for?":
        return "origin_region"
    return "destination" if share(values, communities.is_local) > 0.5 else "origin_region"


def _ours(values: list[str], communities: Communities) -> float:
    """How many of these are communities of the district, also by their codes."""
    return share(values, lambda text: communities.find(text).code)


def _is_elsewhere(values: list[str], communities: Communities) -> bool:
    """Whether most of these lie outside the district, and none within."""
    return share(values, partial(is_away, communities)) > 0.5 and not share(values, communities.is_local)


def _is_organisation(value: str) -> bool:
    return _PARTY.search(value) is not None


def _is_place(value: str) -> bool:
    match = divisions.resolve(value)
    return bool(match.code or match.candidates)


def _tenths(sheet: Sheet, columns: tuple[Column, ...], body: list[Row]) -> frozenset[int]:
    """Columns of a text in which 2021.1 is written and never 2021.10: a spreadsheet's numbers lose their last zero."""
    if sheet.encoding is None:
        return frozenset()
    written = {column.index: values_of(body, column.index) for column in columns if column.field in DAYS}
    return frozenset(at for at, values in written.items() if share(values, IS_TENTH) and not share(values, IS_OCTOBER))
