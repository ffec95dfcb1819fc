"""Why a movement can't be written down, and what to do instead, in the words of whoever keeps the register."""

from datetime import date

from registry.choices import ENDED, MovementKind, Status

K, S = MovementKind, Status
# Where the question is what comes first.
FIRST_REPORT = "要先登记报到，才能记“纳入支部”。"
REPORTED_BEFORE = "这位党员已经报到过，不用再登记一次。"
STILL_LEAD = (
    "这条记录还是“线索”，不能记“{wanted}”。请先在党员页面点“核实线索”，补上身份证号或手机号，转为正式登记；"
    "查无此人、已经走了或不是党员的，用“其他原因结束”。"
)
STILL_LOST = "这位党员已认定失联，请先“恢复联系”，再记“{wanted}”。"
HAS_ENDED = "这条记录已经结束（{now}），不能再记“{wanted}”。结束得不对的，请先把经过里让它结束的那一条更正作废。"
NOT_YET = (
    "这条记录从 {since} 起才登记，“{wanted}”不能早于这一天。请核对日期；确实更早的，填 {since}，实际日期写在说明里。"
)
OTHERWISE = "到 {day} 为止，这条记录是“{now}”，不能再记“{wanted}”。请核对日期和先后顺序。"
CLASH = (
    "“{wanted}”记在 {day}，和后面已经记下的“{later}”（{later_on}）合不上。请核对日期；"
    "“{later}”记错了的，请先把那一条更正作废。"
)
THE_FIRST = (
    "“{kind}”是这条记录的开头，不能作废。整个人登记错了的，请用“其他原因结束”，原因选“误登记”；"
    "别的事（例如报到）记错了的，请作废那一条。"
)
# What is to be voided ended the record of somebody who has another open one by now: one out of sight is not described.
OPEN_TWICE = (
    "“{kind}”不能作废：作废了，这条记录就重新打开，可是这位党员现在另有一条在册记录（{where}，{now}），"
    "一个人只能有一条。这次回来的事，请在那一条上办；确实没有走过、那一条是多登的，"
    "请先把那一条用“其他原因结束”，原因选“误登记”，再来作废这一条。"
)
OPEN_ELSEWHERE = (
    "“{kind}”不能作废：作废了，这条记录就重新打开，可是这位党员在系统中另有一条在册记录，一个人只能有一条。"
    "人确实还在您这里的，可以提出“申请接收”，由上级确认后转到本组织。"
)
STOOD_ON = "后面的“{later}”（{later_on}）要靠这一条才成立。请先作废“{later}”，再作废这一条“{kind}”。"


def why_not(status: Status | None, kind: str, day: date) -> str:
    """Why `kind` can't happen on `day` to a record of this status (None: not on the register yet)."""
    wanted = K(kind).label
    now = status.label if status else "未登记"
    if status in {S.REPORTED, S.ENROLLED} and kind == K.REPORTED_IN:
        return REPORTED_BEFORE
    if status == S.AWAITING_REPORT and kind == K.ENROLLED:
        return FIRST_REPORT
    words = {S.LEAD: STILL_LEAD, S.LOST: STILL_LOST}.get(status, OTHERWISE) if status else OTHERWISE
    words = HAS_ENDED if status in ENDED else words
    return words.format(wanted=wanted, now=now, day=day)


def too_early(kind: str, since: date) -> str:
    """It would lie before the record begins."""
    return NOT_YET.format(wanted=K(kind).label, since=since)


def clash(kind: str, day: date, later: str, later_on: date) -> str:
    """What is written down already can't follow it."""
    return CLASH.format(wanted=K(kind).label, day=day, later=K(later).label, later_on=later_on)


def needed(kind: str, later: str, later_on: date) -> str:
    """What is to be voided is what a later movement stands on."""
    return STOOD_ON.format(kind=K(kind).label, later=K(later).label, later_on=later_on)


def the_first(kind: str) -> str:
    """What is to be voided is the beginning of the record."""
    return THE_FIRST.format(kind=K(kind).label)


def open_twice(kind: str, where: str, now: str) -> str:
    """What is to be voided would reopen a record beside another open one, managed by `where` if the asker sees it."""
    words = OPEN_TWICE if where else OPEN_ELSEWHERE
    return words.format(kind=K(kind).label, where=where, now=now)
