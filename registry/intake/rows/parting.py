"""What stands in one cell and is several things: 姓名及身份证号, 性别、民族, 出生年月/入党时间.

Of such a column the first field reads the column itself. The others read cells that are put behind the row's last one
and counted from the end (-1, -2), so that a row may be of any width; what is told of them is told of the column.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from registry.intake.files.wire import Cell
from registry.intake.headings.layout import Head
from registry.intake.headings.plans import NOT_KEPT, Parted, SheetPlan
from registry.intake.rows.checked import CheckedRow, Problem
from registry.intake.rows.look import Look
from registry.intake.words.headers import FLOW_DAYS, shared_fields
from registry.intake.words.simple import reported
from registry.lib import codes, phones, values
from registry.lib.dates import parse_date
from registry.lib.names import begins_like_a_name
from registry.lib.phones import PhoneProblem, parse_phones
from registry.lib.values import fold, is_nothing, strip_cell

NAME, NUMBER = "name", "id_number"
APART = "、"  # where something was taken out: what stands on both sides is no one name
_NUMBER = re.compile(
    r"[(\[]?\s*(?:(?:公民)?身份证件?(?:号码?)?|证件?号码?)?\s*[:：]?\s*"
    r"(\d(?:[\dXx×*]){14,}|\d\.\d+[Ee]\+?\d+)\s*[)\]]?"
)
_WORD, _WITH_BRACKETS = re.compile(r"[^\s,，、;；/|()（）]+"), re.compile(r"[^\s,，、;；/|]+")
_DATED = re.compile(
    r"(?<!\d)\d{4}\s*[年./-]\s*\d{1,2}(?!\d)(?:\s*[月./-](?:\s*\d{1,2}(?!\d)\s*[日号]?)?)?(?:至今|起)?"
    r"|(?<!\d)\d{4}年|(?<!\d)(?:19|20)\d{4}(?:\d\d)?(?!\d)"
)
_MOBILE = re.compile(rf"[\s,，、;；/|]*{phones.PLAIN}[\s,，、;；/|]*")
_BETWEEN_NUMBERS = re.compile(rf"{phones.PLAIN}[\s,，、;；/|]*([\u4e00-\u9fff·]{{2,5}})[\s:：]*{phones.PLAIN}")
_OF_THE_SAME = re.compile("单位|家[属里庭中]|办公|老[公婆]|[父母妻夫女儿]|电话|手机|短号|联系|常用|微信|本人")
_SEPARATORS = " \t\n,，、;；/|"


def _has_phone(text: str) -> bool:
    try:
        found = parse_phones(text)
    except PhoneProblem:
        return True
    return bool(found.mobile or found.landlines or found.others_own)


# What a word has to be to be taken for a field.
READS: dict[str, Callable[[str], object]] = {
    "phone": _has_phone,
    "gender": lambda text: not text.isdigit() and values.sex(text),
    "ethnic": lambda text: not text.isdigit() and codes.ethnic(text),
    "education": lambda text: not text.isdigit() and codes.education(text),
    "political_status": lambda text: not text.isdigit() and codes.political(text),
    "birth_date": lambda text: parse_date(text, kind="any").start,
    "join_party_date": lambda text: parse_date(text, kind="any").start,
    "regular_date": lambda text: parse_date(text, kind="any").start,
    "reported_date": lambda text: parse_date(text, kind="any").start,
    "reported": lambda text: not text.isdigit() and reported(text) is not None,
    "age": re.compile(r"\d{1,3}周?岁?").fullmatch,
}


def with_parts(plan: SheetPlan, head: Head) -> SheetPlan:
    """The plan with the fields that share a column with its own. A person's choice for a column stands alone."""
    parted = []
    for column in plan.columns[: len(head.columns)]:
        fields = shared_fields(head.columns[column.index][1]) if column.field and not column.chosen else ()
        if column.field in fields:
            others = [name for name in fields if name != column.field]
            parted.append(Parted(column.index, (str(column.field), *others), fields[0] == NAME))
    origins = [(part.index, name) for part in parted for name in part.fields[1:]]
    by_field = dict(plan.by_field)
    for at, (_, name) in enumerate(origins, -len(origins)):
        if name not in NOT_KEPT:
            by_field[name] = (*by_field.get(name, ()), at)
    return replace(plan, by_field=by_field, parted=tuple(parted), origins=tuple(at for at, _ in origins))


