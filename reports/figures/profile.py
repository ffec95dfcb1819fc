"""看板 beyond the month's report: where members come from, how old they are, what they live on, who was late, how far
金点子 got. Counted like the month's figures, so that the rows behind each number can be read.

Ages are full years at the month's last day, in the bands of the yearly statistics (党内统计年报). 金点子 are looked at
over the twelve months that end with the month: of those collected in them how far each has come, of those closed in
them how many days passed between the day of collecting and the day of closing.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from registry.choices import NewEmployment
from registry.domain.rhythm import quarter_start
from registry.lib import clock, placeindex
from reports.figures.counting import Source
from reports.figures.month import Month
from reports.figures.register import FLOWS, MOVES, STEPPED, years_before
from reports.figures.standing import APART, HEAD, PEOPLE, Asked, stood

PROVINCES = {code[:2]: place.name for code, place in placeindex.current().items() if code.endswith("0000")}
UNKNOWN = "none"
# Last year of each band.
BANDS = (30, 35, 40, 45, 50, 55, 60)
KINDS = {str(kind): str(kind.label) for kind in NewEmployment}
# Most days of each band.
SPANS = (7, 15, 30, 60)
ORIGINS = (*(f"from_{code}" for code in PROVINCES), f"from_{UNKNOWN}")
AGES = (*(f"age_{last}" for last in BANDS), "age_more", f"age_{UNKNOWN}")
WORKS = tuple(f"work_{kind}" for kind in KINDS)
TOOK = (*(f"took_{most}" for most in SPANS), "took_more")
# How far an idea is: whoever took a later step took the earlier ones.
STEPS = ("accept", "assign", "sign", "answer", "feed_back", "rate")
STAGES = {"year_taken": STEPS, "year_assigned": STEPS[1:], "year_answered": STEPS[3:]}
FUNNEL = ("year_ideas", *STAGES, "year_closed")
_IN = "s.inward"


def _named(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _origins() -> dict[str, str]:
    named = {f"from_{code}": f"{_IN} AND s.origin_code ^@ '{code}'" for code in PROVINCES}
    return named | {f"from_{UNKNOWN}": f"{_IN} AND left(s.origin_code, 2) NOT IN ({_named(PROVINCES)})"}


def _ages() -> dict[str, str]:
    found, younger = {}, ""
    for last in BANDS:
        found[f"age_{last}"] = f"{_IN} AND s.birth_on > %(born_{last})s{younger}"
        younger = f" AND s.birth_on <= %(born_{last})s"
    return found | {"age_more": f"{_IN}{younger}", f"age_{UNKNOWN}": f"{_IN} AND s.birth_on IS NULL"}


def _works() -> dict[str, str]:
    named = _named(kind for kind in KINDS if kind != NewEmployment.OTHER)
    found = {f"work_{kind}": f"{_IN} AND s.new_employment_type = '{kind}'" for kind in KINDS}
    # What a ledger wrote in words of its own is another kind.
    return found | {"work_other": f"{_IN} AND s.new_employment_type NOT IN ('', {named})"}


_STUDIED = """NOT s.lost AND s.id IN (
    SELECT r.member_id FROM registry_studyreport r
    WHERE r.studied_on >= %(quarter)s AND r.studied_on <= %(day)s AND {told r})"""
# Open and past their grace; one that was closed since the moment asked for was open then.
_LATE = """
FROM outreach_task t
WHERE {at t.owner_path} AND t.late_on < %(passed)s AND t.planned_at < %(known)s
  AND (t.held_until IS NULL OR t.held_until < %(passed)s) AND (t.state = 'open' OR t.closed_at >= %(known)s)
