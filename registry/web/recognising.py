"""What a half-filled form already says: the ID number read, and who may be the same person.

Only people in the reader's own scope are shown. Of an open record elsewhere there is one sentence, the same whoever
holds it, and the question leaves a mark on the trail.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from registry.choices import Direction, Precision
from registry.domain import probing
from registry.domain.errors import OpenElsewhere
from registry.entry.fields import ID_MASKED, id_problem
from registry.lib import divisions
from registry.lib.identity import IdNumber, IdProblem, is_masked, parse_id
from registry.lib.keys import employer_key, name_keys
from registry.lib.masks import mask_id
from registry.lib.names import parse_name
from registry.lib.phones import PhoneProblem, parse_phones
from registry.models import Member, User
from registry.models.custody import open_elsewhere
from registry.models.sealed import blind_index
from registry.models.unit import record
from registry.web import labels

OURS = "这位党员已经在您这里在册，不用再登记。请点开下面他的姓名，在他的页面上办理。"
MOST_SHOWN = 5
MOST_READ = 20
FULL_LENGTH = 18
SAME_FIELDS = (
    "name", "sex", "birth_on", "birth_precision", "status", "is_open", "direction", "id_number", "phone", "id_index",
    "phone_index", "name_key", "pinyin", "pinyin_alt", "employer_key", "owner_path", "organisation__full_name",
    "organisation__name",
)  # fmt: skip


@dataclass
class Hints:
    """What is shown beside the form. `fills` are fields that follow from the ID number."""

    note: str = ""
    tone: str = "info"
    number: IdNumber | None = None
    county: str = ""
    fills: dict[str, str] = field(default_factory=dict)
    mismatches: list[str] = field(default_factory=list)
    same: list[dict[str, Any]] = field(default_factory=list)
    ours: str = ""
    elsewhere: str = ""
    paused: str = ""


def read(typed: Mapping[str, Any], *, by: User, exclude: object = None) -> Hints:
    """Hints for the values of a form as `by` typed them. `exclude` is the record being edited."""
    hints = _read_number(str(typed.get("id_number", "")))
    if hints.number:
        _compare(hints, hints.number, typed)
    hints.same = _same_persons(hints.number, typed, exclude)
    if hints.number and exclude is None:
        _look_elsewhere(hints, hints.number, str(typed.get("direction", Direction.IN)), by)
    return hints


def _read_number(typed: str) -> Hints:
    text = "".join(typed.split())
    if not text:
        return Hints()
    try:
        number = parse_id(text)
    except IdProblem as problem:
        if problem.kind == "id_length" and len(text) < FULL_LENGTH:
            return Hints(f"已输入 {len(text)} 位，还差 {FULL_LENGTH - len(text)} 位。")
        return Hints(id_problem(problem, text), "error")
    if number is None:
        return Hints(ID_MASKED if is_masked(text) else "", "error")
    return Hints(_said(number), "success", number, _county(number))


def _said(number: IdNumber) -> str:
    legacy = f"15 位老号码，已补成 18 位 {number.value}；" if number.legacy else ""
    return f"号码校验通过：{legacy}{number.sex}，{number.birth} 出生。"


def _county(number: IdNumber) -> str:
    return divisions.full_name(number.county) if divisions.find(number.county) else ""


def _compare(hints: Hints, number: IdNumber, typed: Mapping[str, Any]) -> None:
    """Blank fields are filled from the number; a filled one that says otherwise is pointed out."""
    for name, label, told in (("sex", "性别", number.sex), ("birth", "出生日期", str(number.birth))):
        given = str(typed.get(name, "")).strip()
        if not given:
            hints.fills[name] = told
        elif given != told and not (name == "birth" and told.startswith(given)):
            hints.mismatches.append(f"{label}填的是“{given}”，身份证号显示为“{told}”")


def _look_elsewhere(hints: Hints, number: IdNumber, direction: str, by: User) -> None:
    try:
        probing.check()
    except probing.TooOften as stop:
        hints.paused = (
            f"一小时内查到的别处在册党员太多了，{timezone.localtime(stop.until):%H:%M} 以后才能再按身份证号登记。"
        )
        return
    index = blind_index().of("id", number.value) or b""
    if is_ours(index, direction):
        hints.ours = OURS
    elif direction in Direction.values and open_elsewhere(index, direction):
        hints.elsewhere = OpenElsewhere.MESSAGE
        who = probing.person(by, number.value)
        record("member.open_elsewhere_told", outcome="refused", object_type="member", direction=direction, person=who)


def is_ours(index: bytes, direction: str) -> bool:
    """Whether an open record of the reader's own scope has this number: nothing to ask anybody else for."""
    return Member.objects.filter(id_index=index, direction=direction, is_open=True).exists()