def part(look: Look) -> None:
    """Take the shared cells of a row apart. One that can't be is left whole to its first field, which tells it."""
    plan, cells = look.plan, list(look.cells)
    cells += [None] * (len(plan.columns) - len(cells))
    behind: list[Cell] = []
    for shared in plan.parted:
        cell = cells[shared.index]
        found = _parts(cell, shared) if isinstance(cell, str) else {shared.fields[0]: cell}
        cells[shared.index] = found.get(shared.fields[0])
        behind += [found.get(name) for name in shared.fields[1:]]
    look.cells, look.width = cells + behind, len(cells)


def _parts(cell: str, shared: Parted) -> dict[str, Cell]:
    text, found = strip_cell(cell), dict[str, Cell]()
    if FLOW_DAYS.intersection(shared.fields):
        return _day_and_more(cell, text, shared.fields)
    if NUMBER in shared.fields and (number := _NUMBER.search(fold(text))):
        found[NUMBER] = number[1]
        text = f"{text[: number.start()]}{APART}{text[number.end() :]}"
    if NAME in shared.fields and _are_two(text):
        return {NAME: _MOBILE.sub(APART, fold(text)).strip(APART)}
    rest = _taken(text, shared, found)
    remaining = _without_blank_brackets("".join(rest)).strip(_SEPARATORS)
    if NAME in shared.fields:
        return found | {NAME: remaining or None}
    return {shared.fields[0]: cell} if remaining and not is_nothing(remaining) else found


def _are_two(text: str) -> bool:
    """张三 13800001234、李四 13800001235: another name stands between two numbers, and not 单位 or 妻子."""
    between = _BETWEEN_NUMBERS.search(fold(text))
    return between is not None and begins_like_a_name(between[1]) and not _OF_THE_SAME.search(between[1])


def _day_and_more(cell: str, text: str, fields: tuple[str, ...]) -> dict[str, Cell]:
    """`2021年3月，深圳宝安`, `2021.3务工`: one day and what stands beside it; two days are not taken apart."""
    days = list(_DATED.finditer(fold(text)))
    if len(days) > 1:
        return {fields[0]: cell}
    day, other = fields if fields[0] in FLOW_DAYS else fields[::-1]
    rest = f"{text[: days[0].start()]} {text[days[0].end() :]}" if days else text
    return {day: days[0][0].rstrip("./-") if days else None, other: rest.strip(_SEPARATORS + "（）()") or None}


def _taken(text: str, shared: Parted, found: dict[str, Cell]) -> list[str]:
    """The characters that are left when every word that is a field's was put into `found`."""
    left = [name for name in shared.fields if name in READS]
    rest, told = list(text), len(text)
    words = _WITH_BRACKETS if "phone" in left else _WORD  # 13800001234（妻） is read with its bracket
    for at, word in enumerate(words.finditer(text)):
        named = NAME in shared.fields and shared.name_first and at == 0  # 苗 翠花 is nobody's ethnic group
        name = None if named else next((name for name in left if READS[name](word[0])), None)
        if name:
            left.remove(name)
            found[name] = word[0]
            told = word.end() if name == "phone" else told
            rest[word.start() : word.end()] = APART.ljust(len(word[0]))
    if shared.name_first and (behind := "".join(rest[told:]).strip(_SEPARATORS)):  # 13800001234 妻
        found["phone"] = f"{found['phone']} {behind}"
        rest[told:] = []
    return rest


def _without_blank_brackets(text: str) -> str:
    return re.sub(r"[(（\[][\s、]*[)）\]]", " ", text)


def put_back(row: CheckedRow, plan: SheetPlan) -> None:
    """Say of the column what was said of the cells behind the row."""
    row.errors = list(_told(row.errors, plan))
    row.warnings = list(_told(row.warnings, plan))
    row.columns = (plan.origin(row.columns[0] - 1) + 1, plan.origin(row.columns[1] - 1) + 1)


def _told(problems: Iterable[Problem], plan: SheetPlan) -> Iterator[Problem]:
    return (replace(problem, column=plan.origin(problem.column - 1) + 1) for problem in problems)
