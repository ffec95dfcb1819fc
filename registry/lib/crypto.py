"""Field encryption and blind indexes.

A stored value is `key id ‖ 0x00 ‖ nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes)`; its associated data is
`model|pk|field`, so a value copied to another row or column does not decrypt (NIST SP 800-38D, AES-256-GCM).
The interface takes any AEAD of that shape: SM4-GCM (GB/T 32907, GM/T 0009) fills it with 16-byte keys.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
END = b"\0"  # of a key's id
INDEX_BYTES = 16


class Aead(Protocol):
    """An authenticated cipher bound to one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class CipherError(ValueError):
    """A stored value can't be read: wrong or missing key, or the value was changed or moved."""


@dataclass(slots=True)
class FieldCipher:
    """Encrypts with the first key of the ring, decrypts with whichever key a value names."""

    keys: dict[str, bytes]
    algorithm: Callable[[bytes], Aead] = AESGCM
    _aeads: dict[bytes, Aead] = field(default_factory=dict)
    _head: bytes = b""
    _encrypt: Callable[[bytes, bytes, bytes | None], bytes] = field(init=False)

    def __post_init__(self) -> None:
        if not self.keys:
            raise CipherError("没有字段加密密钥（FIELD_KEYS）")
        self._aeads = {name.encode(): self.algorithm(key) for name, key in self.keys.items()}
        self._head, self._encrypt = self.current + END, self._aeads[self.current].encrypt

    @property
    def current(self) -> bytes:
        """Id of the key that new values are written with."""
        return next(iter(self._aeads))

    def seal(self, text: str, context: str) -> bytes:
        """Encrypt `text`, bound to `context` (model|pk|field)."""
        return self.seal_bytes(text.encode("utf-8", "surrogatepass"), context)

    def open(self, sealed: bytes, context: str) -> str:
        """Decrypt what `seal` made; raises CipherError."""
        return self.open_bytes(sealed, context).decode("utf-8", "surrogatepass")

    def seal_bytes(self, data: bytes, context: str) -> bytes:
        """Encrypt bytes (an uploaded file, a staged row)."""
        nonce = os.urandom(NONCE)
        return self._head + nonce + self._encrypt(nonce, data, context.encode())

    def open_bytes(self, sealed: bytes | memoryview, context: str) -> bytes:
        """Decrypt what `seal_bytes` made; raises CipherError."""
        key_id, _, rest = bytes(sealed).partition(END)
        aead = self._aeads.get(key_id)
        if aead is None:
            raise CipherError("没有解开这个字段的密钥")
        try:
            return aead.decrypt(rest[:NONCE], rest[NONCE:], context.encode())
        except InvalidTag as error:
            raise CipherError("字段密文与它所在的行不符，可能被改动或搬动过") from error


def key_of(sealed: bytes) -> bytes:
    """Id of the key that a value was sealed with."""
    return sealed.partition(END)[0]


@dataclass(frozen=True, slots=True)
class BlindIndex:
    """Keyed hashes that allow equality search only. Each purpose has hashes of its own."""

    key: bytes

    def of(self, purpose: str, value: str) -> bytes | None:
        """16 bytes of HMAC-SHA-256 over purpose and value; None for an empty value."""
        if not value:
            return None
        message = f"{purpose}|{value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self.key, message, hashlib.sha256)[:INDEX_BYTES]


def parse_keys(text: str) -> dict[str, bytes]:
    """`id:base64,id:base64` → ring; the first one is current."""
    pairs = (part.strip().partition(":") for part in text.split(",") if part.strip())
    return {name: base64.b64decode(value) for name, _, value in pairs}
