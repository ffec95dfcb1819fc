"""Random histories of members: what the table of states allows, told late, voided, moved between nodes."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from registry.choices import ENDED, MovementKind, Status
from registry.domain.projection import ALLOWED, Projection, replay, step
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import Member, Movement
from tests.conftest import become_app, become_owner
from tests.world import World

K = MovementKind
NODES = ("a11", "a12", "a1", "a")
BEGINS = date(2026, 6, 20)


@dataclass
class History:
    """A member's movements, in the order in which they were written, and the nodes she was moved to."""

    member: Member
    rows: list[Movement] = field(default_factory=list)


def grown(world: World, seed: int, number: int) -> list[History]:
    """`number` members of the district with histories of half a year, written into the database as its owner: what
    happened at other nodes is written by no role of the program."""
    dice = random.Random(seed)
    made = [_one(world, dice, sequence) for sequence in range(number)]
    become_owner()
    with world.system("a"):
        Member.objects.bulk_create([history.member for history in made])
        Movement.objects.bulk_create([row for history in made for row in history.rows])
    become_app()
    return made


def _one(world: World, dice: random.Random, sequence: int) -> History:
    node = world.nodes[dice.choice(NODES)]
    member = Member(
        id=uuid7(), owner_path=node.path, organisation=node, direction=dice.choice(("in", "in", "in", "out")),
        name=f"何{sequence}", origin_code=dice.choice(("", "440704", "440703", "440100", "522726", "430000")),
        birth_on=dice.choice((None, date(1991, 7, 31), date(1980, 1, 1), date(2000, 2, 29))),
        education_code=dice.choice(("", "21", "31", "61")), new_employment_type=dice.choice(("", "courier")),
        political_status=dice.choice(("full", "probationary")),
    )  # fmt: skip
    history, day, state = History(member), BEGINS + timedelta(days=dice.randrange(120)), Projection()
    for _ in range(dice.randrange(1, 8)):
        kinds = [kind for kind in ALLOWED if state.status in ALLOWED[kind]]
        if not kinds:
            break
        kind = dice.choice(kinds)
        if kind == K.MOVED:
            node = world.nodes[dice.choice(NODES)]
        row = _row(member, node.path, kind, day, day + timedelta(days=dice.choice((0, 0, 1, 20, 45))))
        history.rows.append(row)
        state, day = step(state, row), day + timedelta(days=1 + dice.randrange(40))
    _void_one(dice, history)
    _project(member, history, node.path)
    member.organisation = node
    for row in history.rows:
        row.owner_path = node.path
    return history


def _row(member: Member, path: str, kind: str, day: date, told: date) -> Movement:
    moment = clock.midnight(told) + timedelta(hours=10)
    return Movement(id=uuid7(), owner_path=path, node_at_event=path, member=member, kind=kind, effective_on=day,
                    recorded_at=moment)  # fmt: skip


def _void_one(dice: random.Random, history: History) -> None:
    """Now and then the last one was a mistake, and somebody said so later."""
    last = history.rows[-1]
    if len(history.rows) > 1 and last.kind != K.MOVED and dice.random() < 0.3:
        told = clock.local(last.recorded_at).date() + timedelta(days=dice.randrange(60))
        voiding = _row(history.member, last.node_at_event, K.VOIDED, told, told)
        voiding.voids = last
        history.rows.append(voiding)


def _project(member: Member, history: History, path: str) -> None:
    state = replay(valid(history.rows))
    member.status, member.is_open = state.status or Status.LEAD, state.is_open
    member.reported_on, member.enrolled_on, member.closed_on = state.reported_on, state.enrolled_on, state.closed_on
    member.owner_path = path


def valid(rows: Iterable[Movement], known: datetime | None = None, day: date | None = None) -> list[Movement]:
    """What counts of them, as it was known at a moment and took effect by a day, in order."""
    told = [row for row in rows if known is None or row.recorded_at < known]
    gone = {row.voids_id for row in told if row.voids_id}
    kept = [row for row in told if row.kind != K.VOIDED and row.pk not in gone]
    kept = [row for row in kept if day is None or row.effective_on <= day]
    return sorted(kept, key=lambda row: (row.effective_on, row.recorded_at, row.pk))


__all__ = ["ENDED", "History", "grown", "valid"]
