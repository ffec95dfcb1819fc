"""Headings that the cells below them decide: 类别, 平台, 流动类型, ID."""

from collections.abc import Callable
from functools import partial

from registry.lib.values import direction as direction_in
from registry.lib.values import new_employment_type, synonym

SHORTEST_ID = 12  # digits: what is shorter was never meant for one


def share(values: list[str], test: Callable[[str], object]) -> float:
    """Of what part of the cells a test is true."""
    return sum(1 for value in values if test(value)) / len(values) if values else 0.0


def _kind(values: list[str]) -> str | None:
    for name, kind in (("flow_direction", "direction"), ("political_status", "political")):
        if share(values, partial(synonym, kind)) > 0.5:
            return name
    return "new_employment_type" if share(values, new_employment_type) > 0.3 else "kind"


def _platform(values: list[str]) -> str:
    return "new_employment_type" if share(values, new_employment_type) > 0.5 else "employer"


def _way(values: list[str]) -> str:
    """流动类型 is a direction unless it says something else in every row."""
    return "flow_direction" if not values or share(values, direction_in) else "flow_status"


def _way_or_status(values: list[str]) -> str:
    """流动情况 is a direction only where most of its cells say one."""
    return "flow_direction" if share(values, direction_in) > 0.5 else "flow_status"


def _id_or_number(values: list[str]) -> str:
    """ID is an identity number in an office's list, and 1 2 3 … in what a program put out."""
    return "row_no" if values and share(values, _counts_on) > 0.5 else "id_number"


def _counts_on(value: str) -> bool:
    return value.isdigit() and len(value) < SHORTEST_ID


def _alone(_: list[str]) -> None:
    """A surname or a given name without the other beside it."""


BY_CONTENT: dict[str, Callable[[list[str]], str | None]] = {
    "kind?": _kind,
    "platform?": _platform,
    "id?": _id_or_number,
    "way?": _way_or_status,
    "flow_direction": _way,
    "surname?": _alone,
    "given?": _alone,
}
