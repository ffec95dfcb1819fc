"""New members in bulk: staged rows become lines for COPY, sealed and with their keys. Needs no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from registry.intake.rows.around import Node, Surroundings
from registry.intake.staging import bulk
from registry.intake.staging.candidates import Candidate
from registry.intake.staging.happenings import Happening, happenings, state_after
from registry.lib.crypto import BlindIndex, FieldCipher
from registry.lib.ids import uuid7_texts
from registry.lib.keys import search_fields
from registry.models.sealed import blind_index, cipher, context_of

SEALED = frozenset(
    {"id_number", "phone", "other_phones", "home_org_phone", "residence", "household", "liaison_phone", "extra"}
)
FLAGS = frozenset({"is_migrant_worker", "id_legacy"})
READY = SEALED | {"id_index", "phone_index", "phone_tail_index", "lead_index"}
TAIL = 4


@dataclass(slots=True)
class Fresh:
    """New members, their movements and employers; `columns` are those of the members' lines."""

    columns: tuple[str, ...] = ()
    members: list[str] = field(default_factory=list)
    keys: list[UUID] = field(default_factory=list)  # of the members
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
        self.tails: dict[str, str] = {}  # of 10,000 that there are

    def build(self, items: Iterable[Candidate]) -> Fresh:
        """Lines for all of `items`."""
        fresh, rows, happened = Fresh(), [], []
        for item in items:
            found = self._happened(item)
            fresh.keys.append(item.key)
            row = self._member(item, fresh) | state_after(found)
            happened.append((f"{row['id']}\t{item.node.path}", found))
            row["version"] = str(1 + len(found))
            rows.append(row if b"\\" not in item.line else _escaped(row))
        fresh.columns = tuple(sorted(set[str]().union(*rows)))
        empty = dict.fromkeys(fresh.columns, bulk.NULL)
        fresh.members = ["\t".join((empty | row).values()) + "\n" for row in rows]
        fresh.movements = self._movements(happened)
        return fresh

    def _member(self, item: Candidate, fresh: Fresh) -> dict[str, str]:
        said, pk, node = item.columns, str(item.key), item.node
        row: dict[str, str] = dict(said)
        for name in SEALED & said.keys():
            row[name] = "\\\\x" + self.cipher.seal(said[name], context_of("registry_member", pk, name)).hex()
        for name in FLAGS & said.keys():
            row[name] = bulk.cell(said[name])
        row |= search_fields(said["name"], said.get("employer", ""))
        if row["employer_key"]:
            fresh.sites[node.path, row["employer_key"]] = said["employer"]
        row["id"], row["owner_path"], row["organisation_id"] = pk, node.path, self._key_of(node)
        row["direction"], row["position"] = item.direction, str(item.position)
        row["id_index"], row["phone_index"] = bulk.octets(item.id_index), bulk.octets(item.phone_index)
        if item.phone_index:
            row["phone_tail_index"] = self._tail(said["phone"][-TAIL:])
        if not item.known:
            row["lead_index"] = bulk.octets(item.lead_index)
        return row

    def _tail(self, digits: str) -> str:
        return self.tails.get(digits) or self.tails.setdefault(digits, bulk.octets(self.index.of("phone-tail", digits)))

    def _happened(self, item: Candidate) -> list[Happening]:
        may_enroll = self.around.may_enroll(item.node.path)
        return happenings(None, item.payload, known=item.known, may_enroll=may_enroll, today=self.around.today)

    def _movements(self, happened: list[tuple[str, list[Happening]]]) -> list[str]:
        keys = iter(uuid7_texts(sum(len(found) for _, found in happened)))
        return [
            f"{next(keys)}\t{whose}\t{kind.value}\t{day}\t{self._moment(at)}\n"
            for whose, found in happened
            for at, (kind, day) in enumerate(found)
        ]

    def _key_of(self, node: Node) -> str:
        return self.keys.get(node.path) or self.keys.setdefault(node.path, str(node.id))

    def _moment(self, at: int) -> str:
        """When a movement was recorded: a microsecond apart keeps the order within one day."""
        while len(self.moments) <= at:
            self.moments.append((self.moment + timedelta(microseconds=len(self.moments))).isoformat())
        return self.moments[at]


def _escaped(row: dict[str, str]) -> dict[str, str]:
    """A row some of whose texts COPY would misread. Bytes are in COPY's own form already."""
    return {name: value if name in READY else bulk.text(value) for name, value in row.items()}
