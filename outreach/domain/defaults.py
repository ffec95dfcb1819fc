"""The rules that a district starts with. Local defaults, each of them editable; no national rule sets these numbers.

Six months without contact is the bound of the Regulations on the education and management of members (2019, art. 32);
30, 45 and 90 days, three working days and the rest are this program's proposals.
"""

from typing import Any

from outreach.choices import AlertLevel, Cadence, Doer, Event, Period, TaskKind


def _ladder(*steps: tuple[int, AlertLevel]) -> list[dict[str, Any]]:
    return [{"after": after, "level": str(level)} for after, level in steps]


C, S, D = AlertLevel.COMMUNITY, AlertLevel.STREET, AlertLevel.DISTRICT
DEFAULTS: dict[str, dict[str, Any]] = {
    # Within three working days of registration.
    "first-contact": {
        "name": "首次联系",
        "kind": TaskKind.FIRST_CONTACT,
        "cadence": Cadence.AFTER_EVENT,
        "event": Event.REGISTERED,
        "event_days": 3,
        "working_days": True,
        "lead_days": 15,
        "ladder": _ladder((0, C), (15, S), (60, D)),
    },
    # Due at 30 days, overdue at 45 (to the community), to the street at 90, to the district at 180.
    "contact": {
        "name": "日常联系",
        "kind": TaskKind.CONTACT,
        "cadence": Cadence.SINCE_SUCCESS,
        "every_days": 30,
        "grace_days": 15,
        "ladder": _ladder((15, C), (60, S), (150, D)),
    },
    "hard-to-reach": {
        "name": "联系困难核查",
        "kind": TaskKind.HARD_TO_REACH,
        "cadence": Cadence.AFTER_EVENT,
        "event": Event.THIRD_FAILURE,
        "event_days": 5,
        "working_days": True,
        "lead_days": 30,
        "doer": Doer.NODE,
        "ladder": _ladder((10, S), (30, D)),
    },
    "lost-review": {
        "name": "失联核查",
        "kind": TaskKind.LOST_REVIEW,
        "cadence": Cadence.AFTER_EVENT,
        "event": Event.LOST_PROPOSED,
        "event_days": 10,
        "working_days": True,
        "lead_days": 30,
        "doer": Doer.NODE,
        "ladder": _ladder((0, S), (20, D)),
    },
    "report-in": {
        "name": "报到提醒",
        "kind": TaskKind.REPORT_IN,
        "cadence": Cadence.AFTER_EVENT,
        "event": Event.REGISTERED,
        "event_days": 15,
        "grace_days": 15,
        "ladder": _ladder((15, C), (60, S)),
    },
    "enroll": {
        "name": "纳入提醒",
        "kind": TaskKind.ENROLL,
        "cadence": Cadence.AFTER_EVENT,
        "event": Event.REPORTED_IN,
        "event_days": 30,
        "grace_days": 15,
        "doer": Doer.NODE,
        "ladder": _ladder((15, S)),
    },
    "study": {
        "name": "每季度学习汇报",
        "kind": TaskKind.STUDY,
        "cadence": Cadence.PERIOD,
        "period": Period.QUARTER,
        "lead_days": 30,
        "keep_days": 30,
        "ladder": _ladder((15, C)),
    },
    "birthday": {
        "name": "政治生日",
        "kind": TaskKind.BIRTHDAY,
        "cadence": Cadence.ANNIVERSARY,
        "keep_days": 15,
    },
    "festival-july": {
        "name": "七一关怀",
        "kind": TaskKind.FESTIVAL,
        "cadence": Cadence.DATES,
        "dates": ["07-01"],
        "lead_days": 15,
        "keep_days": 7,
    },
    "festival-spring": {
        "name": "春节关怀",
        "kind": TaskKind.FESTIVAL,
        "cadence": Cadence.DATES,
        "dates": ["春节"],
        "lead_days": 20,
        "keep_days": 15,
    },
    "festival-autumn": {
        "name": "中秋关怀",
        "kind": TaskKind.FESTIVAL,
        "cadence": Cadence.DATES,
        "dates": ["中秋节"],
        "lead_days": 10,
        "keep_days": 3,
    },
}
