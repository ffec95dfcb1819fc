"""Is this person on the register? Asked for a whole block at once, the same way when checking and when applying."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from registry.choices import RequestKind, RequestState
from registry.intake.staging import bulk
from registry.intake.staging.candidates import Candidate
from registry.models import MoveRequest

TABLE = "intake_key"
KEYS = (
    ("position", "integer"),
    ("direction", "text"),
    ("id_index", "bytea"),
    ("phone_index", "bytea"),
    ("name_key", 'text COLLATE "C"'),
    ("lead_index", "bytea"),
)
NAMES = tuple(name for name, _ in KEYS)
# When a file is checked, the whole row travels with its keys.
ROW = (
    ("id", "uuid"),
    ("sheet", "text"),
    ('"row"', "integer"),
    ("verdict", "text"),
    ("issues", "jsonb"),
    ("action", "text"),
)
_MATCH = """
SELECT k.position, m.id FROM intake_key k JOIN registry_member m
ON CONDITION AND m.direction = k.direction AND m.is_open AND m.intake_id IS DISTINCT FROM %s
"""
_ELSEWHERE = """
SELECT id_index FROM registry_open_among((
    SELECT coalesce(array_agg(k.id_index), '{}') FROM intake_key k
    WHERE k.direction = %(direction)s AND k.id_index IS NOT NULL AND k.position <> ALL(%(matched)s)
), %(direction)s)
"""
_PLANS = """
SELECT set_config('enable_hashjoin', %(free)s, true), set_config('enable_mergejoin', %(free)s, true),
    set_config('enable_seqscan', %(free)s, true), set_config('jit', 'off', true)
"""
# Two records of one person never carry two ID numbers.
_SAME_NUMBER = "(k.id_index IS NULL OR m.id_index IS NULL OR k.id_index = m.id_index)"
_BY = (
    "m.id_index = k.id_index",
    f"m.phone_index = k.phone_index AND m.name_key = k.name_key AND {_SAME_NUMBER}",
    f"m.lead_index = k.lead_index AND {_SAME_NUMBER}",
)


@dataclass(slots=True)
class Found:
    """What the register holds for a block: members of the scope by position, and numbers that are open elsewhere."""

    members: dict[int, UUID]
    ambiguous: set[int]
    elsewhere: set[bytes]
    asked: set[tuple[bytes, str]]


def prepare() -> None:
    """The temporary table that a block's keys are copied into; empty after each commit."""
    bulk.temporary(TABLE, KEYS + ROW)


def copy_keys(candidates: Sequence[Candidate]) -> None:
    """Put the keys of a block where `find` looks for them."""
    prepare()
    lines = "".join([f"{item.position}\t{item.direction}\t{item.copied()}\n" for item in candidates])
    bulk.copy(TABLE, NAMES, lines)


def find(candidates: Collection[Candidate], intake_id: UUID) -> Found:
    """Match the block in the temporary table against the register, within the active scope.

    Members that this very intake has made don't count: the preview could not see them either.
    """
    # Each key is an index away; with a table it knows nothing of, the planner would read the whole register instead.
    bulk.fetch(_PLANS, {"free": "off"})
    found = Found({}, set(), set(), set())
    for condition in _BY if any(item.lead_index for item in candidates) else _BY[:-1]:
        _add(found, condition, intake_id)
    _elsewhere(found, candidates)
    bulk.fetch(_PLANS, {"free": "on"})
    return found


def _add(found: Found, condition: str, intake_id: UUID) -> None:
    rows = bulk.fetch(_MATCH.replace("CONDITION", condition), [intake_id])
    matched = set(found.members)
    for position, member_id in rows:
        if position in matched:
            continue
        if found.members.setdefault(position, member_id) != member_id:
            found.ambiguous.add(position)


def _elsewhere(found: Found, candidates: Collection[Candidate]) -> None:
    """Numbers that have an open record outside the scope, and those of them that were asked for already."""
    matched = list(found.members)
    for direction in {item.direction for item in candidates if item.id_index}:
        rows = bulk.fetch(_ELSEWHERE, {"direction": direction, "matched": matched})
        found.elsewhere |= {bytes(number) for (number,) in rows}
    asked = [item.id_index for item in candidates if item.id_index in found.elsewhere or item.position in found.members]
    if asked:
        found.asked = waiting(asked)


def waiting(numbers: Collection[bytes | None]) -> set[tuple[bytes, str]]:
    """(ID index, path of the asker) of take-overs that nobody has decided yet."""
    rows = MoveRequest.objects.filter(
        kind=RequestKind.TAKE_OVER,
        id_index__in=[number for number in numbers if number],
        state__in=(RequestState.WAITING_RELEASE, RequestState.WAITING_APPROVAL),
    ).values_list("id_index", "owner_path")
    return {(bytes(number), path) for number, path in rows if number}
