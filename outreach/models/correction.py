"""Corrections: what a member wants put right of her own data (个人信息保护法, art. 46)."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from outreach import choices
from registry.lib import clock
from registry.models import Member, User
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedField

S = choices.CorrectionState


class CorrectionQuerySet(ScopedQuerySet["Correction"]):
    """Questions about corrections."""

    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(state=S.OPEN)

    def answered(self) -> Self:
        """The others."""
        return self.exclude(state=S.OPEN)

    def overdue(self, before: date) -> Self:
        """Waiting, and asked for on an earlier day than `before` (`outreach.domain.working_days`). Never stored."""
        return self.waiting().filter(asked_at__lt=clock.midnight(before))


CorrectionManager = ScopedManager.from_queryset(CorrectionQuerySet)


class Correction(ScopedModel):
    """One field that a member asks to have put right; one at a time for each. It follows the record's custody.

    She writes it in her own scope; staff over the record answer it once. `given` is what was written, where that is not
    what she wanted.
    """

    scope_member = "member_id"

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="corrections", verbose_name="流动党员", db_constraint=False, db_index=False
    )
    node_at_event = PathField("发生时所在组织", editable=False)
    field = models.CharField("哪一项", max_length=20, choices=choices.CorrectionField.choices)
    old = SealedField("当时的内容")
    wanted = SealedField("应为")
    why = SealedField("说明")
    asked_at = models.DateTimeField("申请时间", editable=False)
    state = models.CharField("处理", max_length=10, choices=S.choices, default=S.OPEN, editable=False)
    given = SealedField("改成了")
    answer = SealedField("答复")
    decided_at = models.DateTimeField("处理时间", null=True, editable=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    decided_label = models.CharField("处理人（当时）", max_length=120, blank=True, editable=False)

    objects: ClassVar[CorrectionManager] = CorrectionManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "更正申请"
        constraints = (
            models.UniqueConstraint(fields=["member", "field"], condition=Q(state="open"), name="correction_one_open"),
            models.UniqueConstraint(fields=["id", "owner_path"], name="correction_id_owner_path"),
        )
        indexes = (
            models.Index(fields=["owner_path", "-id"], name="correction_list"),
            models.Index(fields=["owner_path", "asked_at"], name="correction_waiting", condition=Q(state="open")),
            models.Index(fields=["member", "-id"], name="correction_member"),
        )

    def __str__(self) -> str:
        return self.get_field_display()
