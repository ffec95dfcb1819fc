"""The trail: one row for each verb, unmasking, export and refusal, chained by HMAC for each district."""

import hashlib
import hmac
import json
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, models

from registry.lib import tables
from registry.models.scoped import ScopedModel

GENESIS = bytes(32)


class AuditEvent(ScopedModel):
    """One event. No foreign keys: the trail outlives what it speaks of. The app role may only insert.

    `mac` = HMAC-SHA-256(key, previous mac ‖ canonical JSON of the row), the key being that of the ring AUDIT_KEY which
    `key_id` names. `detail` holds no personal data.
    """

    scope_office = True

    chain = models.CharField("链", max_length=4, db_collation="C")
    seq = models.BigIntegerField("序号")
    at = models.DateTimeField("时间")
    action = models.CharField("动作", max_length=50)
    outcome = models.CharField("结果", max_length=10, default="done")
    actor_id = models.UUIDField("操作人编号", null=True)
    actor = models.CharField("操作人", max_length=64, blank=True)
    role = models.CharField("角色", max_length=20, blank=True)
    object_type = models.CharField("对象类别", max_length=50, blank=True)
    object_id = models.CharField("对象编号", max_length=64, blank=True)
    detail = models.JSONField("细节", default=dict)
    mac = models.BinaryField("校验码")
    key_id = models.CharField("密钥编号", max_length=16, db_collation="C", default="", blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("chain", "seq")
        verbose_name = verbose_name_plural = "审计记录"
        constraints = (models.UniqueConstraint(fields=["chain", "seq"], name="audit_chain_seq"),)
        indexes = (
            models.Index(fields=["owner_path", "at"], name="audit_owner"),
            models.Index(fields=["object_id", "at"], name="audit_object"),
            # Where a chain stood at a moment (reports.workbook.making).
            models.Index(fields=["chain", "at"], name="audit_chain_at"),
            # Rows by which an account's questions about people elsewhere are counted (registry.domain.probing).
            models.Index(fields=["actor_id", "at"], condition=models.Q(detail__has_key="person"), name="audit_probes"),
        )

    def __str__(self) -> str:
        return f"第 {self.seq} 条 {action_labels().get(self.action, self.action)}"

    def compute_mac(self, previous: bytes) -> bytes:
        """What `mac` has to be after a row whose mac is `previous`. Raises KeyError for a key not in the ring."""
        return hmac.digest(ring()[self.key_id], bytes(previous) + self.canonical(), hashlib.sha256)

    def canonical(self) -> bytes:
        """Every column but `mac` and the name of its key, in one fixed form."""
        return canonical(
            {
                "id": str(self.id),
                "owner_path": self.owner_path,
                "chain": self.chain,
                "seq": self.seq,
                "at": self.at,
                "action": self.action,
                "outcome": self.outcome,
                "actor_id": str(self.actor_id or ""),
                "actor": self.actor,
                "role": self.role,
                "object_type": self.object_type,
                "object_id": self.object_id,
                "detail": self.detail,
            }
        )


@lru_cache(maxsize=1)
def action_labels() -> dict[str, str]:
    """Actions in words, by code."""
    return {row["code"]: row["label"] for row in tables.rows("audit_actions")}


def ring() -> dict[str, bytes]:
    """The trail's keys by id, the present one first. The one without an id is from before keys had ids."""
    return _ring(settings.AUDIT_KEY)


@lru_cache(maxsize=8)
def _ring(text: str) -> dict[str, bytes]:
    parts = [part.strip().rpartition(":") for part in text.split(",")]
    keys = {name: value.encode() for name, _, value in parts}
    if not all(keys.values()):
        raise ValueError("没有审计密钥（AUDIT_KEY）")
    return keys


def present_key() -> str:
    """Id of the key that new rows and anchors are written with."""
    return next(iter(ring()))


def canonical(values: dict[str, Any]) -> bytes:
    """JSON with sorted keys and no spaces; moments as whole microseconds since 1970 in UTC."""
    return json.dumps(
        values,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_moment,
    ).encode()


def _moment(value: object) -> int:
    if isinstance(value, datetime):
        whole = int(value.timestamp()) * 1_000_000
        return whole + value.microsecond
    raise TypeError(type(value))


def chain_heads() -> list[tuple[str, int, bytes]]:
    """(chain, seq, mac) of the last row of every chain; nothing outside the program's own scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT chain, seq, mac FROM registry_audit_heads()")
        return [(chain, seq, bytes(mac)) for chain, seq, mac in cursor.fetchall()]


def chain_page(chain: str, after: AuditEvent | None, most: int) -> list[AuditEvent]:
    """Up to `most` rows of one chain behind `after`; for the program itself, and for an auditor in the own district."""
    start = (after.seq, str(after.pk)) if after else (-(2**63), str(UUID(int=0)))
    rows = AuditEvent.objects.unscoped("链要整条读，函数自己核对角色").raw(
        "SELECT * FROM registry_audit_chain(%s, %s, %s::uuid, %s)", [chain, *start, most]
    )
    return list(rows)
