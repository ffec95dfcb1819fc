"""How suggestions come in: from the public page, from a member's own page, by staff on somebody's behalf.

All of them by one function of the database, which checks whose they may be, numbers them without gaps, and takes a form
that is sent twice as one.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from outreach.choices import BY_STAFF, ProposerKind, SuggestionCategory, SuggestionSource
from outreach.domain.suggestions import clocks, codes, likeness
from outreach.domain.suggestions.wording import plain
from outreach.models import Suggestion, SuggestionFile
from registry.domain.errors import Refused
from registry.domain.files import Prepared, seal
from registry.domain.herself import NOTICE
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import ContactLog, Member, Organisation, User
from registry.models.custody import definer
from registry.models.sealed import Sealed, cipher, context_of
from registry.models.unit import record

MOST_PHOTOS = 6
MOST_CHARACTERS, LEAST_CHARACTERS = 2000, 4
TITLE_LENGTH = 60
# More than a node can have in a day by honest means.
MOST_A_DAY = 500
# From how many characters on a title is cut from the text.
CUT = 24


@dataclass(frozen=True, slots=True)
class Idea:
    """What somebody proposes. `node` is the organisation's key (None: the one that holds the member's record)."""

    content: str
    category: str
    node: UUID | None = None
    title: str = ""
    name: str = ""
    phone: str = ""
    may_publish: bool = False
    source: str = SuggestionSource.PAGE
    proposer_kind: str = ProposerKind.OTHER
    member: UUID | None = None
    contact: UUID | None = None
    collected_on: date | None = None
    suspicion: str = ""
    split_from: UUID | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """What became of it: the code to keep, its number (empty while it waits in the spam queue), and whether it was
    written now or had come before."""

    code: str
    label: str
    fresh: bool


def leave(*, key: UUID, idea: Idea, photos: Sequence[Prepared] = (), entered_label: str = "") -> Left | None:
    """Write it down; asked before any scope, or in that of a member or of staff. None where it may not be: an unknown
    or closed node, somebody else's member, more in a day than can be honest. Sent twice with one key, it is one."""
    idea = replace(idea, content=plain(idea.content), title=" ".join(plain(idea.title).split()))
    _check(idea)
    code, now = codes.code_of(key), clock.now()
    title = idea.title[:TITLE_LENGTH] or title_of(idea.content)
    since = clock.midnight(clock.today())
    rows = definer(
        "outreach_leave_suggestion", key, idea.node, _facts(idea, title, entered_label),
        sealed(key, "content", idea.content), sealed(key, "proposer_name", idea.name),
        sealed(key, "proposer_phone", idea.phone), likeness.grams(title, idea.content), codes.digest(code), now,
        clocks.review_by(idea.node, idea.member, clock.today()), MOST_A_DAY, since,
    )  # fmt: skip
    if not rows:
        return None
    [(path, label, fresh)] = rows
    if fresh:
        _attach(code, photos)
        said: dict[str, Any] = {
            "source": idea.source,
            "category": idea.category,
            "photos": len(photos),
            "notice": NOTICE,
        }
        record("suggestion.received", object_type="suggestion", object_id=key, owner_path=path, **said)
    return Left(codes.shown(code), label, fresh)


def held(key: UUID) -> Left | None:
    """Take the forms of one key one after the other, until the end of the unit of work; what the first of them left."""
    code = codes.code_of(key)
    rows = definer("outreach_hold_suggestion", key, codes.digest(code))
    return Left(codes.shown(code), rows[0][0], False) if rows else None


def _check(idea: Idea) -> None:
    length = len(idea.content.strip())
    if length < LEAST_CHARACTERS:
        raise Refused("请把想法写得具体一点，至少写几个字。")
    if length > MOST_CHARACTERS:
        raise Refused(f"最多写 {MOST_CHARACTERS} 个字，现在有 {length} 个。请精简一下，或者分成两条。")
    if idea.category not in SuggestionCategory.values:
        raise Refused("请选一个类别。说不准的选“其他”。")


def _facts(idea: Idea, title: str, entered_label: str) -> str:
    facts: dict[str, Any] = {
        "source": idea.source, "category": idea.category, "title": title, "proposer_kind": idea.proposer_kind,
        "member": idea.member, "contact": idea.contact, "may_publish": idea.may_publish, "suspicion": idea.suspicion,
        "notice": "" if entered_label else NOTICE, "entered_label": entered_label[:120], "split_from": idea.split_from,
        "collected_on": idea.collected_on or clock.today(),
    }  # fmt: skip
    return json.dumps(facts, default=str, ensure_ascii=False)


def title_of(content: str) -> str:
    """The first words, for want of a title: up to the end of the first sentence, CUT characters at most."""
    first = content.strip().splitlines()[0]
    end = min((at for at in map(first.find, "。！？!?；;") if at > 0), default=len(first))
    return first[:end] if end <= CUT else first[: CUT - 1] + "…"


def sealed(key: UUID, field: str, text: str) -> Sealed:
    """A text as it is kept in that column of that suggestion; nothing of an empty one."""
    if not text.strip():
        return Sealed(b"")
    return Sealed(cipher().seal(text.strip(), context_of(Suggestion._meta.db_table, key, field)))


def _attach(code: str, photos: Sequence[Prepared]) -> None:
    for photo in photos[:MOST_PHOTOS]:
        key = uuid7()
        sealed = seal(SuggestionFile, key, photo.data)
        sha = hashlib.sha256(photo.data).hexdigest()
        definer(
            "outreach_attach_suggestion", codes.digest(code), key, photo.name, photo.media_type, len(photo.data), sha,
            sealed, clock.now(), MOST_PHOTOS,
        )  # fmt: skip


def enter(
    *, by: User, label: str, key: UUID, idea: Idea, organisation: Organisation | None = None,
    member: Member | None = None, contact: ContactLog | None = None, photos: Sequence[Prepared] = (),
) -> Left:  # fmt: skip
    """Staff or a liaison enter what somebody said. Raises Refused for a day to come, another way of collecting, and
    where neither the node nor the member is the caller's."""
    if idea.source not in BY_STAFF:
        raise Refused("请选是怎么收集到的：电话、走访、座谈会、意见箱、议事会或微信。")
    if idea.collected_on and idea.collected_on > clock.today():
        raise Refused("收集日期不能晚于今天。")
    left = leave(
        key=key, idea=_placed(idea, organisation, member, contact), photos=photos, entered_label=label or by.name
    )
    if left is None:
        raise Refused("没有录入：所选的村（社区）或党员不在您的范围内。")
    return left


def _placed(
    idea: Idea, organisation: Organisation | None, member: Member | None, contact: ContactLog | None
) -> Idea:  # fmt: skip
    return replace(
        idea,
        node=organisation.pk if organisation else None,
        member=member.pk if member else None,
        contact=contact.pk if contact else None,
    )
