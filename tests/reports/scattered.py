"""What was planted, given random days of half a year, random outcomes and, for its members, movements that say the same
as their records."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import ContactLog, Member
from tests.conftest import become_app, become_owner
from tests.reports.by_hand import SHANGHAI
from tests.reports.heard import heard
from tests.reports.histories import BEGINS
from tests.world import World

Draw = Callable[[], Any]
DAYS = 165
WAY = {
    "awaiting_report": ("registered",), "reported": ("registered", "reported_in"),
    "enrolled": ("registered", "reported_in", "enrolled"), "lost": ("registered", "lost"),
}  # fmt: skip


def scatter(world: World, seed: int) -> None:
    """In the database's eyes it is its owner who does it; rows in the order in which they were made."""
    dice = random.Random(seed)
    become_owner()
    with world.system("a"), connection.cursor() as cursor:
        _speak(dice)
        for table, columns in _columns(dice).items():
            cursor.execute(f"SELECT id FROM {table} WHERE owner_path LIKE '0001%%' ORDER BY id")
            for (key,) in cursor.fetchall():
                drawn = {name: draw() for name, draw in columns.items()}
                said = ", ".join(f"{name} = %s" for name in drawn)
                cursor.execute(f"UPDATE {table} SET {said} WHERE id = %s", [*drawn.values(), key])
        _move(cursor, dice)
        heard()
    become_app()


def _columns(dice: random.Random) -> dict[str, dict[str, Draw]]:
    def day() -> date:
        return BEGINS + timedelta(days=dice.randrange(DAYS))

    def moment() -> datetime:
        # Often within a second of a month's end.
        ends = datetime(2026, dice.randrange(7, 12), 1, tzinfo=SHANGHAI) - timedelta(seconds=dice.choice((0, 1)))
        return dice.choice((ends, datetime.combine(day(), datetime.min.time(), SHANGHAI) + timedelta(hours=10)))

    def maybe(draw: Draw) -> Draw:
        return lambda: draw() if dice.random() < 0.4 else None

    def of(*values: Any) -> Draw:
        return lambda: dice.choice(values)

    told = {"recorded_at": moment, "voided_at": maybe(moment)}
    return {
        "registry_member": {
            "flowed_on": of(None, date(2026, 3, 1), date(2026, 7, 17)), "contact_said_on": maybe(day),
            "contact_status": of("", "hard_to_reach"),
        },
        "registry_contactlog": told | {
            "happened_at": moment, "outcome": of("reached", "reached", "no_answer"), "side": of("member", "home"),
            "channel": of("phone", "video", "reception", "letter"),
        },
        "registry_studyreport": told | {"studied_on": day},
        "registry_liaisonassignment": {"started_on": day, "ended_on": maybe(lambda: date(2026, 11, 20))},
        "outreach_activity": {
            "state": of("held", "closed", "planned"), "starts_at": moment,
            "ends_at": lambda: datetime(2027, 1, 1, tzinfo=SHANGHAI),
            "kind": of("theme_day", "special_lecture", "lecture_on_site", "homecoming_forum", "volunteer"),
        },
        "outreach_participation": {"attendance": of("present", "late", "sick", "")},
        "outreach_handout": told | {"given_on": day},
        "outreach_volunteerservice": told | {"served_on": day, "project": of("护苗", "清洁")},
        "outreach_pioneerpost": told | {"awarded_on": day, "ended_on": maybe(lambda: date(2026, 11, 9))},
        "outreach_councilseat": told | {"term_from": day},
        "outreach_suggestion": {
            "collected_on": day, "submitted_at": moment, "kind": of("idea", "idea", "help"), "on_list": of(True, False),
            "listed_at": maybe(moment), "closed_at": maybe(moment), "due_on": maybe(day), "rated_at": maybe(moment),
            "assigned_at": maybe(moment), "answered_at": maybe(moment),
            "rating": of("", "content", "fairly", "unhappy"),
        },
    }  # fmt: skip


def _speak(dice: random.Random) -> None:
    """Up to five contacts with each, when and how to be drawn; written down by nobody in particular."""
    ContactLog.objects.bulk_create(
        ContactLog(
            owner_path=member.owner_path, node_at_event=member.owner_path, member=member, happened_at=clock.now(),
            channel="phone", outcome="reached", recorded_at=clock.now(),
        )
        for member in Member.objects.order_by("id") for _ in range(dice.randrange(6))
    )  # fmt: skip


def _move(cursor: Any, dice: random.Random) -> None:
    cursor.execute(
        "SELECT id, owner_path, status FROM registry_member m WHERE owner_path LIKE '0001%%' AND NOT EXISTS"
        " (SELECT 1 FROM registry_movement f WHERE f.member_id = m.id) ORDER BY id"
    )
    for key, path, status in cursor.fetchall():
        kinds, on = WAY.get(status, ("registered", status) if status != "lead" else ("found",)), {}
        day = BEGINS + timedelta(days=dice.randrange(120))
        for number, kind in enumerate(kinds):
            on[kind] = day + timedelta(days=number * 9)
            cursor.execute(
                "INSERT INTO registry_movement (id, owner_path, node_at_event, member_id, kind, effective_on,"
                " recorded_at, recorded_label, note, detail) VALUES (%s, %s, %s, %s, %s, %s, %s, '', '', '{}')",
                [uuid7(), path, path, key, kind, on[kind], datetime(2026, 6, 1, tzinfo=SHANGHAI)],
            )
        cursor.execute(
            "UPDATE registry_member SET reported_on = %s, enrolled_on = %s WHERE id = %s",
            [on.get("reported_in"), on.get("enrolled"), key],
        )
