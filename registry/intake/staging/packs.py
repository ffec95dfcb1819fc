"""What staged rows said, as it lies in the database: so many lines of JSON sealed together.

A row's cells and values are needed when it is written, shown or handed back. Sealing a hundred at once costs a tenth of
sealing each, and a page of rows opens a pack or two.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson

from registry.intake.staging import bulk
from registry.lib.ids import uuid7
from registry.models import Intake, IntakePack, IntakeRow
from registry.models.sealed import cipher, context_of

_INSERT = "INSERT INTO registry_intakepack (id, owner_path, intake_id, number, payload) VALUES (%s, %s, %s, %s, %b)"
PACK = 100  # rows; fixed, since a row finds its line by its position


def write(intake_id: UUID, path: str, first: int, lines: Sequence[bytes]) -> None:
    """Store the lines of rows from position `first`, the first of a pack, on."""
    packs = []
    for at in range(0, len(lines), PACK):
        pk, number = uuid7(), (first + at - 1) // PACK
        sealed = cipher().seal_bytes(b"\n".join(lines[at : at + PACK]), _context(pk, number))
        packs.append((pk, path, intake_id, number, sealed))
    bulk.insert(_INSERT, packs)


def forget(intake: Intake) -> None:
    """Remove the staged rows of an intake and what they said."""
    IntakePack.objects.filter(intake=intake).delete()
    IntakeRow.objects.filter(intake=intake).delete()


def lines_between(intake_id: UUID, first: int, last: int) -> tuple[dict[int, bytes], bytes]:
    """{position: line} of at least the rows from `first` to `last`, and a digest of them as they are stored."""
    packs = IntakePack.objects.filter(intake_id=intake_id, number__range=((first - 1) // PACK, (last - 1) // PACK))
    found: dict[int, bytes] = {}
    mark = hashlib.sha256()
    for pk, number, payload in packs.order_by("number").values_list("pk", "number", "payload"):
        mark.update(payload)
        found |= _numbered(pk, number, payload)
    return found, mark.digest()


class Lines:
    """Payloads of an intake's rows, by position; keeps the pack that was opened last.

    With `ahead`, positions that will be asked for, all their packs are read at once: one query for a page of rows.
    """

    def __init__(self, intake: Intake | UUID, ahead: Iterable[int] = ()) -> None:
        self.intake_id = intake if isinstance(intake, UUID) else intake.pk
        self.lines: dict[int, bytes] = {}
        numbers = {(position - 1) // PACK for position in ahead}
        packs = IntakePack.objects.filter(intake_id=self.intake_id, number__in=numbers)
        for pk, number, payload in packs.values_list("pk", "number", "payload"):
            self.lines.update(_numbered(pk, number, payload))

    def payload(self, position: int) -> dict[str, Any]:
        """What the row said and was read as; empty when it was purged."""
        if position not in self.lines:
            self.lines, _ = lines_between(self.intake_id, position, position)
        line = self.lines.get(position)
        return orjson.loads(line) if line else {}


def _numbered(pk: UUID, number: int, payload: bytes | memoryview) -> Iterable[tuple[int, bytes]]:
    """(position, line) of one pack."""
    opened = cipher().open_bytes(payload, _context(pk, number))
    return enumerate(opened.split(b"\n"), number * PACK + 1)


def _context(pk: UUID, number: int) -> str:
    return context_of("registry_intakepack", pk, f"payload:{number}")