"""
# Of the quarter that had ended: missing is also what nobody asks for any more, and not what was handed in late.
# The list of late reports (`outreach.domain.late`) says the same as of today.
_LATE_STUDIES = """
FROM outreach_task t JOIN registry_member m ON m.id = t.member_id AND (m.closed_on IS NULL OR m.closed_on > %(day)s)
WHERE {at t.owner_path} AND t.kind = 'study' AND t.due_on >= %(last_quarter)s AND t.due_on < %(quarter)s
  AND t.late_on < %(passed)s AND t.planned_at < %(known)s AND (t.state = 'lapsed' OR (
    (t.state = 'open' OR t.closed_at >= %(known)s) AND (t.held_until IS NULL OR t.held_until < %(passed)s)))
  AND NOT EXISTS (SELECT FROM registry_studyreport r WHERE r.member_id = t.member_id
    AND r.studied_on >= t.counts_from AND r.studied_on <= t.due_on AND {told r})
"""
_IDEAS = """
FROM outreach_suggestion s
WHERE {at s.node_at_event} AND s.kind = 'idea' AND s.suspicion = '' AND s.submitted_at < %(known)s
"""
_COLLECTED = "s.collected_on >= %(year)s AND s.collected_on <= %(day)s"
_DONE = "s.state = 'closed' AND s.closed_at < %(known)s AND s.closed_at < %(ends)s"
_CLOSED = f"{_DONE} AND s.closed_at >= %(year_begins)s"
_STEPPED = (
    "(SELECT p.suggestion_id FROM outreach_suggestionstep p"
    " WHERE p.move IN ({moves}) AND p.at < %(known)s AND p.at < %(ends)s)"
)
_DAYS = "((s.closed_at AT TIME ZONE 'Asia/Shanghai')::date - s.collected_on)"


def _stage(moves: Iterable[str]) -> str:
    return f"{_COLLECTED} AND s.id IN {_STEPPED.replace('{moves}', _named(moves))}"


def _took() -> dict[str, str]:
    found, shorter = {}, ""
    for most in SPANS:
        found[f"took_{most}"] = f"{_CLOSED} AND {_DAYS} <= {most}{shorter}"
        shorter = f" AND {_DAYS} > {most}"
    return found | {"took_more": f"{_CLOSED}{shorter}"}


_CAME, _WENT = ("new", "came_over"), FLOWS[2:]
_NET = f"CASE WHEN s.flow IN ({_named(_CAME)}) THEN 1 ELSE -1 END"
SOURCES = (
    Source("member", MOVES, "s.node", "m.id", "m.owner_path", {
        "came": f"s.flow IN ({_named(_CAME)})", "went": f"s.flow IN ({_named(_WENT)})", "net": "s.flow <> 'before'",
    }, head=STEPPED, amounts={"net": _NET}),
    Source("member", PEOPLE, "s.node", "s.id", "s.owner", {
        **_origins(), **_ages(), **_works(), "studied": _STUDIED,
    }, head=HEAD, apart=APART),
    Source("member", _LATE, stood("t.owner_path"), "t.member_id", "t.owner_path", {"late_tasks": ""},
           once={"late_tasks": "t.member_id"}),
    Source("member", _LATE_STUDIES, stood("t.owner_path"), "t.member_id", "t.owner_path", {"late_studies": ""},
           once={"late_studies": "t.member_id"}),
    Source("suggestion", _IDEAS, "s.node_at_event", "s.id", "s.owner_path", {
        "year_ideas": _COLLECTED, **{name: _stage(moves) for name, moves in STAGES.items()},
        "year_closed": f"{_COLLECTED} AND {_DONE}", **_took(), "took_days": _CLOSED,
    }, amounts={"took_days": _DAYS}),
)  # fmt: skip


def values(asked: Asked) -> dict[str, Any]:
    """What the statements ask with."""
    year, quarter = _first_of_year(asked.month), quarter_start(asked.month.last)
    born = {f"born_{last}": years_before(asked.month.last, last + 1) for last in BANDS}
    return {
        **born, "quarter": quarter, "last_quarter": quarter_start(quarter - timedelta(days=1)), "year": year,
        "year_begins": clock.midnight(year),
    }  # fmt: skip


def _first_of_year(month: Month) -> date:
    """The first day of the twelve months that end with it."""
    return date(month.next().year - 1, month.next().number, 1)
