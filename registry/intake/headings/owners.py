"""Whose a telephone is: one right behind another person's column is that person's, and never quietly the member's."""

import re
from collections.abc import Callable
from itertools import groupby, pairwise

from registry.intake.headings.layout import Head, Row
from registry.intake.headings.plans import Column, Owned
from registry.intake.words.headers import ANOTHER, RELATION, code_of, header_key
from registry.lib.names import name_key
from registry.lib.phones import PhoneProblem, parse_phones
from registry.lib.values import strip_cell, synonym, yes_no

PERSONS = {
    "liaison": "liaison_phone",
    "home_org_contact": "home_org_phone",
    "host_org_contact": "host_org_phone",
    "home_org_name": "home_org_phone",
    "host_org_name": "host_org_phone",
}
CONTACTS = {"home_org_name": "home_org_contact", "host_org_name": "host_org_contact"}
OF_OTHERS = frozenset(PERSONS) | {"canvasser"}
OWN = ("本人", "党员")
MOBILE = "手机"
REACHED = ("有效", "常用", "注册", "现联系", "外出期间")
REQUIRED = ("*", "＊", "必填")
POSTS = frozenset(("职务", "职位"))
_SOMEBODY = re.compile(
    ".*(?:人|员|者|(?<![特专时])长|主|友|书记|支书|领导|干部|经理|老师|师傅|专干|主任|民警|工头|社会关系|姓名)"
)
_FIRM = re.compile(
    "(?:所在|所属|用工|就业|工作)?(?:企业|公司|单位|商户|商铺|店铺|门店|工厂)(?:名称|全称|地址|所在地|性质|类型|规模)*"
)
_SHORT = re.compile("[\u4e00-\u9fff]{2,4}")
PLAIN = frozenset(("联系人", "联络人", "联系人姓名"))


def phones_of_others(
    columns: list[Column], body: list[Row], head: Head | None = None
) -> tuple[list[Column], tuple[Owned, ...]]:
    """The columns, with the telephones of others taken from the member; and those to be told row by row.

    Where the member has a telephone elsewhere, one behind a contact person is certainly that person's. The only one is
    the member's if the rows show it: one liaison with many numbers. Else it is read as nobody's, and said so.
    """
    columns = _of_organisations(columns)
    phones = [at for at, column in enumerate(columns) if column.field == "phone" and not _is_own(column)]
    found = {at: owner for at in phones if (owner := owner_of(columns, at, body)) is not None}
    # 所在党支部 | 手机号码: an organisation has a telephone, a mobile is somebody's.
    behind = {at: one for at, one in found.items() if one.field not in CONTACTS or MOBILE not in columns[at].heading}
    free = len(behind) < len(phones) or any(column.field == "phone_or_channel" for column in columns)
    name = next((column.index for column in columns if column.field == "name"), -1)
    told = []
    for at, owner in behind.items():
        if owner.field in CONTACTS and not free:
            continue  # 流出地党组织 | 电话: the only one is more often the member's
        if not free and head is not None and _stands_apart(head, owner.index, at):
            continue
        theirs = True if free else _is_theirs(owner.index, at, name, body)
        if theirs is False or (theirs is None and _is_rather_own(columns, owner, at, body)):
            continue
        field = PERSONS.get(owner.field or "") if theirs else None
        columns[at] = Column(at, columns[at].heading if field else f"{owner.heading}/{columns[at].heading}", field)
        if not (free or field):
            told.append(Owned(at, owner.index, owner.heading))
    return [_last_known(column, columns) for column in columns], tuple(told)


def _is_own(column: Column) -> bool:
    """Whether a telephone is the member's wherever it stands: somebody said so, or its heading does (本人电话)."""
    return column.chosen or any(word in column.heading for word in OWN)


def _is_rather_own(columns: list[Column], owner: Column, at: int, body: list[Row]) -> bool:
    """有效联系电话 is how a member is reached, *手机号码 what everybody has to fill in; and a contact whose number
    stands elsewhere has none here too."""
    if any(word in columns[at].heading for word in (*REACHED, *REQUIRED)):
        return True
    theirs = PERSONS.get(owner.field or "")
    return any(column.field == theirs and _holds_phone(column.index, body) for column in columns if theirs)


def _stands_apart(head: Head, owner: int, at: int) -> bool:
    """Whether somebody has a heading above him that the telephone behind him has not (失联情况: 联系人 | 电话)."""
    if max(owner, at) >= len(head.columns):
        return False
    return bool(head.columns[owner][0]) and head.columns[owner][0] != head.columns[at][0]


