"""A row as it is staged: what it says of a person, by which keys the person is found again, where it belongs."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from registry.intake.surroundings import Node, Surroundings
from registry.lib.crypto import BlindIndex, FieldCipher
from registry.lib.names import name_key
from registry.models.sealed import context_of

TABLE = "registry_intakerow"
_COMPACT = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


@dataclass(slots=True)
class Candidate:
    """One applicable row. `payload` is what was staged, `keys` the blind indexes (id, phone, lead)."""

    position: int
    id: UUID
    payload: dict[str, Any]
    node: Node
    named: bool
    id_index: bytes | None = None
    phone_index: bytes | None = None
    lead_index: bytes | None = None
    name_key: str = ""
    clean: bool = False  # no text of the payload needs escaping

    @property
    def columns(self) -> dict[str, Any]:
        """Columns of Member that the row fills."""
        found: dict[str, Any] = self.payload["v"]
        return found

    @property
    def direction(self) -> str:
        """in or out."""
        return str(self.payload["d"])

    @property
    def known(self) -> bool:
        """Whether an ID number or a mobile phone makes this a registration and not a 线索."""
        return bool(self.id_index or self.phone_index)

    def line(self) -> tuple[Any, ...]:
        """Values of matching.KEYS."""
        return self.position, self.direction, self.id_index, self.phone_index, self.name_key, self.lead_index


def candidate(position: int, pk: UUID, payload: dict[str, Any], around: Surroundings, index: BlindIndex) -> Candidate:
    """Compute the keys of a staged row. Only where there are 线索 may a known person turn out to be one of them."""
    columns = payload["v"]
    code = payload.get("community")
    node = around.node_of(code)
    found = Candidate(position, pk, payload, node, code in around.nodes)
    found.id_index = index.of("id", columns.get("id_number", ""))
    found.phone_index = index.of("phone", columns.get("phone", ""))
    if around.leads or not found.known:
        found.lead_index = index.of("lead", fingerprint(payload, node))
    found.name_key = name_key(columns.get("name", ""))[:60]
    return found


def fingerprint(payload: dict[str, Any], node: Node) -> str:
    """What tells one name without a number from another; `n` counts those in one file that nothing else tells apart."""
    columns = payload["v"]
    parts = [columns.get(name, "") for name in ("name", "sex", "flowed_on", "origin_code")]
    return "|".join((*parts, payload["d"], node.path, str(payload.get("n", 1))))


def seal(cipher: FieldCipher, pk: UUID, payload: dict[str, Any], field: str = "payload") -> bytes:
    """A payload as it lies in the database."""
    text = _COMPACT.encode(payload)
    return cipher.seal_bytes(text.encode("utf-8", "replace"), context_of(TABLE, pk, field))


def unseal(cipher: FieldCipher, pk: UUID, sealed: bytes | memoryview | None, field: str = "payload") -> dict[str, Any]:
    """The payload again; raises CipherError."""
    found: dict[str, Any] = json.loads(cipher.open_bytes(sealed or b"", context_of(TABLE, pk, field)))
    return found


def restore(cipher: FieldCipher, pk: UUID, sealed: bytes) -> tuple[dict[str, Any], bool]:
    """The payload, and whether its texts are free of what COPY escapes: JSON escapes the same characters."""
    raw = cipher.open_bytes(sealed, context_of(TABLE, pk, "payload"))
    return json.loads(raw), b"\\" not in raw
