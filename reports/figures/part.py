"""作用发挥: posts, volunteering, small wishes, council seats, ideas, homecoming talks; table 4 of the month."""

from collections import defaultdict
from decimal import Decimal

from outreach.choices import CAME
from reports.figures.standing import Asked

Number = int | Decimal
Counts = dict[str, dict[str, Number]]
# In force at the end of the month.
_POSTS = """
SELECT p.node_at_event, count(*) FROM outreach_pioneerpost p
WHERE {at p.node_at_event} AND {told p} AND p.awarded_on <= %(day)s
  AND (p.ended_on IS NULL OR p.ended_on > %(day)s) GROUP BY p.node_at_event
"""
_SEATS = """
SELECT c.node_at_event, count(DISTINCT c.member_id) FROM outreach_councilseat c
WHERE {at c.node_at_event} AND {told c} AND c.term_from <= %(day)s
  AND (c.ended_on IS NULL OR c.ended_on > %(day)s) AND (c.term_until IS NULL OR c.term_until >= %(day)s)
GROUP BY c.node_at_event
"""
# In the month. An occasion is one project on one day at one node.
_SERVICES = """
SELECT v.node_at_event, count(DISTINCT (v.project, v.served_on)), count(*), sum(v.hours)
FROM outreach_volunteerservice v
WHERE {at v.node_at_event} AND {told v} AND v.served_on >= %(first)s AND v.served_on <= %(day)s
GROUP BY v.node_at_event
"""
_WISHES = """
SELECT c.node_at_event, count(*) FILTER (WHERE c.claimed_on >= %(first)s AND c.claimed_on <= %(day)s),
    count(*) FILTER (WHERE c.fulfilled_on >= %(first)s AND c.fulfilled_on <= %(day)s)
FROM outreach_wishclaim c
WHERE {at c.node_at_event} AND c.claimed_at < %(known)s AND (c.ended_at IS NULL OR c.ended_at >= %(known)s)
GROUP BY c.node_at_event
"""
# Overdue: taken up, not answered by the end of the month, and its day was over.
_IDEAS = """
SELECT s.node_at_event, count(*) FILTER (WHERE s.collected_on >= %(first)s AND s.collected_on <= %(day)s),
    count(*) FILTER (WHERE s.on_list AND s.listed_at >= %(begins)s AND s.listed_at < %(ends)s),
    count(*) FILTER (WHERE s.state = 'closed' AND s.closed_at >= %(begins)s AND s.closed_at < %(ends)s),
    count(*) FILTER (WHERE s.due_on <= %(day)s AND s.assigned_at < %(ends)s
        AND (s.answered_at IS NULL OR s.answered_at >= %(ends)s) AND s.state NOT IN ('rejected', 'merged')),
    count(*) FILTER (WHERE s.rated_at >= %(begins)s AND s.rated_at < %(ends)s AND s.rating <> ''),
    count(*) FILTER (WHERE s.rated_at >= %(begins)s AND s.rated_at < %(ends)s AND s.rating IN ('content', 'fairly'))
FROM outreach_suggestion s
WHERE {at s.node_at_event} AND s.kind = 'idea' AND s.suspicion = '' AND s.submitted_at < %(known)s
GROUP BY s.node_at_event
"""
_HOMECOMINGS = """
SELECT a.owner_path, count(*), 0 FROM outreach_activity a
WHERE {at a.owner_path} AND a.kind = 'homecoming_forum' AND a.state IN ('held', 'closed')
  AND a.starts_at >= %(begins)s AND a.starts_at < %(ends)s GROUP BY a.owner_path
UNION ALL
SELECT p.node_at_event, 0, count(*) FROM outreach_participation p JOIN outreach_activity a ON a.id = p.activity_id
WHERE {at p.node_at_event} AND p.attendance = ANY (%(came)s) AND a.kind = 'homecoming_forum'
  AND a.state IN ('held', 'closed') AND a.starts_at >= %(begins)s AND a.starts_at < %(ends)s GROUP BY p.node_at_event
"""
_ASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_POSTS, ("posts",)),
    (_SERVICES, ("occasions", "served", "hours")),
    (_WISHES, ("wishes_claimed", "wishes_fulfilled")),
    (_SEATS, ("seats",)),
    (_IDEAS, ("ideas", "ideas_listed", "ideas_closed", "ideas_overdue", "ideas_rated", "ideas_content")),
    (_HOMECOMINGS, ("homecomings", "homecoming_people")),
)
NAMES = tuple(name for _, names in _ASKED for name in names)


def part(asked: Asked) -> Counts:
    """Node → column → number; `hours` have one decimal."""
    found: Counts = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    for text, names in _ASKED:
        for node, *numbers in asked.rows(text, came=[str(sign) for sign in CAME]):
            for name, number in zip(names, numbers, strict=True):
                found[node][name] += number
    return {node: found[node] for node in sorted(found)}
