"""What most programs do for the figures of a month: a `count()` for every figure of every node, of how things stand."""

import time
from datetime import timedelta
from typing import Any

from bench import population

_INSIDE = "direction = 'in' AND is_open AND status <> 'lead'"
_WITHIN = "happened_at >= %(begins)s AND happened_at < %(ends)s"
_REACHED = f"{_WITHIN} AND outcome = 'reached' AND side = 'member' AND voided_at IS NULL"
_MEMBERS = (
    _INSIDE, f"{_INSIDE} AND reported_on IS NOT NULL", f"{_INSIDE} AND enrolled_on IS NOT NULL",
    f"{_INSIDE} AND status = 'lost'", f"{_INSIDE} AND new_employment_type <> ''", f"{_INSIDE} AND birth_on > %(young)s",
    f"{_INSIDE} AND education_code < '4'", f"{_INSIDE} AND political_status = 'probationary'",
    f"{_INSIDE} AND origin_code NOT LIKE '44%%'",
    f"{_INSIDE} AND origin_code LIKE '44%%' AND"
    " origin_code NOT LIKE '4407%%'",
    f"{_INSIDE} AND origin_code LIKE '4407%%'", "direction = 'out' AND is_open",
    "direction = 'out' AND is_open AND reported_on IS NOT NULL", "is_open AND status NOT IN ('lead', 'lost')",
    *(f"direction = 'in' AND closed_on BETWEEN %(first)s AND %(last)s AND status = '{status}'"
      for status in ("transferred_in", "returned", "moved_on", "closed")),
    f"{_INSIDE} AND NOT EXISTS (SELECT 1 FROM registry_contactlog c WHERE c.member_id = registry_member.id AND"
    " c.happened_at >= %(late)s AND c.happened_at < %(ends)s AND c.outcome = 'reached')",
)  # fmt: skip
_CONTACTS = (_REACHED, *(f"{_REACHED} AND channel = '{way}'" for way in ("phone", "wechat", "visit")))
PEER = (
    *(f"SELECT count(*) FROM registry_member WHERE organisation_id = %(node)s AND {each}" for each in _MEMBERS),
    *(f"SELECT count(*) FROM registry_contactlog WHERE node_at_event = %(path)s AND {each}" for each in _CONTACTS),
    f"SELECT count(DISTINCT member_id) FROM registry_contactlog WHERE node_at_event = %(path)s AND {_REACHED}",
    "SELECT count(DISTINCT liaison_id) FROM registry_liaisonassignment WHERE owner_path = %(path)s AND"
    " ended_on IS NULL",
    "SELECT count(*) FROM registry_studyreport WHERE node_at_event = %(path)s AND studied_on BETWEEN %(first)s AND"
    " %(last)s",
)
# Of how many nodes it is asked at most; the rest is taken to cost as much.
ASKED = 6


def seconds(places: list[tuple[Any, str]], month: Any) -> float:
    """Seconds for everything a plain program would ask of each node, one statement a figure, as the owner role, whom
    row-level security lets pass. It knows neither the past nor what was entered late. A few nodes from all over the
    district are asked and stand for all: they have as many members as each other."""
    some = places[:: -(-len(places) // ASKED)]
    said = {
        "first": month.first, "last": month.last, "begins": month.begins, "ends": month.ends,
        "late": month.ends - timedelta(days=60), "young": month.last.replace(year=month.year - 36),
    }  # fmt: skip
    with population.owner() as connection:
        begun = time.perf_counter()
        for key, path in some:
            for statement in PEER:
                connection.execute(statement, said | {"node": key, "path": path}).fetchone()
        return (time.perf_counter() - begun) * len(places) / len(some)
