"""A row as it is staged: by which keys the person is found again, where it belongs, what it says when asked."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from registry.intake.rows.around import Node, Surroundings
from registry.intake.staging import bulk
from registry.intake.staging.payloads import Ready, fingerprint
from registry.lib.crypto import BlindIndex, FieldCipher
from registry.lib.names import name_key
from registry.models.sealed import context_of

TABLE = "registry_intakerow"


@dataclass(slots=True)
class Candidate:
    """One applicable row. `line` is its payload as it was staged; the blind indexes are those of ID, phone and lead."""

    position: int
    direction: str
    node: Node
    named: bool
    line: bytes
    id_index: bytes | None
    phone_index: bytes | None
    lead_index: bytes | None
    name_key: str
    id: UUID | None = None
    read: dict[str, Any] | None = None

    @property
    def key(self) -> UUID:
        """Of the staged row, and of the member that it becomes."""
        assert self.id is not None
        return self.id

    @property
    def payload(self) -> dict[str, Any]:
        """What the row said and was read as."""
        if self.read is None:
            self.read = orjson.loads(self.line)
        return self.read

    @property
    def columns(self) -> dict[str, Any]:
        """Columns of Member that the row fills."""
        found: dict[str, Any] = self.payload["v"]
        return found

    @property
    def known(self) -> bool:
        """Whether an ID number or a mobile phone makes this a registration and not a 线索; not what was struck out."""
        return bool(self.id_index or self.phone_index) and b'"struck":true' not in self.line

    def copied(self) -> str:
        """Fields of COPY for matching.KEYS, from the indexes on."""
        number, phone, lead = bulk.octets(self.id_index), bulk.octets(self.phone_index), bulk.octets(self.lead_index)
        return f"{number}\t{phone}\t{bulk.text(self.name_key)}\t{lead}"


def of_checked(position: int, row: Ready, around: Surroundings, index: BlindIndex) -> Candidate:
    """A row that was just checked."""
    code = row.community
    return Candidate(
        position,
        row.direction,
        around.node_of(code),
        code in around.nodes,
        row.line,
        index.of("id", row.id_number),
        index.of("phone", row.phone),
        index.of("lead", row.mark or ""),
        row.name_key,
    )


def of_staged(position: int, pk: UUID, line: bytes, around: Surroundings, index: BlindIndex) -> Candidate:
    """A row that was staged. Only where there are 线索 may a known person turn out to be one of them."""
    payload = orjson.loads(line)
    columns, code = payload["v"], payload.get("community")
    node = around.node_of(code)
    number, phone = index.of("id", columns.get("id_number", "")), index.of("phone", columns.get("phone", ""))
    asked = around.leads or "struck" in payload or not (number or phone)
    lead = index.of("lead", fingerprint(payload, node)) if asked else None
    key = name_key(columns.get("name", ""))[:60]
    return Candidate(
        position, payload["d"], node, code in around.nodes, line, number, phone, lead, key, pk, payload
    )  # fmt: skip


def seal(cipher: FieldCipher, pk: UUID, kept: dict[str, Any]) -> bytes:
    """What a row has changed, for its undoing, as it lies in the database."""
    return cipher.seal_bytes(orjson.dumps(kept), context_of(TABLE, pk, "before"))


def unseal(cipher: FieldCipher, pk: UUID, sealed: bytes | memoryview | None) -> dict[str, Any]:
    """What `seal` kept; raises CipherError."""
    found: dict[str, Any] = orjson.loads(cipher.open_bytes(sealed or b"", context_of(TABLE, pk, "before")))
    return found