def _of_organisations(columns: list[Column]) -> list[Column]:
    """流出地党组织 | 联系人 | 联系电话: a 联系人 right behind an organisation is its own."""
    found = list(columns)
    for before, column in pairwise(columns):
        contact = CONTACTS.get(before.field or "")
        if contact and column.field == "liaison" and header_key(column.heading) in PLAIN and not column.chosen:
            found[column.index] = Column(column.index, column.heading, contact)
    return found


def _last_known(column: Column, columns: list[Column]) -> Column:
    """原联系电话 is the member's telephone where the sheet asks for no other."""
    if column.field != "former_phone" or column.chosen or any(other.field == "phone" for other in columns):
        return column
    return Column(column.index, column.heading, "phone")


def owner_of(columns: list[Column], at: int, body: list[Row]) -> Column | None:
    """The person right before a telephone (家属 | 与本人关系 | 电话), unless his own cell already has his number."""
    before = at - 1
    while before > 0 and _is_of_a_person(columns[before]):
        before -= 1
    if before < 0:
        return None
    owner = columns[before]
    told = owner.field in OF_OTHERS or (owner.field is None and code_of(owner.heading) == ANOTHER)
    another = told or _names_people(owner, body) or _is_firm_before_name(columns, owner, at)
    return owner if another and not _holds_phone(before, body) and not _holds_counts(before, body) else None


def _is_of_a_person(column: Column) -> bool:
    """What may stand between somebody and his telephone: 与本人关系, 职务, a second 身份证号."""
    if column.field is None:
        return code_of(column.heading) in (RELATION, "id_number") or "身份证" in column.heading
    return column.field == "job_title" and header_key(column.heading) in POSTS


def _names_people(column: Column, body: list[Row]) -> bool:
    """A heading that nobody knows (受托人, 责任民警) or 家庭成员, and below it what may be names."""
    may = column.field == "household_size" or (column.field is None and _SOMEBODY.fullmatch(header_key(column.heading)))
    return bool(may) and _mostly(_like_a_name, column.index, body)


def _is_firm_before_name(columns: list[Column], column: Column, at: int) -> bool:
    """企业名称 | 企业地址 | 电话 | 党员姓名: a number right behind a firm and before the name is the firm's."""
    named = next((other.index for other in columns if other.field == "name"), -1)
    return named > at and _FIRM.fullmatch(header_key(column.heading)) is not None


def _like_a_name(text: str) -> bool:
    return _SHORT.fullmatch(text) is not None and yes_no(text) is None


def _holds_phone(at: int, body: list[Row]) -> bool:
    """汪联络 13843430733"""
    return _mostly(_has_mobile, at, body)


def _holds_counts(at: int, body: list[Row]) -> bool:
    """家庭人口 is nobody."""
    return _mostly(lambda text: text.removesuffix("人").isdecimal(), at, body)


def _mostly(test: Callable[[str], bool], at: int, body: list[Row]) -> bool:
    """Whether more than half of what a column holds passes."""
    cells = [text for _, row in body if (text := _text(row, at))]
    return sum(map(test, cells)) * 2 > len(cells)


def _has_mobile(value: str) -> bool:
    try:
        return parse_phones(value).mobile is not None
    except PhoneProblem:
        return True


def is_oneself(person: str, name: str) -> bool:
    """Whether a 联系人 is the member himself."""
    key = name_key(person)
    return bool(key) and (key == name_key(name) or synonym("oneself", person) is not None)


def _is_theirs(person: int, phone: int, name: int, body: list[Row]) -> bool | None:
    """By the people who stand there more than once: the same number each time is theirs, another one is the member's.

    A number beside a blank belongs to a name that was written once, further up.
    """
    pairs, last = [], ""
    for _, row in body:
        last = _text(row, person) or last
        number = _text(row, phone)
        if OWN[0] in number:
            return False  # 13800001234（本人）
        if number and last and not is_oneself(last, _text(row, name)):
            pairs.append((last, number))
    groups = [[number for _, number in group] for _, group in groupby(sorted(pairs), key=lambda pair: pair[0])]
    same = [len(set(numbers)) == 1 for numbers in groups if len(numbers) > 1]
    if not same or same.count(True) * 2 == len(same):
        return None
    return same.count(True) * 2 > len(same)


def _text(row: list[object], at: int) -> str:
    return strip_cell(row[at]) if 0 <= at < len(row) and row[at] is not None else ""
