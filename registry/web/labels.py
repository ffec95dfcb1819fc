"""How values are said on a page: badges, partial dates, places, masked numbers."""

from collections.abc import Iterable
from datetime import date, datetime

from registry.choices import (
    Direction,
    FlowReason,
    NewEmployment,
    RelationStatus,
    RequestKind,
    RequestSide,
    RequestState,
    Status,
)
from registry.lib import clock, dates, divisions
from registry.lib.masks import mask_phone
from registry.models import Member, MoveRequest

Badge = dict[str, str]

STATUS_TONES: dict[str, str] = {
    Status.LEAD: "neutral",
    Status.AWAITING_REPORT: "warning",
    Status.REPORTED: "info",
    Status.ENROLLED: "success",
    Status.LOST: "danger",
}
RELATION_TONES: dict[str, str] = {RelationStatus.NOT_TRANSFERRED: "neutral", RelationStatus.IN_TRANSFER: "info"}
REQUEST_TONES: dict[str, str] = {
    RequestState.WAITING_RELEASE: "warning",
    RequestState.WAITING_APPROVAL: "warning",
    RequestState.DONE: "success",
    RequestState.REFUSED: "danger",
}
# What the kind says is said from the asker's side.
FROM_THE_OTHER_SIDE: dict[tuple[str, str], str] = {
    (RequestKind.TRANSFER, RequestSide.RECEIVING): "由其他组织转入",
    (RequestKind.TAKE_OVER, RequestSide.HOLDING): "其他组织申请接收",
}


def status_badge(status: str) -> Badge:
    """Where a member stands, in words and in colour."""
    return {"text": Status(status).label, "tone": STATUS_TONES.get(status, "outline")}


def member_badge(member: Member) -> Badge:
    """Where a record stands; one that was merged into another says so, whatever state it ended in."""
    if member.merged_into_id:
        return {"text": "已并入", "tone": "outline"}
    return status_badge(member.status) | {"text": member.get_status_display()}


def relation_badge(relation: str) -> Badge | None:
    """组织关系, when anything is known of it."""
    if not relation:
        return None
    return {"text": RelationStatus(relation).label, "tone": RELATION_TONES.get(relation, "outline")}


def request_kind(row: MoveRequest) -> str:
    """What is asked for, as the side that reads it would say it."""
    return FROM_THE_OTHER_SIDE.get((row.kind, row.side)) or row.get_kind_display()


def request_badge(state: str) -> Badge:
    """Where a request stands."""
    return {"text": RequestState(state).label, "tone": REQUEST_TONES.get(state, "outline")}


def partial_date(day: date | None, precision: str = "") -> str:
    """A date as far as it is known: 2021-03-05, 2021年3月, 2021年."""
    return dates.said(day, precision)


def moment(when: datetime) -> str:
    """A moment by the clock of Shanghai, to the minute."""
    return f"{clock.local(when):%Y-%m-%d %H:%M}"


def place(code: str, text: str = "") -> str:
    """A division's full name, else what the ledger says."""
    return divisions.in_words(code, text)


def phone(member: Member) -> str:
    """The masked mobile number."""
    number = str(member.phone)
    return mask_phone(number) if number else ""


def employment(code: str) -> str:
    """新业态类别 in words; what a ledger wrote otherwise stays as it is."""
    return NewEmployment(code).label if code in NewEmployment.values else code


def flow_reason(code: str) -> str:
    """流动原因 in words; what a ledger wrote otherwise stays as it is."""
    return FlowReason(code).label if code in FlowReason.values else code


def truth(known: bool | None) -> str:
    """是 or 否; empty where nobody said."""
    return "" if known is None else "是" if known else "否"


def direction(value: str) -> str:
    """流入 or 流出."""
    return str(Direction(value).label)


def heads(labels: Iterable[str], *numbers: str) -> list[dict[str, str]]:
    """The columns of a table (components/table.html); those of `numbers` stand above figures."""
    return [{"label": label} | ({"kind": "num"} if label in numbers else {}) for label in labels]
