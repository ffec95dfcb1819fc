"""Who was asked to an activity, what they said, whether they came; and what the program told them."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Q

from outreach import choices
from outreach.models.activity import Activity
from outreach.models.message import Message
from registry.models import Member
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet

A = choices.Answer
R = choices.AttendanceRole
CAME = Q(attendance__in=choices.CAME)


class ParticipationQuerySet(ScopedQuerySet["Participation"]):
    """Questions about who comes and came."""

    def coming(self) -> Self:
        """Those who hold a place."""
        return self.filter(answer=A.COMING)

    def waiting(self) -> Self:
        """The waiting list, first come first."""
        return self.filter(answer=A.WAITING).order_by("place_no")

    def came(self) -> Self:
        """Who was there, late or not."""
        return self.filter(CAME)

    def figures(self) -> dict[str, int]:
        """The numbers of these rows, in one query: `expected`, `present`, `guests`, `coming`, `waiting`, `invited`."""
        regular = Q(attendance_role=R.REGULAR)
        return self.order_by().aggregate(
            expected=Count("id", regular & ~Q(answer__in=(A.DECLINED, A.WITHDRAWN), attendance="")),
            present=Count("id", regular & CAME),
            guests=Count("id", Q(attendance_role=R.GUEST) & CAME),
            coming=Count("id", Q(answer=A.COMING)),
            waiting=Count("id", Q(answer=A.WAITING)),
            invited=Count("id", Q(invited_at__isnull=False)),
        )

    def of_month(self, since: datetime, until: datetime) -> Self:
        """Who came to activities that began in a stretch of time; counted where the record lay (`node_at_event`)."""
        held = (choices.ActivityState.HELD, choices.ActivityState.CLOSED)
        return self.came().filter(
            activity__state__in=held, activity__starts_at__gte=since, activity__starts_at__lt=until
        )

    def counts(self) -> dict[str, tuple[int, int]]:
        """By node at the event: (times somebody came, different members)."""
        rows = self.order_by().values_list("node_at_event").annotate(Count("id"), Count("member_id", distinct=True))
        return {node: (times, people) for node, times, people in rows}


ParticipationManager = ScopedManager.from_queryset(ParticipationQuerySet)


class Participation(ScopedModel):
    """One member and one activity. `answer` and `place_no` are written by outreach_sign_up() alone, which holds the
    activity's row meanwhile: places are never given twice. `attendance` is a tick of staff or a scan at the door."""

    scope_member = "member_id"

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="participations", verbose_name="流动党员", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="participations", db_index=False)
    node_at_event = PathField("当时所在组织")
    invited_at = models.DateTimeField("邀请时间", null=True)
    answer = models.CharField("报名", max_length=10, choices=A.choices, default=A.NONE)
    answered_at = models.DateTimeField("报名时间", null=True)
    answered_via = models.CharField("报名途径", max_length=10, choices=choices.Via.choices, blank=True)
    # Who came first: rises by one with every sign-up of the activity.
    place_no = models.PositiveIntegerField("报名次序", null=True)
    # Moved up from the waiting list: he is to be told.
    promoted_at = models.DateTimeField("候补转为参加", null=True)
    attendance = models.CharField("签到", max_length=10, choices=choices.Attendance.choices, blank=True)
    attendance_role = models.CharField("身份", max_length=10, choices=R.choices, default=R.GUEST)
    attended_at = models.DateTimeField("签到时间", null=True)
    attended_via = models.CharField("签到途径", max_length=10, choices=choices.Via.choices, blank=True)
    attended_label = models.CharField("签到登记人（当时）", max_length=120, blank=True)

    objects: ClassVar[ParticipationManager] = ParticipationManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "活动参加情况"
        constraints = (
            models.UniqueConstraint(fields=["activity", "member"], name="participation_once"),
            models.UniqueConstraint(fields=["id", "owner_path"], name="participation_id_owner_path"),
        )
        indexes = (
            # The places of an activity and its waiting list, in turn.
            models.Index(fields=["activity", "answer", "place_no"], name="participation_places"),
            models.Index(fields=["activity", "owner_path", "-id"], name="participation_list"),
            models.Index(fields=["member", "-id"], name="participation_member"),
            models.Index(
                fields=["node_at_event", "activity"], name="participation_came",
                condition=Q(attendance__in=("present", "late")),
            ),
            # Who is still to be told that he has moved up.
            models.Index(fields=["promoted_at"], name="participation_up", condition=Q(promoted_at__isnull=False)),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_answer_display()} {self.get_attendance_display()}".strip()


class ActivityNotice(ScopedModel):
    """What the program told a member about an activity: once for each occasion, whatever ticks how often."""

    scope_member = "member_id"

    member = models.ForeignKey(Member, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="notices", db_constraint=False, db_index=False
    )
    kind = models.CharField("事由", max_length=10, choices=choices.NoticeKind.choices)
    # The day of the reminder, the turn of a sign-up: a new occasion is a new notice.
    occasion = models.CharField("哪一次", max_length=20)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+", db_constraint=False)
    # Why nothing was written: opted out, no address.
    reason = models.CharField("没有发的原因", max_length=40, blank=True)
    written_at = models.DateTimeField("写下时间")

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "活动通知"
        constraints = (
            models.UniqueConstraint(fields=["participation", "kind", "occasion"], name="activity_notice_once"),
        )

    def __str__(self) -> str:
        return self.get_kind_display()