def _same_persons(number: IdNumber | None, typed: Mapping[str, Any], exclude: object) -> list[dict[str, Any]]:
    keys = _keys(number, typed)
    if not keys:
        return []
    asked = Q()
    for condition in keys.values():
        asked |= condition
    found = Member.objects.filter(asked).select_related("organisation").only(*SAME_FIELDS).order_by("-is_open", "-id")
    rows = [_same(member, number, typed) for member in found[:MOST_READ] if member.pk != exclude]
    return sorted(rows, key=lambda row: row["rank"])[:MOST_SHOWN]


def _keys(number: IdNumber | None, typed: Mapping[str, Any]) -> dict[str, Q]:
    """By what the same person may be found: number, telephone, name, sound of the name."""
    keys: dict[str, Q] = {}
    if number:
        keys["id"] = Q(id_index=blind_index().of("id", number.value))
    if mobile := _mobile(typed):
        keys["phone"] = Q(phone_index=blind_index().of("phone", mobile))
    name = parse_name(typed.get("name", "")).text
    if len(name) > 1:
        keys["name"] = Q(name_key=name_keys(name)[0])
        spoken = _spoken(name)
        keys["pinyin"] = Q(pinyin__in=spoken) | Q(pinyin_alt__in=spoken, pinyin_alt__gt="")
    return keys


def _spoken(name: str) -> set[str]:
    """How a name may be read: 张伟 and 张玮 sound alike, 单 has two readings."""
    _, _, pinyin, _, other, _ = name_keys(name)
    return {pinyin, other} - {""}


def _mobile(typed: Mapping[str, Any]) -> str:
    try:
        return parse_phones(str(typed.get("phone", ""))).mobile or ""
    except PhoneProblem:
        return ""


def _same(member: Member, number: IdNumber | None, typed: Mapping[str, Any]) -> dict[str, Any]:
    """One possible same person, masked, with the reason why."""
    reasons = _reasons(member, number, typed)
    return {
        "rank": 0 if "身份证号相同" in reasons else 9 - len(reasons) - 2 * ("姓名同音" not in reasons),
        "why": "、".join(reasons),
        "name": member.name,
        "url": reverse("member", args=[member.pk]),
        "sub": f"{labels.direction(member.direction)} · {member.organisation}",
        "badge": labels.status_badge(member.status),
        "id": mask_id(str(member.id_number)) or "无身份证号",
        "phone": labels.phone(member) or "无手机号",
        "birth": labels.partial_date(member.birth_on, member.birth_precision),
    }


def _reasons(member: Member, number: IdNumber | None, typed: Mapping[str, Any]) -> list[str]:
    name = parse_name(typed.get("name", "")).text
    same_name = bool(name) and member.name_key == name_keys(name)[0]
    alike = bool(name) and not same_name and bool(_spoken(name) & {member.pinyin, member.pinyin_alt})
    born = number.birth if number else None
    employer = employer_key(str(typed.get("employer", "")))
    found = [
        ("身份证号相同", number is not None and str(member.id_number) == number.value),
        ("手机号相同", bool(member.phone) and str(member.phone) == _mobile(typed)),
        ("同名", same_name),
        ("姓名同音", alike),
        ("出生日期相同", born is not None and member.birth_on == born and member.birth_precision == Precision.DAY),
        (
            "工作单位相同",
            bool(employer) and member.employer_key == employer,
        ),
    ]
    return [reason for reason, holds in found if holds]
