"""Two suggestions that are one, and one that is really two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from outreach.choices import SuggestionCategory, SuggestionMove, SuggestionState, WordKind
from outreach.domain.suggestions import likeness, moves, receiving, told
from outreach.domain.suggestions.flow import MOVES
from outreach.domain.suggestions.receiving import Idea, Left
from outreach.models import Suggestion, SuggestionWord
from outreach.models.suggestion import ENDED
from registry.choices import OrganisationKind
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.scope import SEGMENT
from registry.models import Member, Organisation, User
from registry.models.custody import definer
from registry.models.unit import record

MOST_ALIKE = 5
# How many that share a pair of characters are looked at, the newest first.
LOOKED_AT = 300
PLACES = (OrganisationKind.DISTRICT, OrganisationKind.STREET, OrganisationKind.COMMUNITY, OrganisationKind.VILLAGE)
M, S = SuggestionMove, SuggestionState
TOO_LATE = "现在不能取消并入：并入的那一条已经答复或办结，或者不在您的范围内（请上级来取消）。"


def alike(row: Suggestion) -> list[tuple[Suggestion, float]]:
    """Those in scope that say much the same, the nearest first; with Jaccard's measure (0 to 1)."""
    rows = Suggestion.objects.all().genuine().alike(row.grams).exclude(pk=row.pk).exclude(state=S.MERGED)
    shown = rows.filter(kind=row.kind).only("id", "owner_path", "label", "title", "state", "grams", "suspicion")
    found = [(other, likeness.likeness(row.grams, other.grams)) for other in shown.order_by("-id")[:LOOKED_AT]]
    near = [pair for pair in found if pair[1] >= likeness.ALIKE]
    return sorted(near, key=lambda pair: -pair[1])[:MOST_ALIKE]


def by_label(label: str) -> Suggestion | None:
    """The one of that number, where it is in scope."""
    wanted = label.strip()
    found: Suggestion | None = Suggestion.objects.filter(label__iexact=wanted).first() if wanted else None
    return found


def merge(
    *, by: User | None, label: str, row: Suggestion, target: Suggestion | None, version: int | None = None
) -> Suggestion:
    """Taken together with another one, which is answered for both; whoever proposed it goes on reading how that one
    stands. What was merged into this one goes along. Raises Refused, Conflict."""
    row = moves.found(row.pk, version)
    target = moves.found(checked(row, target).pk)
    checked(row, target)
    Suggestion.objects.filter(merged_into=row.pk).update(merged_into=target.pk)
    said = f"并入 {target.label}"
    done = moves.move(row, M.MERGE, label=label, why=said, merged_into=target.pk, published_at=None)
    moves.say(target, WordKind.PRIVATE, f"{row.label} 已并入本条，一起办理、一起答复。", label=label)
    return done


def checked(row: Suggestion, target: Suggestion | None) -> Suggestion:
    """The one that it may be merged into. Raises Refused for any other."""
    if target is None:
        raise Refused("没有找到这个编号。请照列表里的编号填，例如 JDZ-2026-江南-0007。")
    if target.pk == row.pk:
        raise Refused("不能并入自己。请填另一条的编号。")
    moves.check(row, MOVES[M.MERGE], "")
    if target.state in (S.MERGED, S.REJECTED) or target.suspicion:
        raise Refused(f"{target.label or '那一条'}是“{target.get_state_display()}”，不能并入。请选正在办理的一条。")
    if row.is_help or target.is_help:
        raise Refused("帮扶诉求不能合并，一人一条：合并以后，两边的提出人都看得到对方的答复。")
    return target


def part_from(row: Suggestion) -> Suggestion | None:
    """What it was merged into and may be taken out of again: in sight, and not answered yet for both."""
    merged = row.merged_into if row.state == S.MERGED else None
    into: Suggestion | None = Suggestion.objects.filter(pk=merged).first() if merged else None
    return into if into and into.answered_at is None and into.state not in ENDED else None


def unmerge(*, by: User | None, label: str, row: Suggestion, why: str, version: int | None = None) -> Suggestion:
    """A merge that was a mistake: it is reviewed once more, by itself. Raises Refused once the other one is answered,
    Conflict."""
    row = moves.found(row.pk, version)
    target = part_from(row)
    if target is None:
        raise Refused(TOO_LATE)
    done = moves.move(row, M.REVIEW, label=label, why=why, merged_into=None)
    moves.say(target, WordKind.PRIVATE, f"{row.label} 不再并入本条，另外办理。", label=label)
    return done


@dataclass(frozen=True, slots=True)
class Shared:
    """What was answered to one and to all that were merged into it."""

    into_label: str
    answered_at: datetime
    text: str
    unit: str


def answers_to(keys: Iterable[UUID]) -> dict[UUID, Shared]:
    """Of those that were merged and whose other one is answered, the answer: their proposers read it too, and whoever
    works for them is to know what they read."""
    rows = definer("outreach_answers_to_merged", list(keys))
    return {key: Shared(label, at, told.opened(SuggestionWord, word, "text", text), unit)
            for key, label, at, word, text, unit in rows}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What is taken out of a suggestion as one of its own. `key` makes a form that is sent twice one."""

    key: UUID
    content: str
    category: str
    title: str = ""


def split(*, by: User | None, label: str, row: Suggestion, part: Part, version: int | None = None) -> Left:
    """A second one beside it, with a number of its own, from the same proposer. Raises Refused, Conflict."""
    row = moves.found(row.pk, None if Suggestion.objects.filter(pk=part.key).exists() else version)
    moves.check(row, MOVES[M.SPLIT], "")
    left = receiving.leave(key=part.key, idea=_taken_out(row, part), entered_label=label or "拆分")
    if left is None:
        raise Refused("没有拆出来：收集它的村（社区）不在您的范围内。请上级来拆。")
    if left.fresh:
        moves.move(row, M.SPLIT, label=label, why=f"拆出 {left.label}")
        record("suggestion.split", on=row, into=str(part.key))
    return left


def _taken_out(row: Suggestion, part: Part) -> Idea:
    known = row.member_id and Member.objects.filter(pk=row.member_id).exists()
    category = part.category if part.category in SuggestionCategory.values else row.category
    return Idea(
        content=part.content, category=category, node=_place(row.owner_path), title=part.title,
        name=str(row.proposer_name), phone=str(row.proposer_phone), may_publish=row.may_publish, source=row.source,
        proposer_kind=row.proposer_kind, member=row.member_id if known else None,
        collected_on=min(row.collected_on, clock.today()), split_from=row.pk,
    )  # fmt: skip


def _place(path: str) -> UUID | None:
    """The nearest node over a path that suggestions can be left at."""
    above = [path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)]
    rows = Organisation.objects.filter(path__in=above, kind__in=PLACES).order_by("-path")
    return rows.values_list("pk", flat=True).first()
