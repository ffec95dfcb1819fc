"""What is not done in time is chased by rule: 提醒 → 催办 → 督办 of the street → of the district, each once a deadline.

Statements over sets, run by the planner's tick. They say what holds today and never when they ran last, so that missed
days are made up for, and any number of ticks at once make one row of each (a unique key). Days are working days of the
district's calendar. Review, handing on, signing and feedback have deadlines too: whoever is past them has a duty on
the first page (`Suggestion.objects.overdue()`), and no row.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F, OuterRef, Q, Subquery

from outreach.choices import SuggestionMove, SupervisionLevel, WordKind
from outreach.domain import announcing, working_days
from outreach.domain.sql import Sql, fetch, run
from outreach.domain.suggestions import clocks, moves
from outreach.models import Suggestion, SuggestionWord, Supervision
from outreach.models.suggestion import IN_HAND, TO_CLOSE
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation, User
from registry.models.identity import system_scope
from registry.models.unit import record, step, work

L = SupervisionLevel
BY = "程序"
# So many working days before the day (提醒), and past it (the others).
REMIND_DAYS = 3
AFTER = {L.URGE: 1, L.STREET: 5, L.DISTRICT: 10}
# How deep the node lies that a rung is addressed to; the others are the unit's own.
DEPTH = {L.STREET: 2, L.DISTRICT: 1}
WHOLE = 200
EVER = date(2000, 1, 1)
MOST_CLOSED = 200
WHERE = "各单位请打开“金点子”，看“我的待办”和“督办”，办好的写上答复；来不及的，到期以前申请延期。"

# Over, or another day was set since.
_END = """
UPDATE outreach_supervision v SET ended_at = %(now)s
FROM outreach_suggestion s
WHERE s.id = v.suggestion_id AND v.ended_at IS NULL
  AND (NOT (s.state = ANY (%(in_hand)s)) OR s.due_on IS DISTINCT FROM v.due_on)
