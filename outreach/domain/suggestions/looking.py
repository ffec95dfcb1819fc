"""Looking at a suggestion: what was written is opened, a number revealed, a file handed out, each on the trail; and
what somebody has seen is remembered, so that her lists mark what changed since."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from outreach.domain.suggestions import codes, moves
from outreach.models import Suggestion, SuggestionFile, SuggestionGlance
from registry.domain.errors import Refused
from registry.domain.files import Prepared, seal, unseal
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.ids import uuid7
from registry.models import User
from registry.models.unit import record

MOST_FILES = 20


def opened(*, by: User, row: Suggestion) -> str:
    """What was written, on the trail; from now on she has seen it."""
    record("suggestion.opened", on=row)
    if not scopes.current().liaison:
        _seen(by, row)
    return str(row.content)


def _seen(by: User, row: Suggestion) -> None:
    glance = SuggestionGlance(owner_path=row.owner_path, suggestion=row, user=by, at=clock.now())
    SuggestionGlance.objects.bulk_create(
        [glance], update_conflicts=True, unique_fields=["user", "suggestion"], update_fields=["at"]
    )


def glances(by: User, keys: Iterable[UUID]) -> dict[UUID, datetime]:
    """When she last looked at each of them; not there: never."""
    rows = SuggestionGlance.objects.filter(user=by, suggestion__in=list(keys))
    return dict(rows.values_list("suggestion_id", "at"))


def reveal_phone(*, by: User, row: Suggestion) -> str:
    """Its proposer's number, for a call; it goes on the trail."""
    record("suggestion.phone_revealed", on=row)
    return str(row.proposer_phone)


def slip(*, by: User, row: Suggestion) -> str:
    """The progress code, to be given to the person on whose behalf it was entered; it goes on the trail. Raises Refused
    for one that somebody left herself: that code is hers alone."""
    if not row.entered_label:
        raise Refused("这条是本人自己提交的，查询码只有本人知道。")
    record("suggestion.code_opened", on=row)
    return codes.shown(codes.code_of(row.pk))


def attach(*, by: User | None, label: str, row: Suggestion, files: Sequence[Prepared]) -> list[SuggestionFile]:
    """Keep photographs and scans with it. Raises Refused for too many."""
    row = moves.found(row.pk)
    if SuggestionFile.objects.filter(suggestion=row).count() + len(files) > MOST_FILES:
        raise Refused(f"照片和附件最多 {MOST_FILES} 个，已经满了。")
    kept = [_file(row, label, file) for file in files]
    for one in kept:
        one.save(force_insert=True)
        record("suggestion.file_added", on=one, media_type=one.media_type, size=one.size)
    if kept:
        moves.touch(row.pk, clock.now())
    return kept


def _file(row: Suggestion, label: str, file: Prepared) -> SuggestionFile:
    key = uuid7()
    return SuggestionFile(
        id=key, owner_path=row.owner_path, suggestion=row, name=file.name, media_type=file.media_type,
        size=len(file.data), digest=hashlib.sha256(file.data).hexdigest(), data=seal(SuggestionFile, key, file.data),
        added_at=clock.now(), added_label=label[:120],
    )  # fmt: skip


def file_bytes(*, by: User, file: SuggestionFile) -> bytes:
    """A file's bytes; each opening is on the trail. Raises Refused for one that was tampered with."""
    data = unseal(SuggestionFile, file.pk, file.data)
    row = Suggestion.objects.filter(pk=file.suggestion_id).only("label").first()
    named = {"no": row.trail_number} if row else {}
    record("suggestion.file_opened", on=file, suggestion=str(file.suggestion_id), **named)
    return data
