"""Members."""

from datetime import date
from typing import ClassVar, Self

from django.db import models

from registry import choices
from registry.lib import clock
from registry.models.people import User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import BlindIndexField, SealedField
from registry.models.tree import Organisation

# Not a lead, of whom nothing is known yet, and not the lost.
ASKED_AFTER = ~models.Q(status__in=(choices.Status.LEAD, choices.Status.LOST))

# Enrolled, and in no branch of the node that has her: a transfer takes her out of hers.
TAKEN_OUT = models.Q(status=choices.Status.ENROLLED, branch__isnull=True, branch_label="")


def silent(day: date) -> models.Q:
    """No sign of life since `day`: by the last contact, else by the registration, before which nobody here could have
    called, however long ago the person arrived. Each is compared by itself, and not the first that there is: so the
    index of the last contacts finds the few."""
    unheard = models.Q(last_contact_on__isnull=True, created_at__lt=clock.midnight(day))
    return models.Q(last_contact_on__lt=day) | unheard


class MemberQuerySet(ScopedQuerySet["Member"]):
    """Questions about members."""

    def open(self) -> Self:
        """Records still in custody."""
        return self.filter(is_open=True)

    def silent_since(self, day: date) -> Self:
        """Open, registered members with no sign of life since `day`."""
        return self.open().filter(ASKED_AFTER).filter(silent(day))


MemberManager = ScopedManager.from_queryset(MemberQuerySet)


class SearchKeys(models.Model):
    """What the search box asks by `=` and `^@`, the operators that stay indexable under row-level security."""

    name_key = models.CharField(max_length=60, db_collation="C", editable=False)
    given_key = models.CharField(max_length=60, db_collation="C", editable=False, default="")
    pinyin = models.CharField(max_length=200, db_collation="C", editable=False, default="")
    initials = models.CharField(max_length=60, db_collation="C", editable=False, default="")
    pinyin_alt = models.CharField(max_length=200, db_collation="C", editable=False, default="")
    initials_alt = models.CharField(max_length=60, db_collation="C", editable=False, default="")
    employer_key = models.CharField(max_length=100, db_collation="C", editable=False, default="")

    class Meta:
        abstract = True


