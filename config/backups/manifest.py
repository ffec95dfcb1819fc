"""What a backup says of itself: what it holds, to the row, and which keys its values need.

It is sealed with AUDIT_KEY: whoever knows the public keys can encrypt something, but can't pass it off as a backup.
"""

import hashlib
import hmac
import json
import subprocess
import tomllib
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

from config.backups.failed import Failed
from config.backups.measuring import Tables
from config.env import CHECKOUT
from registry.lib.crypto import parse_keys
from registry.models.audit import canonical, present_key, ring

FORMAT = 1
DATABASE, FILES, MANIFEST, SUMS = "database.age", "files.age", "manifest.age", "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`at` is the moment of the snapshot (ISO 8601), of which the backup has its name; `tables` are (rows, checksum) by
    name; `schema` is the SHA-256 of the schema's text; `files` are [bytes, SHA-256] by name; `keys` are prints of the
    secrets, which say whether a host has the same ones and nothing more."""

    name: str
    at: str
    program: str
    commit: str
    postgres: str
    server: int
    pg_dump: int
    migrations: list[list[str]]
    schema: str
    tables: Tables
    files: dict[str, list[Any]]
    keys: dict[str, dict[str, str]]
    format: int = FORMAT

    def text(self) -> bytes:
        """As it is stored: JSON with its seal and the id of the key that sealed it."""
        said = asdict(self)
        return json.dumps(said | {"key": present_key(), "seal": _seal(said, present_key())}, indent=1).encode()

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(rows for rows, _ in self.tables.values())


def read(text: bytes) -> Manifest:
    """A manifest from its stored form. Raises Failed where it isn't whole, not ours, or needs other keys."""
    try:
        said = json.loads(text)
        key, seal = said.pop("key"), said.pop("seal")
        _require_format(said.get("format"))
        found = Manifest(**said)
        tables = {name: (rows, checksum) for name, (rows, checksum) in found.tables.items()}
        found = Manifest(**(asdict(found) | {"tables": tables}))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Failed(f"{MANIFEST} 不是一份清单：请换一份备份。") from None
    _require_keys(found)
    if not hmac.compare_digest(seal, _seal(said, key)):
        raise Failed(f"{MANIFEST} 的封印不对（bad seal）：它不是用这套 AUDIT_KEY 做出来的，可能是伪造的，不要用它。")
    return found


def _require_format(number: object) -> None:
    if number != FORMAT:
        raise Failed(f"这份备份的格式是 {number}，这里的程序认得 {FORMAT}：请用做备份时的或更新的程序。")


def _require_keys(found: Manifest) -> None:
    """A database without the keys of its values is lost; better to know before anything is done."""
    here = key_prints()
    for variable, prints in found.keys.items():
        for name, said in prints.items():
            if here.get(variable, {}).get(name) != said:
                which = f"编号 {name} 的那一把" if name else "的那一把"
                raise Failed(
                    f"这台机器的 {variable} 里没有备份用的密钥（{which}，wrong or missing key）："
                    f"请从保险柜里取出当时的 {variable}，写进环境，再来一次。什么也没有动。"
                )


def key_prints() -> dict[str, dict[str, str]]:
    """Of every secret that the data need: by variable and id of the key, some digits by which to tell it again."""
    rings = {
        "FIELD_KEYS": parse_keys(settings.FIELD_KEYS),
        "AUDIT_KEY": ring(),
        "INDEX_KEY": {"": settings.INDEX_KEY.encode()},
    }
    return {variable: {name: _print(key) for name, key in keys.items()} for variable, keys in rings.items()}


def _print(key: bytes) -> str:
    return hmac.digest(key, b"backup|print", hashlib.sha256).hex()[:16]


def _seal(said: dict[str, Any], key: str) -> str:
    return hmac.digest(ring()[key], b"backup|" + canonical(said), hashlib.sha256).hex()


def program() -> tuple[str, str]:
    """(version, commit) of this program; no commit where it was installed without git."""
    about = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    command = ["git", "rev-parse", "--short", "HEAD"]
    try:
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        commit = done.stdout.strip()
    except OSError:
        commit = ""
    return str(about["project"]["version"]), commit
