"""Rows that lists of suggestions show: one in every state for each number, with what hangs on it."""

from datetime import timedelta
from uuid import UUID

from outreach.choices import SuggestionState
from outreach.models import (
    ReplyTemplate,
    Suggestion,
    SuggestionExtension,
    SuggestionFile,
    SuggestionStep,
    SuggestionUnit,
    SuggestionWord,
    Supervision,
)
from outreach.models.suggestion import IN_HAND
from registry.domain.files import seal
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import Member
from tests.world import World, clerk

STATES = tuple(SuggestionState)
TEXT = "红星小区东门的路灯坏了，晚上看不清路。"


def suggestions_of(world: World, node: str, numbers: range, members: list[Member]) -> dict[str, UUID]:
    """A suggestion in each state for every number, every third one a member's; keys of the first rows, by model."""
    rows = [
        _row(world, node, number * 100 + at, state, members[at % len(members)])
        for number in numbers
        for at, state in enumerate(STATES)
    ]
    for row in rows:  # before its target is there
        row.merged_into = rows[0].pk if row.state == "merged" else None
    Suggestion.objects.bulk_create(rows)
    keys = {"Suggestion": rows[0].pk}
    for made in (_steps(rows), _words(rows), _files(rows[:1]), _units(rows), _extensions(rows), _supervisions(rows)):
        keys[type(made[0]).__name__] = type(made[0]).objects.bulk_create(made)[0].pk
    template = ReplyTemplate(owner_path=rows[0].owner_path, name=f"感谢 {numbers[0]}", text="感谢您的建议。")
    template.save(force_insert=True)
    return keys | {"ReplyTemplate": template.pk}


def _row(world: World, node: str, number: int, state: SuggestionState, member: Member) -> Suggestion:
    place, now, user = world.nodes[node], clock.now(), world.users[clerk(node)]
    key, taken_up = uuid7(), state in IN_HAND
    hers = {"member_id": member.pk, "proposer_kind": "in"} if number % 3 == 0 else {"proposer_name": "何先生"}
    return Suggestion(
        id=key, owner_path=place.path, node_at_event=place.path, state=state, state_at=now, year=clock.today().year,
        number=number, label=f"JDZ-{clock.today().year}-{node}-{number:04d}", place_label=str(place), source="scan",
        collected_on=clock.today() - timedelta(days=9), category="traffic", title=f"修好路灯 {number}", content=TEXT,
        code_digest=key.bytes, entered_label=user.name, submitted_at=now - timedelta(days=9), touched_at=now,
        on_list=number % 2 == 0,
        stage_due_on=clock.today() - timedelta(days=number % 5) if taken_up or state == "received" else None,
        due_on=clock.today() - timedelta(days=number % 5) if taken_up else None, complexity="simple",
        lead_label=str(place) if taken_up else "", handler=user if taken_up else None,
        handler_name=user.name if taken_up else "", may_publish=True, **hers,
    )  # fmt: skip


def _steps(rows: list[Suggestion]) -> list[SuggestionStep]:
    return [
        SuggestionStep(
            owner_path=row.owner_path, suggestion=row, seq=1, move="receive", after="received", at=clock.now()
        )
        for row in rows
    ]


def _words(rows: list[Suggestion]) -> list[SuggestionWord]:
    return [
        SuggestionWord(owner_path=row.owner_path, suggestion=row, member_id=row.member_id, kind=kind, text="已派人去看",
                       at=clock.now(), label="何")
        for row in rows for kind in ("progress", "reply", "word")
    ]  # fmt: skip


def _files(rows: list[Suggestion]) -> list[SuggestionFile]:
    made = []
    for row in rows:
        key, data = uuid7(), b"%PDF-1.4 %%EOF"
        made.append(
            SuggestionFile(
                id=key, owner_path=row.owner_path, suggestion=row, name="现场.pdf", media_type="application/pdf",
                size=len(data), digest="0" * 64, data=seal(SuggestionFile, key, data), added_at=clock.now(),
            )
        )  # fmt: skip
    return made


def _units(rows: list[Suggestion]) -> list[SuggestionUnit]:
    return [
        SuggestionUnit(owner_path=row.owner_path, suggestion=row, label="市政所", asked_at=clock.now(),
                       due_on=clock.today())
        for row in rows if row.state in IN_HAND
    ]  # fmt: skip


def _extensions(rows: list[Suggestion]) -> list[SuggestionExtension]:
    return [
        SuggestionExtension(
            owner_path=row.owner_path, suggestion=row, was_due_on=row.due_on, until=clock.today() + timedelta(days=9),
            why="等配件", asked_at=clock.now(), asked_label="何",
        )
        for row in rows if row.state == "in_progress"
    ]  # fmt: skip


def _supervisions(rows: list[Suggestion]) -> list[Supervision]:
    return [
        Supervision(owner_path=row.owner_path, suggestion=row, level="urge", node_path=row.owner_path,
                    due_on=row.due_on, at=clock.now(), label="程序")
        for row in rows if row.state in IN_HAND
    ]  # fmt: skip