class Member(SearchKeys, ScopedModel):
    """One organisation's custody of one mobile member, in one direction.

    At most one open record per ID number and direction in the whole system. `status` and `is_open`, `reported_on`,
    `enrolled_on` and `closed_on` are projections of the movements; only `domain.movements` writes them.
    """

    scope_member = "id"

    # The same-owner key is the foreign key of such a column (see `walls.sql`); Django's own would check the same twice.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="members", verbose_name="管理组织",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    direction = models.CharField("方向", max_length=3, choices=choices.Direction.choices)
    status = models.CharField("流动状态", max_length=20, choices=choices.Status.choices, default=choices.Status.LEAD)
    is_open = models.BooleanField("在册", default=True)
    relation_status = models.CharField(
        "组织关系", max_length=20, choices=choices.RelationStatus.choices, blank=True, default=""
    )

    name = models.CharField("姓名", max_length=50)
    id_number = SealedField("身份证号")
    id_index = BlindIndexField(source="id_number", purpose="id")
    id_legacy = models.BooleanField("原为15位", default=False)
    sex = models.CharField("性别", max_length=1, choices=(("男", "男"), ("女", "女")), blank=True)
    birth_on = models.DateField("出生日期", null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=choices.Precision.choices, blank=True)
    ethnic_code = models.CharField("民族", max_length=2, blank=True)
    education_code = models.CharField("学历", max_length=2, blank=True)
    education_text = models.CharField("学历（原文）", max_length=50, blank=True)
    political_status = models.CharField("政治面貌", max_length=12, choices=choices.PoliticalStatus.choices, blank=True)
    joined_on = models.DateField("入党时间", null=True, blank=True)
    joined_precision = models.CharField(max_length=5, choices=choices.Precision.choices, blank=True)
    regular_on = models.DateField("转正时间", null=True, blank=True)

    phone = SealedField("手机号")
    phone_index = BlindIndexField(source="phone", purpose="phone")
    phone_tail_index = BlindIndexField(source="phone", purpose="phone-tail", tail=4)
    other_phones = SealedField("其他电话")
    contact_way = models.CharField("与党组织联系方式", max_length=50, blank=True)

    origin_code = models.CharField("来源地代码", max_length=6, db_collation="C", blank=True)
    origin_text = models.CharField("来源地/去向（原文）", max_length=200, blank=True)
    home_org_name = models.CharField("组织关系所在党组织", max_length=200, blank=True)
    home_org_contact = models.CharField("流出地党组织联系人", max_length=50, blank=True)
    home_org_phone = SealedField("流出地党组织电话")
    host_org_name = models.CharField("流入地党组织（原文）", max_length=200, blank=True)
    branch = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="enrolled_members",
        verbose_name="纳入的党支部", db_index=False,
    )  # fmt: skip
    branch_label = models.CharField("纳入的党支部（名称）", max_length=200, blank=True)
    work_community_code = models.CharField("工作所在村(社区)代码", max_length=12, blank=True)
    work_community_name = models.CharField("工作所在村(社区)", max_length=100, blank=True)

    employer = models.CharField("工作单位", max_length=100, blank=True)
    job_title = models.CharField("职务岗位", max_length=50, blank=True)
    occupation = models.CharField("从业状况", max_length=50, blank=True)
    new_employment_type = models.CharField("新业态类别", max_length=30, blank=True)
    is_migrant_worker = models.BooleanField("农民工", null=True, blank=True)
    flow_reason = models.CharField("流动原因", max_length=50, blank=True)
    flowed_on = models.DateField("流入/外出时间", null=True, blank=True)
    flowed_precision = models.CharField(max_length=5, choices=choices.Precision.choices, blank=True)
    expected_return_on = models.DateField("预计返回时间", null=True, blank=True)
    residence = SealedField("现居住地")
    household = SealedField("户籍所在地")
    native_place = models.CharField("籍贯", max_length=100, blank=True)
    certificate = models.CharField("流动党员活动证", max_length=50, blank=True)
    contact_status = models.CharField("联系情况", max_length=15, choices=choices.ContactStatus.choices, blank=True)
    last_contact_on = models.DateField("最近联系时间", null=True, blank=True)
    # Where `last_contact_on` comes from: what a ledger or a person said, and the contact log. Written by
    # registry_note_contact() alone.
    contact_said_on = models.DateField(null=True, editable=False)
    contact_logged_on = models.DateField(null=True, editable=False)
    liaison_note = models.CharField("台账所记联络员", max_length=50, blank=True)
    liaison_phone = SealedField("台账所记联络员电话")
    remark = models.CharField("备注", max_length=500, blank=True)
    extra = SealedField("台账其他列")

    reported_on = models.DateField("报到时间", null=True, blank=True, editable=False)
    enrolled_on = models.DateField("纳入时间", null=True, blank=True, editable=False)
    closed_on = models.DateField("结束时间", null=True, blank=True, editable=False)
    close_reason = models.CharField("结束原因", max_length=20, choices=choices.CloseReason.choices, blank=True)
    # Since then nothing of the person is left in it (domain.erasing).
    erased_on = models.DateField("匿名化日期", null=True, editable=False)
    lead_index = models.BinaryField("线索指纹", null=True, editable=False)
    notice_acknowledged_on = models.DateField("告知确认日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name="并入", editable=False,
        db_constraint=False, db_index=False,
    )  # fmt: skip
    intake_id = models.UUIDField("来自导入", null=True, editable=False)
    # Made by the program that registers: sent twice, it is one record.
    client_key = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField("登记时间", default=clock.now, editable=False)
    # No role may remove an account: a key into them could never refuse anything, and costs each row a look-up.
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, db_constraint=False, db_index=False
    )
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects: ClassVar[MemberManager] = MemberManager()

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "流动党员"
        constraints = (
            models.UniqueConstraint(
                fields=["id_index", "direction"],
                condition=models.Q(is_open=True, id_index__isnull=False),
                name="member_open_once",
            ),
            models.UniqueConstraint(fields=["id", "owner_path"], name="member_id_owner_path"),
            models.UniqueConstraint(
                fields=["created_by", "client_key"],
                condition=models.Q(client_key__isnull=False),
                name="member_sent_once",
            ),
        )
        indexes = (
            # A list is a range of paths, newest first.
            models.Index(fields=["owner_path", "-id"], name="member_list"),
            models.Index(fields=["status", "owner_path"], name="member_status"),
            # What a surname or two initials find is counted from the index alone.
            models.Index(fields=["name_key", "owner_path"], include=["id", "is_open"], name="member_name"),
            models.Index(fields=["given_key", "owner_path"], name="member_given"),
            models.Index(fields=["pinyin", "owner_path"], name="member_pinyin"),
            models.Index(fields=["initials", "owner_path"], include=["id", "is_open"], name="member_initials"),
            # Few names have a second reading.
            models.Index(fields=["pinyin_alt"], name="member_pinyin_alt", condition=~models.Q(pinyin_alt="")),
            models.Index(fields=["initials_alt"], name="member_initials_alt", condition=~models.Q(initials_alt="")),
            models.Index(fields=["id_index"], name="member_id_index"),
            models.Index(fields=["phone_index"], name="member_phone"),
            models.Index(fields=["phone_tail_index", "owner_path"], name="member_phone_tail"),
            models.Index(fields=["origin_code", "owner_path"], name="member_origin"),
            models.Index(fields=["employer_key", "owner_path"], name="member_employer"),
            # Who has not been spoken to since a day: the planner asks it every minute.
            models.Index(
                fields=["last_contact_on", "owner_path"], name="member_last_contact", condition=models.Q(is_open=True)
            ),
            # Name-only leads are recognised again by their fingerprint.
            models.Index(fields=["lead_index"], name="member_lead", condition=models.Q(lead_index__isnull=False)),
            models.Index(fields=["branch"], name="member_branch", condition=models.Q(branch__isnull=False)),
            models.Index(fields=["merged_into"], name="member_merged", condition=models.Q(merged_into__isnull=False)),
            # Who ended this month.
            models.Index(
                fields=["closed_on", "owner_path"],
                name="member_closed",
                condition=models.Q(closed_on__isnull=False),
            ),
            # Whose time is over, every night.
            models.Index(
                fields=["owner_path", "closed_on"],
                name="member_to_erase",
                condition=models.Q(is_open=False, erased_on__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_enrolled(self) -> bool:
        """Whether she may be placed in a branch: reported in, or taken out of hers by a transfer."""
        without = not (self.branch_id or self.branch_label)
        status = choices.Status
        return self.status == status.REPORTED or (self.status == status.ENROLLED and without)

    def get_status_display(self) -> str:  # type: ignore[no-redef]  # Django makes none where there is one
        """The status in words, which are others for who flowed out."""
        leaves = self.status == choices.Status.TRANSFERRED_IN and self.direction == choices.Direction.OUT
        return choices.TRANSFERRED_OUT if leaves else str(choices.Status(self.status).label)
