"""New members in bulk: staged rows become lines for COPY, sealed and with their keys. Needs no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from registry.intake import bulk
from registry.intake.candidates import Candidate
from registry.intake.happenings import happenings, state_after
from registry.intake.surroundings import Node, Surroundings
from registry.lib.crypto import BlindIndex, FieldCipher
from registry.lib.ids import uuid7
from registry.lib.keys import search_fields
from registry.models.sealed import blind_index, cipher, context_of

SEALED = frozenset(
    {"id_number", "phone", "other_phones", "home_org_phone", "residence", "household", "liaison_phone", "extra"}
)
READY = SEALED | {"id_index", "phone_index", "phone_tail_index", "lead_index"}
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
        self.keys: dict[str, str] = {}
        self.moments: list[str] = []

    def build(self, items: Iterable[Candidate]) -> Fresh:
        """Lines for all of `items`."""
        fresh = Fresh()
        rows = [(self._member(item, fresh), item.clean) for item in items]
        fresh.columns = tuple(sorted({name for row, _ in rows for name in row}))
        empty = dict.fromkeys(fresh.columns, bulk.NULL)
        fresh.members = [_line(row if clean else _escaped(row), empty) for row, clean in rows]
        return fresh

    def _member(self, item: Candidate, fresh: Fresh) -> dict[str, Any]:
        said, pk = item.columns, str(item.id)
        row: dict[str, Any] = dict(said)
        for name in SEALED & said.keys():
            row[name] = bulk.octets(self.cipher.seal(said[name], context_of("registry_member", pk, name)))
        row |= search_fields(said["name"], said.get("employer", ""))
        if row["employer_key"]:
            fresh.sites[item.node.path, row["employer_key"]] = said["employer"]
        row["id"], row["owner_path"], row["organisation_id"] = pk, item.node.path, self._key_of(item.node)
        row["direction"], row["position"] = item.direction, str(item.position)
        self._indexes(row, item)
        found = happenings(
            None,
            item.payload,
            known=item.known,
            may_enroll=self.around.may_enroll(item.node.path),
            today=self.around.today,
        )
        row |= state_after(found)
        row["version"] = str(1 + len(found))
        for at, (kind, day) in enumerate(found):
            fresh.movements.append(f"{uuid7()}\t{pk}\t{item.node.path}\t{kind.value}\t{day}\t{self._moment(at)}\n")
        return row

    def _indexes(self, row: dict[str, Any], item: Candidate) -> None:
        row["id_index"], row["phone_index"] = bulk.octets(item.id_index), bulk.octets(item.phone_index)
        if item.phone_index:
            row["phone_tail_index"] = bulk.octets(self.index.of("phone-tail", item.columns["phone"][-TAIL:]))
        if not item.known:
            row["lead_index"] = bulk.octets(item.lead_index)

    def _key_of(self, node: Node) -> str:
        return self.keys.get(node.path) or self.keys.setdefault(node.path, str(node.id))

    def _moment(self, at: int) -> str:
        """When a movement was recorded: a microsecond apart keeps the order within one day."""
        while len(self.moments) <= at:
            self.moments.append((self.moment + timedelta(microseconds=len(self.moments))).isoformat())
        return self.moments[at]


def _escaped(row: dict[str, Any]) -> dict[str, str]:
    """A row some of whose texts COPY would misread. Bytes are in COPY's own form already."""
    return {name: value if name in READY else bulk.cell(value) for name, value in row.items()}


def _line(row: dict[str, Any], empty: dict[str, str]) -> str:
    """One member for COPY, in the order of `empty`'s columns."""
    return "\t".join([value if type(value) is str else bulk.cell(value) for value in (empty | row).values()]) + "\n"
