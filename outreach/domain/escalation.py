"""What nobody does rises: 联络员 → 村(社区) → 街道 → 区, as the ladder of its rule says.

Two statements over a rule's tasks: alerts that no longer stand close (the work is done, put off, or has risen further),
then whatever has reached a rung gets its alert. Of each task at most one is open; each rung is one row.
"""

from datetime import date, datetime

from outreach.choices import AlertLevel
from outreach.domain.sql import Sql, fill, run
from outreach.models import Rule
from registry.lib import clock
from registry.lib import scope as scopes

# How deep in the tree the node of a level lies: 区, 街道, 村(社区).
DEPTH = {AlertLevel.DISTRICT: 1, AlertLevel.STREET: 2, AlertLevel.COMMUNITY: 3}

# The highest rung that each task at work has reached.
_RISEN = Sql("""
    SELECT DISTINCT ON (t.id) t.id, t.member_id, t.owner_path, l.level, l.rung, left(t.owner_path, l.width) AS node
    FROM outreach_task t
    JOIN unnest(%(after)s::int[], %(level)s::text[], %(width)s::int[]) WITH ORDINALITY AS l(after, level, width, rung)
      ON t.due_on + l.after < %(today)s
    WHERE t.rule_id = %(rule)s AND t.state = 'open' AND (t.held_until IS NULL OR t.held_until <= %(today)s)
    ORDER BY t.id, l.rung DESC
""")
_CLOSE = """
WITH risen AS MATERIALIZED ({risen})
UPDATE outreach_alert a SET closed_at = %(now)s
FROM outreach_task t
WHERE t.id = a.task_id AND t.rule_id = %(rule)s AND a.closed_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM risen r WHERE r.id = a.task_id AND r.rung = a.rung AND r.node = a.node_path)
"""
_RAISE = """
INSERT INTO outreach_alert AS a (
    id, owner_path, task_id, member_id, level, node_path, raised_on, raised_at, closed_at, rung)
SELECT outreach_uuid7(), r.owner_path, r.id, r.member_id, r.level, r.node, %(today)s, %(now)s, NULL, r.rung
FROM ({risen}) AS r
WHERE NOT EXISTS (SELECT 1 FROM outreach_alert o WHERE o.task_id = r.id AND o.closed_at IS NULL)
ON CONFLICT (task_id, rung) DO UPDATE
SET closed_at = NULL, node_path = excluded.node_path, raised_on = excluded.raised_on, raised_at = excluded.raised_at
WHERE a.closed_at IS NOT NULL
"""


def escalate(rule: Rule, *, today: date | None = None, now: datetime | None = None) -> int:
    """Bring one rule's alerts up to date; returns how many were raised."""
    steps = rule.steps()
    values = {
        "after": [after for after, _ in steps],
        "level": [level for _, level in steps],
        "width": [DEPTH[AlertLevel(level)] * scopes.SEGMENT for _, level in steps],
        "today": today or clock.today(),
        "now": now or clock.now(),
        "rule": rule.pk,
    }
    run(fill(_CLOSE, values, risen=_RISEN))
    return run(fill(_RAISE, values, risen=_RISEN))
