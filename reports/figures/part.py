"""作用发挥: posts, volunteering, small wishes, council seats, ideas, homecoming talks; table 4 of the month."""

from typing import Any

from outreach.choices import CAME
from reports.figures.counting import Number, Source, count
from reports.figures.standing import HOSTED, Asked

Counts = dict[str, dict[str, Number]]
# In force at the end of the month.
_POSTS = """
FROM outreach_pioneerpost p
WHERE {at p.node_at_event} AND {told p} AND p.awarded_on <= %(day)s AND (p.ended_on IS NULL OR p.ended_on > %(day)s)
"""
_SEATS = """
FROM outreach_councilseat c
WHERE {at c.node_at_event} AND {told c} AND c.term_from <= %(day)s
  AND (c.ended_on IS NULL OR c.ended_on > %(day)s) AND (c.term_until IS NULL OR c.term_until >= %(day)s)
"""
# In the month. An occasion is one project on one day at one node.
_SERVICES = """
FROM outreach_volunteerservice v
WHERE {at v.node_at_event} AND {told v} AND v.served_on >= %(first)s AND v.served_on <= %(day)s
"""
_WISHES = """
FROM outreach_wishclaim c
WHERE {at c.node_at_event} AND c.claimed_at < %(known)s AND (c.ended_at IS NULL OR c.ended_at >= %(known)s)
"""
_IDEAS = """
FROM outreach_suggestion s
WHERE {at s.node_at_event} AND s.kind = 'idea' AND s.suspicion = '' AND s.submitted_at < %(known)s
"""
_RATED = "s.rated_at >= %(begins)s AND s.rated_at < %(ends)s"
# Time that was granted after the month is no part of it.
_DUE_THEN = """coalesce((SELECT e.was_due_on FROM outreach_suggestionextension e
    WHERE e.suggestion_id = s.id AND e.state = 'granted' AND e.decided_at >= least(%(ends)s, %(known)s)
    ORDER BY e.decided_at, e.id LIMIT 1), s.due_on)"""
_OF_IDEAS = {
    "ideas": "s.collected_on >= %(first)s AND s.collected_on <= %(day)s",
    "ideas_total": "s.collected_on <= %(day)s",
    "ideas_listed": "s.on_list AND s.listed_at >= %(begins)s AND s.listed_at < %(ends)s",
    "ideas_closed": "s.state = 'closed' AND s.closed_at >= %(begins)s AND s.closed_at < %(ends)s",
    # Taken up, not answered by the end of the month, and its day was over; in a month that is not over, as of now.
    "ideas_overdue": "s.assigned_at < %(ends)s AND (s.answered_at IS NULL OR s.answered_at >= %(ends)s)"
    f" AND s.state NOT IN ('rejected', 'merged') AND {_DUE_THEN} < %(passed)s",
    "ideas_rated": f"{_RATED} AND s.rating <> ''",
    "ideas_content": f"{_RATED} AND s.rating IN ('content', 'fairly')",
}
_HOMECOMINGS = """
FROM outreach_activity a
WHERE {at a.owner_path} AND a.kind = 'homecoming_forum' AND a.state IN ('held', 'closed')
  AND a.starts_at >= %(begins)s AND a.starts_at < %(ends)s
"""
_HOMECAME = """
FROM outreach_participation p JOIN outreach_activity a ON a.id = p.activity_id
WHERE {at p.node_at_event} AND p.attendance = ANY (%(came)s) AND a.kind = 'homecoming_forum'
  AND a.state IN ('held', 'closed') AND a.starts_at >= %(begins)s AND a.starts_at < %(ends)s
"""
SOURCES = (
    Source("post", _POSTS, "p.node_at_event", "p.id", "p.owner_path", {"posts": ""}),
    Source("service", _SERVICES, "v.node_at_event", "v.id", "v.owner_path",
           {"occasions": "", "served": "", "hours": ""}, once={"occasions": "(v.project, v.served_on)"},
           amounts={"hours": "v.hours"}),
    Source("claim", _WISHES, "c.node_at_event", "c.id", "c.owner_path", {
        "wishes_claimed": "c.claimed_on >= %(first)s AND c.claimed_on <= %(day)s",
        "wishes_fulfilled": "c.fulfilled_on >= %(first)s AND c.fulfilled_on <= %(day)s",
    }),
    Source("seat", _SEATS, "c.node_at_event", "c.id", "c.owner_path", {"seats": ""}, once={"seats": "c.member_id"}),
    Source("suggestion", _IDEAS, "s.node_at_event", "s.id", "s.owner_path", _OF_IDEAS),
    Source("activity", _HOMECOMINGS, HOSTED, "a.id", "a.owner_path", {"homecomings": ""}),
    Source("participation", _HOMECAME, "p.node_at_event", "p.id", "p.owner_path", {"homecoming_people": ""}),
)  # fmt: skip
VALUES: dict[str, Any] = {"came": [str(sign) for sign in CAME]}


def part(asked: Asked) -> Counts:
    """Node → column → number; `hours` have one decimal."""
    return count(SOURCES, asked, **VALUES)
