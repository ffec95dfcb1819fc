"""联系服务: whom the node should be in touch with, whom it was, and how; table 2 of the street's monthly report.

People are counted where they stood at the month's end, so that each is counted once at every level; contacts where they
happened; liaisons where they are posted, whosever members they have. Only a contact with the member that succeeded
makes somebody 已联系; attempts are no 人次.
"""

from typing import Any

from registry.choices import ContactChannel as C
from reports.figures.counting import Number, Source, count
from reports.figures.standing import APART, HEAD, LAST, PEOPLE, Asked, stood

Counts = dict[str, dict[str, Number]]
WAYS = {
    "by_phone": (C.PHONE, C.SMS), "by_wechat": (C.WECHAT, C.VIDEO), "by_visit": (C.VISIT, C.TALK, C.RECEPTION),
}  # fmt: skip
_TIMES = """
FROM registry_contactlog c
WHERE c.happened_at >= %(begins)s AND c.happened_at < %(ends)s AND c.outcome = 'reached' AND c.side = 'member'
  AND {at c.node_at_event} AND {told c}
"""
# Who is posted at several nodes is counted at the first of them.
_POSTED = "{p}.role = 'liaison' AND {p}.starts_on <= %(day)s AND ({p}.ends_on IS NULL OR {p}.ends_on >= %(day)s)"
_LIAISONS = f"""
FROM registry_liaisonassignment a JOIN registry_posting p ON p.user_id = a.liaison_id AND {_POSTED.format(p="p")}
WHERE {{at p.owner_path}} AND NOT a.backup AND a.started_on <= %(day)s AND (a.ended_on IS NULL OR a.ended_on > %(day)s)
  AND NOT EXISTS (SELECT FROM registry_posting q
    WHERE q.user_id = p.user_id AND q.owner_path < p.owner_path AND {_POSTED.format(p="q")})
"""
_HELPED = """
FROM outreach_suggestion s
WHERE {at s.node_at_event} AND s.kind = 'help' AND s.state = 'closed' AND s.closed_at >= %(begins)s
  AND s.closed_at < %(ends)s AND s.closed_at < %(known)s
"""
_SAID = "coalesce(s.contact_said_on, (s.created_at AT TIME ZONE 'Asia/Shanghai')::date)"
_LONG_AGO = "%(late_on)s::date - %(overdue)s"
# 逾期: registered OVERDUE_DAYS ago or earlier and nobody was in touch for as long, as far as log and ledger say. The
# first page (`registry.models.member.silent`) counts the same.
_COLUMNS = {
    "to_contact": "NOT s.lost",
    "contacted": f"NOT s.lost AND {LAST} >= %(first)s",
    "hard_to_reach": "NOT s.lost AND s.contact_status = 'hard_to_reach'",
    "overdue": f"NOT s.lost AND {_SAID} <= {_LONG_AGO} AND coalesce({LAST} <= {_LONG_AGO}, true)",
}


def _by(*channels: str) -> str:
    return "c.channel IN ({})".format(", ".join(f"'{channel!s}'" for channel in channels))


_WAYS = {name: _by(*channels) for name, channels in WAYS.items()}
_OTHER = f"NOT {_by(*(channel for channels in WAYS.values() for channel in channels))}"
SOURCES = (
    Source("liaison", _LIAISONS, stood("p.owner_path"), "a.id", "a.owner_path", {"liaisons": ""},
           once={"liaisons": "a.liaison_id"}),
    Source("member", PEOPLE, "s.node", "s.id", "s.owner", _COLUMNS, head=HEAD, apart=APART),
    Source("contact", _TIMES, "c.node_at_event", "c.id", "c.owner_path", {"times": "", **_WAYS, "by_other": _OTHER}),
    Source("suggestion", _HELPED, "s.node_at_event", "s.id", "s.owner_path", {"helped": ""}),
)  # fmt: skip
VALUES: dict[str, Any] = {}  # all it asks with is known of every month


def contacts(asked: Asked) -> Counts:
    """Node → column → number."""
    return count(SOURCES, asked, **VALUES)
