"""Tasks close by the work itself: a contact, a study report, a movement, a decision. Nobody enters anything twice.

The registry announces nothing; outreach asks. Each kind of task is one statement over a set: all open tasks of the
scope, or those of the members named.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from outreach.choices import CONTACT_KINDS, TaskKind, TaskState
from outreach.domain.sql import Sql, run
from outreach.models import Task
from outreach.models.task import TaskQuerySet
from registry.lib import clock
from registry.lib import scope as scopes

# Settled by a contact that got through: those asked for, and the doubt whether he can be reached at all.
BY_CONTACT = [str(kind) for kind in (*CONTACT_KINDS, TaskKind.HARD_TO_REACH)]

_HEAD = """
UPDATE outreach_task t
SET state = 'done', closed_on = work.day, closed_at = %(now)s, node_at_event = t.owner_path, version = t.version + 1
"""
_WHERE = " AND t.state = 'open' AND t.owner_path >= %(low)s AND t.owner_path < %(high)s"
_NAMED = " AND t.member_id = ANY (%(members)s)"
# The last contact of a record is the later of what the log and a ledger say (registry_note_contact()).
_CONTACT = """
FROM (SELECT m.id, m.last_contact_on AS day FROM registry_member m) AS work
WHERE work.id = t.member_id AND t.kind = ANY (%(kinds)s) AND work.day >= t.counts_from
"""
# A report counts for the period that it is about, whenever it was handed in.
_STUDY = """
FROM (SELECT o.id, (SELECT max((r.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) FROM registry_studyreport r
                    WHERE r.member_id = o.member_id AND r.voided_at IS NULL
                      AND r.studied_on BETWEEN o.counts_from AND o.due_on) AS day
      FROM outreach_task o WHERE o.state = 'open' AND o.kind = ANY (%(kinds)s)) AS work
WHERE work.id = t.id AND work.day IS NOT NULL
"""
_REPORT_IN = """
FROM (SELECT m.id, m.reported_on AS day FROM registry_member m
      WHERE m.reported_on IS NOT NULL AND m.status <> 'awaiting_report') AS work
WHERE work.id = t.member_id AND t.kind = ANY (%(kinds)s)
"""
# Whoever was taken out of her branch by a transfer is enrolled since an earlier day, and in no branch.
_ENROLL = """
FROM (SELECT m.id, m.enrolled_on AS day, m.branch_id IS NOT NULL OR m.branch_label <> '' AS placed
      FROM registry_member m WHERE m.enrolled_on IS NOT NULL AND m.status <> 'reported') AS work
WHERE work.id = t.member_id AND t.kind = ANY (%(kinds)s) AND (work.placed OR work.day > t.basis_on)
"""
# Decided, or overtaken: she was reached after it (`registry.domain.lost.waiting`).
_LOST_REVIEW = """
FROM (SELECT p.member_id AS id, p.proposed_on,
             coalesce((p.decided_at AT TIME ZONE 'Asia/Shanghai')::date, m.last_contact_on) AS day
      FROM registry_lostproposal p JOIN registry_member m ON m.id = p.member_id
      WHERE p.state <> 'open' OR m.last_contact_on >= p.proposed_on) AS work
WHERE work.id = t.member_id AND t.kind = ANY (%(kinds)s) AND work.proposed_on = t.basis_on
"""
# A record that has ended, or whose person is lost, is asked nothing any more.
_ENDED = """
UPDATE outreach_task t
SET state = 'withdrawn', closed_on = %(today)s, closed_at = %(now)s, reason = %(ended)s, version = t.version + 1
FROM (SELECT m.id FROM registry_member m WHERE NOT m.is_open OR m.status IN ('lost', 'lead')) AS gone
WHERE gone.id = t.member_id
"""
ENDED = "这位党员的记录已经结束，或已认定失联"
WAYS: tuple[tuple[str, list[str]], ...] = (
    (_CONTACT, BY_CONTACT),
    (_STUDY, [str(TaskKind.STUDY)]),
    (_REPORT_IN, [str(TaskKind.REPORT_IN)]),
    (_ENROLL, [str(TaskKind.ENROLL)]),
    (_LOST_REVIEW, [str(TaskKind.LOST_REVIEW)]),
)


def settled_by(member: UUID, day: date, rest: date | None) -> TaskQuerySet:
    """Tasks that a contact of this day closed and no other does: `rest` is the last contact without it."""
    closed = {"state": TaskState.DONE, "decided_by": None, "kind__in": BY_CONTACT, "closed_on": day}
    found: TaskQuerySet = Task.objects.filter(member=member, **closed)
    return found.filter(counts_from__gt=rest) if rest else found


def settle(*, members: Iterable[UUID] | None = None, now: datetime | None = None) -> int:
    """Close what has been done, of everybody in scope or of these members; returns how many tasks that were."""
    moment, path = now or clock.now(), scopes.current().path
    values: dict[str, object] = {"now": moment, "low": path, "high": path + scopes.PATH_END}
    where = _WHERE
    if members is not None:
        where, values = where + _NAMED, values | {"members": list(members)}
    done = sum(run(Sql(_HEAD + way + where, {**values, "kinds": kinds})) for way, kinds in WAYS)
    return done + run(Sql(_ENDED + where, {**values, "today": clock.local(moment).date(), "ended": ENDED}))
