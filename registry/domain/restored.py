"""After a backup was restored: logins of that day do not live again, and what the trail lost is kept as evidence."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session

from registry.domain.trail import EVERYWHERE, folder, heads, parse
from registry.lib import clock
from registry.lib.durable import add_text, change_text
from registry.models import ApiToken
from registry.models.unit import record, work


def end_sessions() -> int:
    """Of everybody; how many."""
    return int(Session.objects.all().delete()[0])


def end_tokens() -> int:
    """Of the scope. One that was revoked since would open again, and nobody knows which."""
    now = clock.now()
    return ApiToken.objects.filter(revoked_at__isnull=True, expiry__gt=now).update(revoked_at=now)


def note(path: str, name: str, counted: Mapping[str, Any]) -> None:
    """It stands in the district's trail from which backup it goes on, and what was done then."""
    record("backup.restored", owner_path=path, object_type="backup", object_id=name, **counted)


def set_anchors_aside(name: str) -> int:
    """Move anchors that lie behind the ends of the restored chains to a folder of the backup's name; how many.

    The rows that they vouch for are lost, and the chains go on with others of the same numbers.
    """
    with work(EVERYWHERE):
        ends = {head.chain: head.seq for head in heads()}
    return sum(_split(path, ends, name) for path in sorted(folder().glob("*.jsonl")))


def _split(path: Path, ends: Mapping[str, int], name: str) -> int:
    later = [line for line in path.read_text("utf-8").splitlines(keepends=True) if _is_later(line, ends)]
    if later:
        aside = folder() / f"later-than-{name}" / path.name
        add_text(aside, lambda said: "".join(line for line in later if line not in said))
        change_text(path, lambda said: "".join(line for line in said.splitlines(keepends=True) if line not in later))
    return len(later)


def _is_later(line: str, ends: Mapping[str, int]) -> bool:
    anchor = parse(line)
    return anchor is not None and anchor.seq > ends.get(anchor.chain, 0)
