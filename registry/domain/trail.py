"""Is the trail as it was written? Chains are followed link by link, their ends compared with anchors kept outside.

A chain shows every change, gap and insertion, but not that its last rows were cut off; the anchors do, up to the hour
that lies between two of them. An anchor is a line of JSON with its own HMAC in a file of its month.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from registry.lib import clock
from registry.lib.durable import add_text
from registry.models import AuditEvent
from registry.models.audit import GENESIS, canonical, chain_heads, chain_page, present_key, ring
from registry.models.identity import system_scope
from registry.models.unit import SYSTEM_CHAIN, work

PAGE = 5000
# The functions that read chains whole ask for the program's role; no district's rows are in this scope.
EVERYWHERE = system_scope("")


@dataclass(frozen=True, slots=True)
class Damage:
    """The first bad place of a chain. `kind`: changed, gap, fork, misplaced, key, cut, anchor."""

    kind: str
    chain: str
    seq: int
    row_id: str = ""
    action: str = ""

    def __str__(self) -> str:
        row = f"（记录 {self.row_id}，动作 {self.action}）" if self.row_id else ""
        return f"{self.chain} 链第 {self.seq} 条：{MEANING[self.kind]}{row}"


MEANING = {
    "changed": "内容或校验码被改动过",
    "gap": "之前缺少记录",
    "fork": "序号重复，插入过记录",
    "misplaced": "记录不属于这条链",
    "key": "写这一条的密钥不在 AUDIT_KEY 里，或者比前一条的更旧",
    "cut": "锚点文件里有这一条，数据库里没有或不同：链尾被截断或整段换过",
    "anchor": "锚点文件被改动过",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One chain: how many rows were followed, the first damage if there is any, and which key held from which row on
    (key id, number of the row)."""

    chain: str
    rows: int
    damage: Damage | None = None
    keys: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a chain ended at a moment. `mac` in hexadecimal; `key` is the id of the key that sealed the line."""

    at: str
    chain: str
    seq: int
    mac: str
    key: str = ""

    def seal(self) -> str:
        """The anchor's own HMAC, so that a line can't be made up without the key. KeyError for an unknown one."""
        said = {name: value for name, value in asdict(self).items() if name != "key"}
        return hmac.digest(ring()[self.key], b"anchor|" + canonical(said), hashlib.sha256).hex()


def verify(rows: Iterable[AuditEvent], chain: str, anchors: Iterable[Anchor] = ()) -> Result:
    """Follow one chain from its first row; `rows` come in order of (seq, id). Stops at the first damage."""
    wanted = {anchor.seq: anchor for anchor in anchors}
    seq, mac, keys = 0, GENESIS, Keys()
    for row in rows:
        damage = _link_damage(row, chain, seq, mac, keys)
        if damage:
            return Result(chain, seq, damage, keys.told())
        seq, mac = row.seq, bytes(row.mac)
        anchor = wanted.pop(seq, None)
        if anchor and anchor.mac != mac.hex():
            return Result(chain, seq, _damage("cut", row), keys.told())
    cut = Damage("cut", chain, seq + 1) if wanted else None
    return Result(chain, seq, cut, keys.told())


class Keys:
    """Which key of the ring held from which row on. Keys only get newer: whoever learned an old one may not go on with
    it."""

    def __init__(self) -> None:
        self._age = {name: place for place, name in enumerate(ring())}
        self._since: list[tuple[str, int]] = []

    def takes(self, key_id: str, seq: int) -> bool:
        """Whether the row `seq` may be written with that key."""
        if key_id not in self._age:
            return False
        if not self._since or self._since[-1][0] != key_id:
            if self._since and self._age[key_id] > self._age[self._since[-1][0]]:
                return False
            self._since.append((key_id, seq))
        return True

    def told(self) -> tuple[tuple[str, int], ...]:
        """(key id, first row) in order."""
        return tuple(self._since)


def _link_damage(row: AuditEvent, chain: str, seq: int, mac: bytes, keys: Keys) -> Damage | None:
    if row.seq <= seq:
        return _damage("fork", row)
    if row.seq > seq + 1:
        return _damage("gap", row, seq + 1)
    if (row.owner_path[:4] or SYSTEM_CHAIN) != chain:
        return _damage("misplaced", row)
    if not keys.takes(row.key_id, row.seq):
        return _damage("key", row)
    if not hmac.compare_digest(row.compute_mac(mac), bytes(row.mac)):
        return _damage("changed", row)
    return None


def _damage(kind: str, row: AuditEvent, seq: int | None = None) -> Damage:
    return Damage(kind, row.chain, seq or row.seq, str(row.pk), row.action)


def verify_all() -> list[Result]:
    """Every chain of the database and of the anchors, in a unit of work of its own."""
    anchors, broken = read_anchors()
    with work(EVERYWHERE):
        chains = {head.chain for head in heads()} | set(anchors)
        results = [verify(stored_rows(chain), chain, anchors.get(chain, ())) for chain in sorted(chains)]
    return results + [Result(damage.chain, 0, damage) for damage in broken]


def stored_rows(chain: str) -> Iterator[AuditEvent]:
    """One chain from the database, page by page, in order of (seq, id)."""
    page = chain_page(chain, None, PAGE)
    while page:
        yield from page
        page = chain_page(chain, page[-1], PAGE)


def heads() -> list[Anchor]:
    """The present end of every chain, as anchors; none outside the program's own scope."""
    now, key = clock.now().isoformat(timespec="seconds"), present_key()
    return [Anchor(now, chain, seq, bytes(mac).hex(), key) for chain, seq, mac in chain_heads()]


def folder() -> Path:
    """Where the anchors lie: outside the database."""
    return Path(settings.DATA_DIR) / "anchors"


def write_anchor() -> int:
    """Add the present ends to this month's file, whole or not at all; returns how many chains there are."""
    with work(EVERYWHERE):
        found = heads()
    if not found:
        return 0
    lines = "".join(json.dumps(asdict(anchor) | {"seal": anchor.seal()}) + "\n" for anchor in found)
    add_text(folder() / f"{clock.today():%Y-%m}.jsonl", lambda _: lines)
    return len(found)


def read_anchors() -> tuple[dict[str, list[Anchor]], list[Damage]]:
    """All anchors by chain, and the lines that are not as they were written."""
    anchors: dict[str, list[Anchor]] = {}
    broken = []
    for path in sorted(folder().glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            anchor = parse(line)
            if anchor:
                anchors.setdefault(anchor.chain, []).append(anchor)
            else:
                broken.append(Damage("anchor", path.name, number))
    return anchors, broken


def parse(line: str) -> Anchor | None:
    """A line of a file of anchors; None where it is not as it was written."""
    try:
        values = json.loads(line)
        seal = values.pop("seal")
        anchor = Anchor(**values)
        return anchor if hmac.compare_digest(seal, anchor.seal()) else None
    except (ValueError, TypeError, AttributeError, KeyError):
        return None
