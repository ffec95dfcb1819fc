"""党组织: branches and groups for mobile members, whom they cover, where one may report in; table 5."""

from collections import defaultdict
from typing import Any

from registry.choices import OrganisationKind as O
from reports.figures.standing import Asked

Counts = dict[str, dict[str, int]]
NAMES = ("branches", "new_employment_branches", "groups", "covered", "points")
# The tree knows no days: branches and groups are those of now, each counted at the node above it.
_ORGANISATIONS = """
SELECT p.path, count(*) FILTER (WHERE o.kind = %(branch)s), count(*) FILTER (WHERE o.kind = %(new)s),
    count(*) FILTER (WHERE o.kind = %(group)s)
FROM registry_organisation o JOIN registry_organisation p ON p.id = o.parent_id
WHERE {at o.path} AND o.is_active AND o.kind IN (%(branch)s, %(new)s, %(group)s)
GROUP BY p.path
"""
_COVERED = """
WITH {touched}, {story}, {states}
SELECT s.node, count(*) FROM states s JOIN registry_member m ON m.id = s.id
WHERE s.enrolled AND m.direction = 'in' GROUP BY s.node
"""
_POINTS = """
SELECT v.owner_path, count(DISTINCT v.id) FROM outreach_venue v
LEFT JOIN outreach_registrationpoint p ON p.venue_id = v.id AND p.opened_at < %(ends)s
    AND (p.ended_at IS NULL OR p.ended_at >= %(ends)s)
WHERE {at v.owner_path} AND (v.closed_on IS NULL OR v.closed_on > %(day)s)
  AND (v.kind = 'registration_point' OR p.id IS NOT NULL)
GROUP BY v.owner_path
"""


def parties(asked: Asked) -> Counts:
    """Node → column → number."""
    found: Counts = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    kinds: dict[str, Any] = {"branch": O.MOBILE_BRANCH, "new": O.NEW_EMPLOYMENT, "group": O.GROUP}
    for node, *numbers in asked.rows(_ORGANISATIONS, **kinds):
        found[node] |= dict(zip(NAMES, numbers, strict=False))
    for name, text in (("covered", _COVERED), ("points", _POINTS)):
        for node, number in asked.rows(text):
            found[node][name] = number
    return {node: found[node] for node in sorted(found)}
