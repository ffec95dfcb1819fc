"""Who keeps in touch with members: liaisons, and which members each of them has, from a day to a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from registry import choices
from registry.lib import clock
from registry.lib.scope import PATH_END
from registry.models.member import Member
from registry.models.people import Posting, User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.tree import Organisation

# Two to three each, as the press report counts; a default of this program, not a rule.
CAPACITY = 3


class LiaisonProfileQuerySet(ScopedQuerySet["LiaisonProfile"]):
    """Questions about liaisons."""

    def in_office(self, day: date) -> Self:
        """Those who may be given members on `day`: account on, posted at the node, within the term."""
        return self.filter(_in_office(day))

    def with_standing(self, day: date) -> Self:
        """Annotated with `present`: whether each is in office on `day`."""
        return self.annotate(present=ExpressionWrapper(_in_office(day), output_field=_BOOLEAN))

    def covering(self, path: str) -> Self:
        """Those whose node is that of `path` or stands above it."""
        return self.filter(Q(Func(Value(path), F("owner_path"), function="starts_with", output_field=_BOOLEAN)))

    def with_load(self) -> Self:
        """Annotated with `load` and `backups`: members of the node whom each has as the first, as the second."""
        return self.annotate(load=_counted(backup=False), backups=_counted(backup=True))


_BOOLEAN = models.BooleanField()


def _in_office(day: date) -> Q:
    posted = Posting.objects.all().on(day).exclude(role__in=choices.OFFICERS)
    here = posted.filter(user=OuterRef("user"), organisation=OuterRef("organisation"))
    return Q(Exists(here)) & _in_term(day) & Q(user__is_active=True)


def _in_term(day: date) -> Q:
    begun = Q(since__isnull=True) | Q(since__lte=day)
    return begun & (Q(until__isnull=True) | Q(until__gte=day))


def _counted(*, backup: bool) -> Coalesce:
    held = LiaisonAssignment.objects.all().current().filter(liaison=OuterRef("user"), backup=backup)
    below = held.filter(
        owner_path__gte=OuterRef("owner_path"), owner_path__lt=Concat(OuterRef("owner_path"), Value(PATH_END))
    )
    counted = below.order_by().values("liaison").annotate(number=models.Count("id")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


LiaisonProfileManager = ScopedManager.from_queryset(LiaisonProfileQuerySet)


class LiaisonProfile(ScopedModel):
    """A user as a liaison of one node: what kind, and with how many members. No personal data of members.

    A posting as liaison brings one along; staff with another role may have one too. It gives no rights: those come
    from the posting, and from the assignments.
    """

    scope_office = True

    user = models.ForeignKey(User, models.PROTECT, related_name="liaison_profiles", verbose_name="联络员")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="liaisons", verbose_name="所在组织")
    kind = models.CharField("类别", max_length=20, choices=choices.LiaisonKind.choices, blank=True)
    capacity = models.PositiveSmallIntegerField("联系上限", default=CAPACITY)
    since = models.DateField("任期从", null=True, blank=True)
    until = models.DateField("任期到", null=True, blank=True)

    objects: ClassVar[LiaisonProfileManager] = LiaisonProfileManager()

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "联络员"
        constraints = (models.UniqueConstraint(fields=["user", "organisation"], name="liaison_profile_once"),)
        indexes = (models.Index(fields=["owner_path", "-id"], name="liaison_profile_list"),)

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()}".strip()


class Stranded(Func):
    """Whether the assignment of that key is one whose liaison has left; see `migrations/sql/liaisons.sql`."""

    template = "%(expressions)s"
    arg_joiner = " = "
    output_field = _BOOLEAN

    def __init__(self, key: Any, day: date) -> None:
        found = Func(
            Value(day), template="ANY (ARRAY(SELECT registry_stranded(%(expressions)s)))", output_field=_BOOLEAN
        )
        super().__init__(key, found)


class LiaisonAssignmentQuerySet(ScopedQuerySet["LiaisonAssignment"]):
    """Questions about who keeps in touch with whom."""

    def current(self) -> Self:
        """Those in force."""
        return self.filter(ended_on__isnull=True)

    def primary(self) -> Self:
        """Those of the first liaison, not of the backup."""
        return self.filter(backup=False)

    def stranded(self, day: date) -> Self:
        """Those in force whose liaison has left by `day`: account off, posting or term over.

        Asked of the database as a whole: the account may lie above the asker's node and be out of her sight.
        """
        return self.current().filter(Stranded(F("pk"), day))

    def primary_of(self, members: Iterable[UUID]) -> dict[UUID, UUID]:
        """The first liaison (user) of each of these members who has one; one query."""
        held = self.current().primary().filter(member__in=list(members)).order_by()
        return dict(held.values_list("member_id", "liaison_id"))


LiaisonAssignmentManager = ScopedManager.from_queryset(LiaisonAssignmentQuerySet)


class LiaisonAssignment(ScopedModel):
    """Who keeps in touch with a member, from a day to a day. A liaison's rights hang on it.

    A member has one primary liaison and at most one backup at a time; both see the member. Rows are kept: an end is
    written down with who ended it and why. The labels name people whose accounts the reader may not see.
    """

    scope_member = "member_id"

    member = models.ForeignKey(Member, models.PROTECT, related_name="assignments", verbose_name="流动党员")
    liaison = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name="联络员")
    liaison_label = models.CharField("联络员（当时）", max_length=120, blank=True)
    backup = models.BooleanField("后备", default=False)
    started_on = models.DateField("开始日期")
    assigned_at = models.DateTimeField("指定时间", default=clock.now)
    assigned_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="指定人", db_constraint=False, db_index=False
    )
    assigned_label = models.CharField("指定人（当时）", max_length=120, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="结束人", db_constraint=False, db_index=False
    )
    ended_label = models.CharField("结束人（当时）", max_length=120, blank=True)
    end_reason = models.CharField("结束原因", max_length=20, choices=choices.EndReason.choices, blank=True)

    objects: ClassVar[LiaisonAssignmentManager] = LiaisonAssignmentManager()

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "结对联系"
        indexes = (
            # What row-level security asks for a liaison, and her load: both name her and a range of paths. With the
            # path in it, no second index is read for the range, however much lies in it. Ended rows are not in it.
            models.Index(
                fields=["liaison", "owner_path"],
                include=["member", "backup"],
                name="assignment_held",
                condition=Q(ended_on__isnull=True),
            ),
            models.Index(fields=["owner_path", "-id"], name="assignment_list"),
        )
        constraints = (
            # Also answers from the index alone who the first liaison of these members is.
            models.UniqueConstraint(
                fields=["member", "backup"],
                condition=Q(ended_on__isnull=True),
                include=["liaison"],
                name="assignment_primary_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.liaison_label or self.liaison_id} – {self.member_id}"
