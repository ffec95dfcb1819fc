"""What happened to members: movements, the other half, proposals of 失联."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from registry import choices
from registry.models.member import Member
from registry.models.people import User
from registry.models.scoped import PathField, ScopedModel


class Movement(ScopedModel):
    """One dated fact of a member's way. Rows are never changed; a mistake is voided by a new row.

    `owner_path` follows custody and gives the right to read; `node_at_event` is where it happened and is counted.
    """

    scope_member = "member_id"

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="movements", verbose_name="流动党员", db_constraint=False, db_index=False
    )
    kind = models.CharField("事项", max_length=20, choices=choices.MovementKind.choices)
    effective_on = models.DateField("发生日期")
    recorded_at = models.DateTimeField("记录时间")
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="记录人", db_constraint=False, db_index=False
    )
    recorded_label = models.CharField("记录人（当时）", max_length=120, blank=True)
    node_at_event = PathField("发生时所在组织")
    note = models.CharField("说明", max_length=500, blank=True)
    detail = models.JSONField("细节", default=dict)
    voids = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="voided_by", db_constraint=False, db_index=False
    )

    class Meta:
        base_manager_name = "objects"
        ordering = ("effective_on", "recorded_at", "id")
        verbose_name = verbose_name_plural = "流动记录"
        indexes = (
            models.Index(fields=["member", "effective_on"], name="movement_member"),
            models.Index(fields=["node_at_event", "effective_on"], name="movement_node"),
            models.Index(fields=["owner_path", "effective_on"], name="movement_owner"),
            models.Index(fields=["voids"], name="movement_voids", condition=models.Q(voids__isnull=False)),
            models.Index(fields=["owner_path", "-id"], name="movement_list"),
            # Since when everybody has been registered, from the index alone.
            models.Index(
                fields=["member", "recorded_at"],
                include=["id", "effective_on", "owner_path"],
                name="movement_registered",
                condition=models.Q(kind=choices.MovementKind.REGISTERED),
            ),
            # A month as it was known on a day: what was written later is at the end of the table.
            BrinIndex(fields=["recorded_at"], name="movement_recorded"),
            models.Index(
                fields=["owner_path", "effective_on"],
                name="movement_transferred",
                condition=models.Q(kind=choices.MovementKind.TRANSFERRED_IN),
            ),
        )

    def __str__(self) -> str:
        return f"{self.effective_on} {self.get_kind_display()}"

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # Django makes none where there is one
        """What happened in words, which are others for who flowed out."""
        leaves = self.kind == choices.MovementKind.TRANSFERRED_IN and self.member.direction == choices.Direction.OUT
        return choices.WENT_OUT if leaves else str(choices.MovementKind(self.kind).label)


class MemberLink(ScopedModel):
    """The other half of one person: an outflow record here, an inflow record there. Each half owns its own row."""

    scope_member = "member_id"

    member = models.OneToOneField(Member, models.CASCADE, related_name="link")
    other_id = models.UUIDField("另一半", editable=False)
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "两地关联"

    def __str__(self) -> str:
        return str(self.member_id)


class LostProposal(ScopedModel):
    """The program proposes 失联; a person decides."""

    scope_member = "member_id"

    member = models.ForeignKey(Member, models.PROTECT, related_name="lost_proposals", verbose_name="流动党员")
    proposed_on = models.DateField("提出日期")
    silent_since = models.DateField("最后有联系的日期", null=True)
    state = models.CharField("状态", max_length=10, choices=choices.ProposalState.choices, default="open")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True)
    note = models.CharField("核实情况", max_length=500, blank=True)

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "失联核实"
        constraints = (
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(state="open"),
                name="lost_proposal_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.member} {self.proposed_on}"
