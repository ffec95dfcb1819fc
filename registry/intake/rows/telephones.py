"""The telephones of a row: whose they are, and which is the member's own."""

import re

from registry.intake.files.wire import Cell
from registry.intake.headings.owners import OWN, is_oneself
from registry.intake.headings.plans import SheetPlan
from registry.intake.rows import misread
from registry.intake.rows.look import Look, behind
from registry.intake.words import messages
from registry.intake.words.simple import nothing
from registry.lib import phones
from registry.lib.phones import PhoneProblem, Phones, parse_phones
from registry.lib.values import listed_words, strip_cell

FORMER = "former_phone"
WITH_KIN = "phone_and_kin"  # 本人及家属联系电话: the member's own comes first
PHONES = ("phone", WITH_KIN, "phone_or_channel", "landline", FORMER)
NEW = ("新", "更正")  # 新电话 beside 电话
ON_PAPER = ("注册", "登记")  # 注册手机号 beside 手机号码: once given to some system, and not always changed there
_MOBILE = re.compile(phones.PLAIN)
_LABELLED = re.compile(
    r"(?:^|[，,；;。、\s])(?:本人|新|现|联系|现用)*(?:手机|电话|号码|联系方式)(?:号码?)?"
    rf"(?:[:：为是改]|改为|换成)*\s*({phones.PLAIN})(?!\d)"
)
_SOMEBODY = re.compile(
    "联系人|联络|配偶|[妻夫父母儿女兄弟姐妹亲]|家[属人]|书记|主任|负责|介绍|推荐|房东|老板|同事|工友|代[办填报]|停用|旧|原"
)
_OUT_OF_USE = ("停机", "停用", "空号", "注销", "作废", "打不通", "无法接通")
Columns = list[tuple[int, str]]  # 0-based, with their fields


def columns_of(plan: SheetPlan) -> Columns:
    """The columns that may hold the member's telephone, in the order in which they count."""
    listed = [(at, name) for name in PHONES for at in plan.by_field.get(name, ())]
    return sorted(listed, key=lambda column: _rank(plan.columns[plan.origin(column[0])].heading))


def _rank(heading: str) -> int:
    """新电话 first, 本人电话 before a plain 联系电话, what was once registered last."""
    ranks = ((NEW, 0), (ON_PAPER, 3), (OWN, 1))
    return next((rank for words, rank in ranks if any(word in heading for word in words)), 2)


def read(look: Look, columns: Columns, id_column: int) -> None:
    """The member's telephone, further numbers, and the errors and warnings of both."""
    _own(look, columns, id_column)
    _behind_others(look)
    row = look.row
    if not row.values["phone"]:
        row.values["phone"] = _in_remark(look.text("remark"))
    if row.extra and not row.values["phone"]:  # 张三13800001234
        row.values["phone"] = _mobile_in(row.extra.get("name_remark", ""))


def _in_remark(remark: str) -> str | None:
    """手机138…, 在某某厂上班: the one number of a remark that names nobody else."""
    found = _LABELLED.findall(remark)
    return found[0] if len(found) == len(_MOBILE.findall(remark)) == 1 and not _SOMEBODY.search(remark) else None


def _own(look: Look, columns: Columns, id_column: int) -> None:
    row, others = look.row, list[str]()
    row.values["phone"] = None
    for at, name in columns:
        cell = look.at(at)
        if cell is None:
            continue
        try:
            found = parse_phones(_without_own_name(cell, row.values["name"]))
            if not found.mobile and (mended := misread.phone_in(look, cell, at + 1)) != cell:
                found = parse_phones(mended)
        except PhoneProblem:
            row.fail(at + 1, "phone_damaged", messages.error("phone_damaged"), strip_cell(cell))
            continue
        numbers = [found.mobile, *found.others] if found.mobile else []
        if numbers and not row.values["phone"] and name != FORMER:
            row.values["phone"], row.columns = numbers.pop(0), (id_column, at + 1)
        others += _others(look, at, name, (numbers, found))
    if others:
        _tell_newer(look, others)
        row.values["other_phones"] = list(dict.fromkeys(others))
        if not row.values["phone"] and not _mobile_in(others[0]):
            look.warn(columns[0][0] + 1, "phone_landline", others[0])


def _without_own_name(cell: Cell, name: str | None) -> Cell:
    """孙美玲 138… beside the member 孙美玲 is no grandchild's number."""
    return cell.replace(name, " ") if type(cell) is str and name and name in cell else cell


def _others(look: Look, at: int, name: str, left: tuple[list[str], Phones]) -> list[str]:
    """Further numbers of the member; other text is noted. Behind 本人及家属 it is the relative's."""
    numbers, found = left
    if name == WITH_KIN and numbers:
        look.keep("phone_text", strip_cell(look.at(at)))
        return []
    if found.rest:
        _beside(look, at, name, found)
    if found.changed:
        look.warn(at + 1, "phone_changed", strip_cell(look.at(at)), value=found.mobile)
    return [number for number in (*numbers, *found.landlines) if number != look.row.values["phone"]]


def _tell_newer(look: Look, others: list[str]) -> None:
    """Say that of 手机号 and 新手机号 the newer one was taken."""
    at = look.row.columns[1] - 1
    heading = look.plan.columns[look.plan.origin(at)].heading if look.row.values["phone"] and at < look.width else ""
    if any(word in heading for word in NEW) and (before := next(filter(phones.is_mobile, others), "")):
        look.warn(at + 1, "phone_newer", before, heading=heading)


def _behind_others(look: Look) -> None:
    for owned in look.plan.owned:
        text, person = strip_cell(look.at(owned.index)), strip_cell(look.at(owned.person))
        own = _mobile_in(text) if is_oneself(person, look.row.values["name"] or "") else None
        if own:
            look.row.values["phone"] = own
        elif any(char.isdigit() for char in text):
            look.warn(owned.index + 1, "phone_behind_another", text, owner=owned.heading[:20])


def _beside(look: Look, at: int, name: str, found: Phones) -> None:
    """微信 in 与党组织联系方式 is a way of contact; other words stay as they were written."""
    rest = found.rest
    if nothing(rest):
        return
    for theirs in found.others_own:
        look.warn(at + 1, "phone_of_another", theirs)
    if found.mobile and _names_an_office(rest):
        look.warn(at + 1, "phone_with_role", strip_cell(look.at(at)))
    elif found.mobile and not found.others and any(word in rest for word in _OUT_OF_USE):
        look.warn(at + 1, "phone_gone", strip_cell(look.at(at)))
    if name == "phone_or_channel" and not any(char.isdigit() for char in rest):
        look.row.values["contact_channel"] = behind(look.row.values.get("contact_channel"), rest)
        return
    look.keep("phone_text", rest)
    if not (found.mobile or found.landlines or found.others_own):
        look.warn(at + 1, "phone_unreadable", rest)


def _names_an_office(words: str) -> bool:
    """138…（村书记）, 代：138…: it may be the member's own office; whoever put the number there knows."""
    return any(word in words for word in listed_words("phone_role"))


def _mobile_in(text: str) -> str | None:
    try:
        return parse_phones(text).mobile
    except PhoneProblem:
        return None
