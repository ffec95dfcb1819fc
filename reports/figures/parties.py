"""党组织: branches and groups for mobile members, whom they cover, where one may report in; table 5."""

from collections import defaultdict
from typing import Any

from registry.choices import OrganisationKind as O
from reports.figures.counting import Number, Source
from reports.figures.standing import Asked

Counts = dict[str, dict[str, Number]]
# The tree knows no days: branches and groups are those of now, each counted at the node above it.
_ORGANISATIONS = """
FROM registry_organisation o JOIN registry_organisation p ON p.id = o.parent_id
WHERE {at o.path} AND o.is_active AND o.kind IN (%(branch)s, %(new)s, %(group)s)
"""
_COVERED = "FROM states s JOIN registry_member m ON m.id = s.id WHERE s.enrolled AND m.direction = 'in'"
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
    Source("member", _COVERED, "s.node", "m.id", "m.owner_path", {"covered": ""},
           head="WITH {touched}, {story}, {states}"),
    Source("venue", _POINTS, "v.owner_path", "v.id", "v.owner_path", {"points": ""}, once={"points": "v.id"}),
)  # fmt: skip
VALUES: dict[str, Any] = {"branch": O.MOBILE_BRANCH, "new": O.NEW_EMPLOYMENT, "group": O.GROUP}
NAMES = tuple(name for source in SOURCES for name in source.figures)


def parties(asked: Asked) -> Counts:
    """Node → column → number."""
    found: Counts = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    for source in SOURCES:
        for node, numbers in source.numbers(asked, **VALUES):
            found[node] |= numbers
    return {node: found[node] for node in sorted(found)}
