"""Requests that somebody higher up decides: 纳入 into a branch, 转出 to and 接收 by another organisation."""

from datetime import timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q

from registry import choices
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models.member import Member
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedField

K, S = choices.RequestKind, choices.RequestSide
ANSWERED_DAYS = 14  # that a refusal stands on the first page of whoever asked
WAITING = (choices.RequestState.WAITING_RELEASE, choices.RequestState.WAITING_APPROVAL)
# Which half of a matter belongs to the organisation that asked.
ASKERS = {K.ENROLL: S.OWN, K.TRANSFER: S.HOLDING, K.TAKE_OVER: S.RECEIVING}
_ASKED_HERE = Q()
for _kind, _side in ASKERS.items():
    _ASKED_HERE |= Q(kind=_kind, side=_side)


class MoveRequestQuerySet(ScopedQuerySet["MoveRequest"]):
    """Questions about requests."""

    def to_decide(self) -> Self:
        """Requests of nodes below one's own (a district decides for itself too) that wait for an answer, and can be
        agreed to: whoever holds the member has released him, or stands below one's own too."""
        ours_to_release = MoveRequest.objects.filter(side=S.HOLDING, key=OuterRef("key"))
        ready = Q(state=choices.RequestState.WAITING_APPROVAL) | Exists(ours_to_release)
        found = self.filter(ready, state__in=WAITING, side__in=(S.OWN, S.RECEIVING))
        root = scopes.current().path
        return found if len(root) == scopes.SEGMENT else found.exclude(owner_path=root)

    def to_release(self) -> Self:
        """Members of ours whom another organisation asks for."""
        return self.filter(state=choices.RequestState.WAITING_RELEASE, side=S.HOLDING)

    def asked_by_us(self) -> Self:
        """Our own requests that are still open."""
        return self.filter(_ASKED_HERE, state__in=WAITING)

    def refused_lately(self) -> Self:
        """Our own requests that were not agreed to in the last ANSWERED_DAYS days: somebody has to hear of it."""
        since = clock.now() - timedelta(days=ANSWERED_DAYS)
        return self.filter(_ASKED_HERE, state=choices.RequestState.REFUSED, decided_at__gte=since)

    def came(self) -> Self:
        """What brought somebody here: the receiving halves of moves that were agreed to."""
        return self.filter(side=S.RECEIVING, state=choices.RequestState.DONE, kind__in=(K.TRANSFER, K.TAKE_OVER))

    def finished(self) -> Self:
        """What was decided or withdrawn, each matter once."""
        return self.filter(_ASKED_HERE).exclude(state__in=WAITING)


MoveRequestManager = ScopedManager.from_queryset(MoveRequestQuerySet)


class MoveRequest(ScopedModel):
    """One half of a request.

    纳入 has one half (`side=own`). A move has two halves with the same `key`: `holding` belongs to the organisation
    that has custody and names the member; `receiving` belongs to the organisation that shall have it and names only
    what the asker already knew. Both halves are written and moved on by the functions of
    `migrations/sql/custody.sql` alone.
    """

    scope_member = "member_id"

    key = models.UUIDField("事项编号", db_index=True)
    kind = models.CharField("事项", max_length=12, choices=choices.RequestKind.choices)
    side = models.CharField("方面", max_length=10, choices=choices.RequestSide.choices)
    state = models.CharField("状态", max_length=20, choices=choices.RequestState.choices)
    direction = models.CharField("方向", max_length=3, choices=choices.Direction.choices)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="requests")
    name = models.CharField("姓名", max_length=50)
    id_number = SealedField("身份证号")
    id_index = models.BinaryField(null=True, editable=False)
    to_path = models.CharField(max_length=64, db_collation="C", blank=True, editable=False)
    to_label = models.CharField("接收组织", max_length=200, blank=True)
    # Of a member who is offered; whoever asks for somebody is told nothing of where he is.
    from_label = models.CharField("转出组织", max_length=200, blank=True)
    branch_id = models.UUIDField("拟纳入党支部", null=True, blank=True)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)
    asked_by = models.UUIDField("申请人", null=True, editable=False)
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.UUIDField("批准人", null=True, editable=False)
    decided_at = models.DateTimeField("批准时间", null=True)

    objects: ClassVar[MoveRequestManager] = MoveRequestManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-asked_at",)
        verbose_name = verbose_name_plural = "纳入与转接申请"
        constraints = (
            models.UniqueConstraint(fields=["key", "side"], name="move_request_half_once"),
            models.UniqueConstraint(
                fields=["member", "kind"],
                condition=models.Q(
                    state__in=("waiting_release", "waiting_approval"),
                    member__isnull=False,
                ),
                name="move_request_open_once",
            ),
        )
        indexes = (
            models.Index(fields=["owner_path", "state"], name="move_request_state"),
            models.Index(fields=["owner_path", "-id"], name="move_request_list"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


def definer(function: str, *args: Any) -> list[tuple[Any, ...]]:
    """Rows of a security-definer function of the schema. `function` is a literal of this code base, never input."""
    with connection.cursor() as cursor:
        cursor.callproc(function, args)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def open_elsewhere(id_index: bytes, direction: str) -> bool:
    """Whether an open record of this person exists anywhere; never says where."""
    return bool(definer("registry_open_anywhere", id_index, direction)[0][0])


def other_half(member_id: UUID) -> tuple[str, str] | None:
    """(direction, status) of the linked other half, and nothing else of it."""
    rows = definer("registry_other_half", member_id)
    return (rows[0][0], rows[0][1]) if rows else None
