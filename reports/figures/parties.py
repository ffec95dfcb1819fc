"""党组织: branches and groups for mobile members, whom they cover, where one may report in; table 5."""

from typing import Any

from registry.choices import OrganisationKind as O
from reports.figures.counting import Number, Source, count
from reports.figures.standing import APART, HEAD, PEOPLE, Asked

Counts = dict[str, dict[str, Number]]
# The tree knows no days: branches and groups are those of now, each counted at the node above it.
_ORGANISATIONS = """
FROM registry_organisation o JOIN registry_organisation p ON p.id = o.parent_id
WHERE {at o.path} AND o.is_active AND o.kind IN (%(branch)s, %(new)s, %(group)s)
"""
_COVERED = "s.enrolled AND s.inward"
_POINTS = """
FROM outreach_venue v LEFT JOIN outreach_registrationpoint p ON p.venue_id = v.id AND p.opened_at < %(ends)s
    AND (p.ended_at IS NULL OR p.ended_at >= %(ends)s)
WHERE {at v.owner_path} AND (v.closed_on IS NULL OR v.closed_on > %(day)s)
  AND (v.kind = 'registration_point' OR p.id IS NOT NULL)
"""
SOURCES = (
    Source("organisation", _ORGANISATIONS, "p.path", "o.id", "o.path", {
        "branches": "o.kind = %(branch)s", "new_employment_branches": "o.kind = %(new)s",
        "groups": "o.kind = %(group)s",
    }),
    Source("member", PEOPLE, "s.node", "s.id", "s.owner", {"covered": _COVERED}, head=HEAD, apart=APART),
    Source("venue", _POINTS, "v.owner_path", "v.id", "v.owner_path", {"points": ""}, once={"points": "v.id"}),
)  # fmt: skip
VALUES: dict[str, Any] = {"branch": O.MOBILE_BRANCH, "new": O.NEW_EMPLOYMENT, "group": O.GROUP}


def parties(asked: Asked) -> Counts:
    """Node → column → number."""
    return count(SOURCES, asked, **VALUES)
