"""联系服务: whom the node should be in touch with, whom it was, and how; table 2 of the street's monthly report.

People are counted where they stood at the month's end, so that each is counted once at every level; contacts where they
happened. Only a contact with the member that succeeded makes somebody 已联系; attempts are no 人次.
"""

from collections import defaultdict

from registry.choices import ContactChannel as C
from registry.domain.rhythm import OVERDUE_DAYS
from reports.figures.counting import Number, Source
from reports.figures.standing import Asked

Counts = dict[str, dict[str, Number]]
WAYS = {
    "by_phone": (C.PHONE, C.SMS), "by_wechat": (C.WECHAT, C.VIDEO), "by_visit": (C.VISIT, C.TALK, C.RECEPTION),
}  # fmt: skip
# 逾期: on the register for longer than OVERDUE_DAYS and nobody was in touch for as long, as far as log and ledger say.
_REACHED = """
WITH {touched}, {story}, {states}, lately AS (
    SELECT DISTINCT c.member_id, c.happened_at >= %(begins)s AS this_month FROM registry_contactlog c
    WHERE c.happened_at >= %(ends)s - make_interval(days => %(overdue)s) AND c.happened_at < %(ends)s
      AND c.outcome = 'reached' AND c.side = 'member' AND {told c}
), reached AS (SELECT member_id, bool_or(this_month) AS this_month FROM lately GROUP BY member_id)"""
_PEOPLE = """
FROM states s JOIN registry_member m ON m.id = s.id LEFT JOIN reached r ON r.member_id = s.id WHERE NOT s.lost
"""
_TIMES = """
FROM registry_contactlog c
WHERE c.happened_at >= %(begins)s AND c.happened_at < %(ends)s AND c.outcome = 'reached' AND c.side = 'member'
  AND {at c.node_at_event} AND {told c}
"""
_LIAISONS = """
FROM registry_liaisonassignment a
WHERE {at a.owner_path} AND NOT a.backup AND a.started_on <= %(day)s AND (a.ended_on IS NULL OR a.ended_on > %(day)s)
"""
_HELPED = """
FROM outreach_suggestion s
WHERE {at s.node_at_event} AND s.kind = 'help' AND s.state = 'closed' AND s.closed_at >= %(begins)s
  AND s.closed_at < %(ends)s AND s.closed_at < %(known)s
"""
_COLUMNS = {
    "to_contact": "",
    "contacted": "r.this_month",
    "hard_to_reach": "m.contact_status = 'hard_to_reach'",
    "overdue": "r.member_id IS NULL"
    " AND coalesce(m.contact_said_on, m.flowed_on, m.created_at::date) <= %(day)s::date - %(overdue)s",
}


def _by(*channels: str) -> str:
    return "c.channel IN ({})".format(", ".join(f"'{channel!s}'" for channel in channels))


_WAYS = {name: _by(*channels) for name, channels in WAYS.items()}
_OTHER = f"NOT {_by(*(channel for channels in WAYS.values() for channel in channels))}"
SOURCES = (
    Source("liaison", _LIAISONS, "a.owner_path", "a.id", "a.owner_path", {"liaisons": ""},
           once={"liaisons": "a.liaison_id"}),
    Source("member", _PEOPLE, "s.node", "m.id", "m.owner_path", _COLUMNS, head=_REACHED),
    Source("contact", _TIMES, "c.node_at_event", "c.id", "c.owner_path", {"times": "", **_WAYS, "by_other": _OTHER}),
    Source("suggestion", _HELPED, "s.node_at_event", "s.id", "s.owner_path", {"helped": ""}),
)  # fmt: skip
VALUES = {"overdue": OVERDUE_DAYS}
NAMES = tuple(name for source in SOURCES for name in source.figures)


def contacts(asked: Asked) -> Counts:
    """Node → column → number."""
    found: Counts = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    for source in SOURCES:
        for node, numbers in source.numbers(asked, **VALUES):
            found[node] |= numbers
    return {node: found[node] for node in sorted(found)}
