"""New members in bulk: from staged rows to lines for COPY, sealed and with their keys. Runs in a thread, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from registry.intake import bulk
from registry.intake.candidates import Candidate
from registry.intake.happenings import happenings, state_after
from registry.intake.surroundings import Surroundings
from registry.lib.crypto import BlindIndex, FieldCipher
from registry.lib.ids import uuid7
from registry.lib.keys import search_fields
from registry.models.sealed import blind_index, cipher, context_of

SEALED = frozenset(
    {"id_number", "phone", "other_phones", "home_org_phone", "residence", "household", "liaison_phone", "extra"}
)
TAIL = 4


@dataclass(slots=True)
class Fresh:
    """New members, their movements and employers; `columns` are those of the members' lines."""

    columns: tuple[str, ...] = ()
    members: list[str] = field(default_factory=list)
    movements: list[str] = field(default_factory=list)
    sites: dict[tuple[str, str], str] = field(default_factory=dict)  # (owner path, key) → employer as written


MOVEMENT = ("id", "member_id", "owner_path", "kind", "effective_on", "recorded_at")


class Builder:
    """Makes members of candidates. A member takes the key of its row, so a row can never become two members."""

    def __init__(self, around: Surroundings, moment: datetime) -> None:
        self.around, self.moment = around, moment
        self.cipher: FieldCipher = cipher()
        self.index: BlindIndex = blind_index()

    def build(self, items: Iterable[Candidate]) -> Fresh:
        """Lines for all of `items`."""
        fresh, rows = Fresh(), []
        for item in items:
            rows.append(self._member(item, fresh))
        fresh.columns = tuple(sorted({name for row in rows for name in row}))
        fresh.members = ["\t".join([bulk.cell(row.get(name)) for name in fresh.columns]) + "\n" for row in rows]
        return fresh

    def _member(self, item: Candidate, fresh: Fresh) -> dict[str, Any]:
        said = item.columns
        row: dict[str, Any] = dict(said)
        for name in SEALED & said.keys():
            row[name] = self.cipher.seal(said[name], context_of("registry_member", item.id, name))
        row |= search_fields(said.get("name", ""), said.get("employer", ""))
        if row["employer_key"]:
            fresh.sites[item.node.path, row["employer_key"]] = said["employer"]
        row["id"], row["owner_path"], row["organisation_id"] = item.id, item.node.path, item.node.id
        row["direction"], row["position"] = item.direction, item.position
        row["id_index"], row["phone_index"] = item.id_index, item.phone_index
        if item.phone_index:
            row["phone_tail_index"] = self.index.of("phone-tail", said["phone"][-TAIL:])
        if not item.known:
            row["lead_index"] = item.lead_index
        found = happenings(
            None,
            item.payload,
            known=item.known,
            may_enroll=self.around.may_enroll(item.node.path),
            today=self.around.today,
        )
        row |= state_after(found)
        row["version"] = 1 + len(found)
        for at, (kind, day) in enumerate(found):
            recorded = self.moment + timedelta(microseconds=at)  # the order within one day
            cells = (uuid7(), item.id, item.node.path, kind.value, day.isoformat(), recorded.isoformat())
            fresh.movements.append("\t".join(map(str, cells)) + "\n")
        return row