"""
# What came back to the same day (returned, handed on again) stands again; a rung that a person took is not the
# program's.
_RAISE = """
WITH reached AS (
    SELECT s.id, s.owner_path, s.due_on, l.level, left(coalesce(u.path, s.owner_path), l.width) AS node
    FROM outreach_suggestion s
    JOIN unnest(%(levels)s::text[], %(before)s::date[], %(since)s::date[], %(widths)s::int[])
        AS l(level, before, since, width) ON s.due_on < l.before AND s.due_on >= l.since
    LEFT JOIN registry_organisation u ON u.id = s.lead_unit_id
    WHERE s.state = ANY (%(in_hand)s) AND s.suspicion = ''
), made AS (
    INSERT INTO outreach_supervision AS v (
        id, owner_path, suggestion_id, level, node_path, due_on, at, label, note, ended_at)
    SELECT outreach_uuid7(), r.owner_path, r.id, r.level, r.node, r.due_on, %(now)s, %(by)s, '', NULL
    FROM reached r
    WHERE NOT EXISTS (
        SELECT 1 FROM outreach_supervision o WHERE o.suggestion_id = r.id AND o.level = r.level AND o.due_on = r.due_on
            AND o.ended_at IS NULL AND (o.node_path = r.node OR o.label <> %(by)s))
    ORDER BY r.id, r.level
    ON CONFLICT (suggestion_id, level, due_on) DO UPDATE
    SET ended_at = NULL, node_path = CASE WHEN v.label = %(by)s THEN excluded.node_path ELSE v.node_path END
    WHERE v.ended_at IS NOT NULL OR (v.label = %(by)s AND v.node_path <> excluded.node_path)
    RETURNING v.suggestion_id, v.level, v.xmax = 0 AS fresh
), touched AS (
    UPDATE outreach_suggestion s SET touched_at = %(now)s FROM made WHERE made.fresh AND s.id = made.suggestion_id
)
SELECT made.suggestion_id, made.level FROM made WHERE made.fresh
"""


def tick(path: str, *, today: date, now: datetime) -> int:
    """Bring one district up to date; returns how many rungs were taken. Three transactions, so that none of them holds
    what another waits for."""
    with work(system_scope(path)):
        end(now)
    with work(system_scope(path)):
        made = chase(today, now)
        _announce(path, made)
    with work(system_scope(path)):
        close_old(today)
    return len(made)


def end(now: datetime) -> int:
    """What is done, or has another day, is chased no more; returns how many rows ended."""
    return run(Sql(_END, {"now": now, "in_hand": [str(state) for state in IN_HAND]}))


def chase(today: date, now: datetime) -> list[tuple[UUID, str]]:
    """Take every rung that is reached today and was not taken before; (suggestion, level) of each."""
    rungs = [_rung(level, today) for level in L]
    values: dict[str, Any] = {
        "now": now, "by": BY, "in_hand": [str(state) for state in IN_HAND],
        "levels": [str(level) for level in L], "before": [before for before, _ in rungs],
        "since": [since for _, since in rungs],
        "widths": [DEPTH[level] * scopes.SEGMENT if level in DEPTH else WHOLE for level in L],
    }  # fmt: skip
    made = [(key, level) for key, level in fetch(Sql(_RAISE, values))]
    if made:
        numbers: dict[str, Any] = dict(Counter(level for _, level in made))
        record("suggestion.chased", object_type="supervision", **numbers)
    return made


def _announce(path: str, made: list[tuple[UUID, str]]) -> None:
    """One text to the district's group on all that was taken just now: by the outbox, and each rung in one text only,
    for it is written with the rows."""
    numbers = Counter(level for _, level in made)
    if numbers:
        said = "，".join(f"{L(level).label} {numbers[level]} 条" for level in L if numbers[level])
        announcing.announce(path=path, title="金点子催办", text=f"金点子：新到{said}。{WHERE}", label=BY)


def _rung(level: L, today: date) -> tuple[date, date]:
    """(before, since): deadlines in this stretch have reached the rung today. A reminder of a day that is over reminds
    of nothing."""
    if level == L.REMIND:
        return working_days.due_on(today, REMIND_DAYS + 1), today
    return working_days.late_before(today + timedelta(days=1), AFTER[level]), EVER


def close_old(today: date, most: int = MOST_CLOSED) -> int:
    """Close what was fed back or rated CLOSE_DAYS ago and found no further word; returns how many. A word that its
    proposer added since waits for a reply, and CLOSE_DAYS more. What somebody has in hand just now waits for the next
    tick."""
    since = clock.midnight(today - timedelta(days=clocks.CLOSE_DAYS))
    said = SuggestionWord.objects.filter(suggestion=OuterRef("pk"), at__gt=OuterRef("state_at")).order_by("-at")
    rows = Suggestion.objects.filter(state__in=TO_CLOSE, state_at__lt=since).annotate(
        heard_at=Subquery(said.filter(kind=WordKind.WORD).values("at")[:1]),
        replied_at=Subquery(said.filter(kind=WordKind.REPLY).values("at")[:1]),
    )
    replied = Q(replied_at__gt=F("heard_at"), replied_at__lt=since)
    rows = rows.filter(Q(heard_at=None) | replied).order_by("state_at")
    found = list(rows.select_for_update(skip_locked=True, of=("self",), no_key=True)[:most])
    for row in found:
        moves.move(row, SuggestionMove.CLOSE, label=BY, closed_at=clock.now())
    return len(found)


def urge(*, by: User | None, label: str, row: Suggestion, note: str = "") -> Supervision:
    """A superior chases by hand (督办): the rung of the caller's own level, for the present deadline, addressed to the
    unit that has it. Raises Refused where nobody has it in hand, and where that rung was taken already."""
    row = moves.found(row.pk)
    if row.state not in IN_HAND or row.due_on is None:
        raise Refused(f"这条现在是“{row.get_state_display()}”，没有单位在办，不用督办。")
    level = L.DISTRICT if len(scopes.current().path) <= scopes.SEGMENT else L.STREET
    unit = Organisation.objects.filter(pk=row.lead_unit_id).first() if row.lead_unit_id else None
    made = Supervision(
        owner_path=row.owner_path, suggestion=row, level=level, node_path=unit.path if unit else row.owner_path,
        due_on=row.due_on, at=clock.now(), label=label[:120], note=note.strip()[:200],
    )  # fmt: skip
    try:
        with step():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"这个办理时限已经有过{level.label}，每级只一次。改了时限以后可以再督办。") from error
    moves.touch(row.pk, made.at)
    record("suggestion.urged", on=made, level=str(level))
    return made
