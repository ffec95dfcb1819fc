"""Headings that the cells below them decide: 类别, 平台, 流动类型, ID."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from registry.intake.headings.others import OF_MEMBERS
from registry.intake.headings.plans import Column
from registry.intake.words.headers import ANOTHER, code_of, header_key
from registry.lib import phones
from registry.lib.names import is_plainly_a_name
from registry.lib.values import direction as direction_in
from registry.lib.values import new_employment_type, synonym

MOSTLY = 0.75  # of the cells: a surname may be rare
_MOBILE = re.compile(phones.ALONE)
_SOMEBODY = re.compile("[\u4e00-\u9fff]{0,8}(?:姓名|人员?|[业户店工]主|[店职员社骑]员|者|师傅|骑手|老板)")
_OWNER = re.compile("(?:党员)?(?:[业店户车]主|老板|经营者)(?:姓名)?")  # whose the flat is, where nobody else is named
SHORTEST_ID = 12  # digits: what is shorter was never meant for one


def share(values: list[str], test: Callable[[str], object]) -> float:
    """Of what part of the cells a test is true."""
    return sum(1 for value in values if test(value)) / len(values) if values else 0.0


def _kind(values: list[str]) -> str | None:
    said = [value for value in values if synonym("kin", value) is None]  # 党员, below it 妻子
    for name, kind in (("flow_direction", "direction"), ("political_status", "political")):
        if share(said, partial(synonym, kind)) > 0.5:
            return name
    return "new_employment_type" if share(values, new_employment_type) > 0.3 else "kind"


def _platform(values: list[str]) -> str:
    return "new_employment_type" if share(values, new_employment_type) > 0.5 else "employer"


def _way(values: list[str]) -> str:
    """流动类型 is a direction unless it says something else in every row."""
    return "flow_direction" if not values or share(values, direction_in) else "flow_status"


def _way_or_status(values: list[str]) -> str:
    """流动情况 is a direction only where most of its cells say one."""
    told = share(values, _goes_or_stays) > 0.5 and share(values, direction_in)
    return "flow_direction" if told else "flow_status"


def _goes_or_stays(value: str) -> bool:
    return direction_in(value) is not None or synonym("stays", value) is not None


def _id_or_number(values: list[str]) -> str:
    """ID is an identity number in an office's list, and 1 2 3 … in what a program put out."""
    return "row_no" if values and share(values, _counts_on) > 0.5 else "id_number"


def _number_or_kind(values: list[str]) -> str | None:
    """证件 is a number in some lists, and which paper it is (居民身份证) in others."""
    return "id_number" if share(values, _holds_a_number) > 0.5 else None


def _holds_a_number(value: str) -> bool:
    return sum(map(str.isdigit, value)) > SHORTEST_ID


def _counts_on(value: str) -> bool:
    return value.isdigit() and len(value) < SHORTEST_ID


def _number_or_state(values: list[str]) -> str:
    """联系 is a telephone number where most of its cells hold one."""
    return "phone" if share(values, _MOBILE.search) > 0.5 else "contact_status"


def with_names(columns: list[Column], values: Callable[[int], list[str]]) -> list[Column]:
    """The columns; of a list of members without names the one that holds them: it has no heading, or calls somebody
    as nobody else does (业主姓名, 从业人员)."""
    fields = {column.field for column in columns}
    if "name" in fields or OF_MEMBERS.isdisjoint(fields):
        return columns
    free = [column for column in columns if not (column.field or column.chosen) and _are_names(values(column.index))]
    blank = [column.index for column in free if not column.heading]
    called = [column.index for column in free if _calls_somebody(column.heading)]
    named = next((found[0] for found in (blank, called) if len(found) == 1), None)
    return [replace(column, field="name") if column.index == named else column for column in columns]


def _are_names(values: list[str]) -> bool:
    """Hardly anything but names, and hardly one of them twice: who leads many stands in many rows."""
    return share(values, is_plainly_a_name) > MOSTLY and len(set(values)) > MOSTLY * len(values)


def _calls_somebody(heading: str) -> bool:
    calls = {None: _SOMEBODY, ANOTHER: _OWNER}.get(code_of(heading))
    return calls is not None and calls.fullmatch(header_key(heading)) is not None


def _alone(_: list[str]) -> None:
    """A surname or a given name without the other beside it."""


BY_CONTENT: dict[str, Callable[[list[str]], str | None]] = {
    "kind?": _kind,
    "platform?": _platform,
    "id?": _id_or_number,
    "paper?": _number_or_kind,
    "contact_status": _number_or_state,
    "way?": _way_or_status,
    "flow_direction": _way,
    "surname?": _alone,
    "given?": _alone,
}
