"""党组织: branches and groups for mobile members, whom they cover, where one may report in; table 5."""

from typing import Any

from registry.choices import OrganisationKind as O
from registry.lib.scope import SEGMENT
from reports.figures.counting import Number, Source, count
from reports.figures.standing import APART, HEAD, PEOPLE, Asked, stood

Counts = dict[str, dict[str, Number]]
# Those in use at the month's end, each counted at the node above it; where it stood then, if it has moved since.
_ORGANISATIONS = """
FROM registry_organisation o
WHERE {at o.path} AND o.parent_id IS NOT NULL AND o.moved_as_id IS NULL
  AND (o.opened_on IS NULL OR o.opened_on <= %(day)s) AND (o.is_active OR o.closed_on > %(day)s)
  AND o.kind IN (%(branch)s, %(new)s, %(group)s)
"""
_ABOVE = f"left({stood('o.path')}, -{SEGMENT})"
_COVERED = "s.enrolled AND s.inward"
_POINTS = """
FROM outreach_venue v LEFT JOIN outreach_registrationpoint p ON p.venue_id = v.id AND p.opened_at < %(ends)s
    AND (p.ended_at IS NULL OR p.ended_at >= %(ends)s)
WHERE {at v.owner_path} AND (v.closed_on IS NULL OR v.closed_on > %(day)s)
  AND (v.kind = 'registration_point' OR p.id IS NOT NULL)
"""
SOURCES = (
    Source("organisation", _ORGANISATIONS, _ABOVE, "o.id", "o.path", {
        "branches": "o.kind = %(branch)s", "new_branches": "o.kind = %(branch)s AND o.opened_on >= %(first)s",
        "new_employment_branches": "o.kind = %(new)s",
        "groups": "o.kind = %(group)s",
    }),
    Source("member", PEOPLE, "s.node", "s.id", "s.owner", {"covered": _COVERED}, head=HEAD, apart=APART),
    Source("venue", _POINTS, stood("v.owner_path"), "v.id", "v.owner_path", {"points": ""}, once={"points": "v.id"}),
)  # fmt: skip
VALUES: dict[str, Any] = {"branch": O.MOBILE_BRANCH, "new": O.NEW_EMPLOYMENT, "group": O.GROUP}


def parties(asked: Asked) -> Counts:
    """Node → column → number."""
    return count(SOURCES, asked, **VALUES)
