"""联系服务: whom the node should be in touch with, whom it was, and how; table 2 of the street's monthly report.

People are counted where they stood at the month's end, so that each is counted once at every level; contacts where they
happened. Only a contact with the member that succeeded makes somebody 已联系; attempts are no 人次.
"""

from collections import defaultdict

from registry.choices import ContactChannel as C
from registry.domain.rhythm import OVERDUE_DAYS
from reports.figures.standing import Asked

Counts = dict[str, dict[str, int]]
WAYS = {
    "by_phone": (C.PHONE, C.SMS), "by_wechat": (C.WECHAT, C.VIDEO), "by_visit": (C.VISIT, C.TALK, C.RECEPTION),
}  # fmt: skip
# 逾期: on the register for longer than OVERDUE_DAYS and nobody was in touch for as long, as far as log and ledger say.
_PEOPLE = """
WITH {touched}, {story}, {states}, lately AS (
    SELECT DISTINCT c.member_id, c.happened_at >= %(begins)s AS this_month FROM registry_contactlog c
    WHERE c.happened_at >= %(ends)s - make_interval(days => %(overdue)s) AND c.happened_at < %(ends)s
      AND c.outcome = 'reached' AND c.side = 'member' AND {told c}
), reached AS (SELECT member_id, bool_or(this_month) AS this_month FROM lately GROUP BY member_id)
SELECT s.node, count(*) FILTER (WHERE NOT s.lost), count(*) FILTER (WHERE NOT s.lost AND r.this_month),
    count(*) FILTER (WHERE NOT s.lost AND m.contact_status = 'hard_to_reach'),
    count(*) FILTER (WHERE NOT s.lost AND r.member_id IS NULL
        AND coalesce(m.contact_said_on, m.flowed_on, m.created_at::date) <= %(day)s::date - %(overdue)s)
FROM states s JOIN registry_member m ON m.id = s.id LEFT JOIN reached r ON r.member_id = s.id
GROUP BY s.node
"""
_TIMES = """
SELECT c.node_at_event, c.channel, count(*) FROM registry_contactlog c
WHERE c.happened_at >= %(begins)s AND c.happened_at < %(ends)s AND c.outcome = 'reached' AND c.side = 'member'
  AND {at c.node_at_event} AND {told c}
GROUP BY c.node_at_event, c.channel
"""
_LIAISONS = """
SELECT a.owner_path, count(DISTINCT a.liaison_id) FROM registry_liaisonassignment a
WHERE {at a.owner_path} AND NOT a.backup AND a.started_on <= %(day)s
  AND (a.ended_on IS NULL OR a.ended_on > %(day)s)
GROUP BY a.owner_path
"""
_HELPED = """
SELECT s.node_at_event, count(*) FROM outreach_suggestion s
WHERE {at s.node_at_event} AND s.kind = 'help' AND s.state = 'closed' AND s.closed_at >= %(begins)s
  AND s.closed_at < %(ends)s AND s.closed_at < %(known)s
GROUP BY s.node_at_event
"""
PEOPLE = ("to_contact", "contacted", "hard_to_reach", "overdue")
NAMES = ("liaisons", *PEOPLE, "times", *WAYS, "by_other", "helped")


def contacts(asked: Asked) -> Counts:
    """Node → column → number."""
    found: Counts = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    for node, *numbers in asked.rows(_PEOPLE, overdue=OVERDUE_DAYS):
        found[node] |= dict(zip(PEOPLE, numbers, strict=True))
    for node, channel, number in asked.rows(_TIMES):
        found[node]["times"] += number
        found[node][_way(channel)] += number
    for name, text in (("liaisons", _LIAISONS), ("helped", _HELPED)):
        for node, number in asked.rows(text):
            found[node][name] = number
    return {node: found[node] for node in sorted(found)}


def _way(channel: str) -> str:
    return next((name for name, channels in WAYS.items() if channel in channels), "by_other")
