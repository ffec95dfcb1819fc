"""What a list may be narrowed by: named one by one, everything else is refused, so that no column can be asked at will.

A key of another organisation is answered like one that does not exist: with nothing.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from registry import choices
from registry.api.paging import NAMES
from registry.entry import request_filter
from registry.entry.filters import ALL, ANY_TYPE, CLOSED, MISSING, MISSING_Q, NO_BRANCH, below, by_employment, by_status
from registry.lib import clock
from registry.models import Organisation
from registry.policies import Action, allowed

YES_NO = (("true", "是"), ("false", "否"))


class ListedFilters(filters.DjangoFilterBackend):
    """Refuses parameters that the list does not name: a mistyped filter would silently show everything."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """Rows that every given condition holds for; bad values are a 400 that names them."""
        known = {*NAMES, *view.filterset_class.base_filters}
        if unknown := sorted(set(request.query_params) - known):
            raise ValidationError({name: ["没有这个参数。"] for name in unknown[:20]})
        found: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return found


def _choice(label: str, options: Any, **more: Any) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, choices=list(options), **more)


class OrganisationFilters(filters.FilterSet):
    """Of the own subtree."""

    q = filters.CharFilter(label="名称里的几个字", max_length=100, method="by_name")
    kind = _choice("类别", choices.OrganisationKind.choices)
    code = filters.CharFilter(label="区划代码", max_length=12)
    parent = filters.UUIDFilter(label="上级组织的编号", field_name="parent_id")
    active = _choice("在用", YES_NO, method="by_use")

    def by_name(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Names that contain the text."""
        return rows.filter(full_name__icontains=value)

    def by_use(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """In use or not."""
        return rows.filter(is_active=value == "true")


class WholeNumberFilter(filters.NumberFilter):
    """No half years."""

    field_class = forms.IntegerField


class CalendarFilters(filters.FilterSet):
    """By year and day."""

    year = WholeNumberFilter(label="年份", method="by_year", min_value=1900, max_value=9999)
    working = _choice("只看调休上班的，或只看放假的", YES_NO, method="by_working")
    since = filters.DateFilter(label="从这天起", field_name="day", lookup_expr="gte")
    until = filters.DateFilter(label="到这天止", field_name="day", lookup_expr="lte")

    @extend_schema_field(OpenApiTypes.INT)
    def by_year(self, rows: QuerySet[Any], name: str, value: int) -> QuerySet[Any]:
        """The days of one calendar year."""
        return rows.filter(day__year=value)

    def by_working(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Worked or off."""
        return rows.filter(working=value == "true")


class OwnedFilters(filters.FilterSet):
    """Rows that carry `owner_path`."""

    organisation = filters.UUIDFilter(label="组织的编号，连同下级", method="by_organisation")

    def by_organisation(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """In the subtree of an organisation of the scope."""
        path = Organisation.objects.filter(pk=value).values_list("path", flat=True).first()
        return rows.filter(below(path)) if path else rows.none()


class MemberFilters(OwnedFilters):
    """The filters of the page's list, and its search box."""

    q = filters.CharFilter(
        label="搜索框：姓名、拼音、首字母、身份证号、手机号或后四位、来源地、单位", max_length=100, method="by_text"
    )
    direction = _choice("方向", choices.Direction.choices)
    status = _choice(
        "流动状态；不填只看在册",
        [*choices.Status.choices, (CLOSED, "已结束（各种）"), (ALL, "全部")],
        method="by_state",
    )
    branch = filters.CharFilter(label=f"党支部的编号；{NO_BRANCH} 是未纳入支部", max_length=36, method="by_branch")
    origin = filters.CharFilter(label="来源地代码的开头，2 到 6 位", max_length=6, min_length=2, method="by_origin")
    employment = _choice(
        "新业态类别", [(ANY_TYPE, "所有新业态"), *choices.NewEmployment.choices], method="by_employment_type"
    )
    political = _choice("政治面貌", choices.PoliticalStatus.choices, field_name="political_status")
    missing = _choice("缺项", MISSING, method="by_missing")
    since = filters.DateFilter(label="流入（外出）从这天起", field_name="flowed_on", lookup_expr="gte")
    until = filters.DateFilter(label="流入（外出）到这天止", field_name="flowed_on", lookup_expr="lte")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Records in custody where nothing is said of the status."""
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("status") else rows.filter(by_status(""))

    def by_text(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """As the search box reads it; the page asks reading by reading (registry.api.paging)."""
        return rows

    def by_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A status, all that ended, or all."""
        return rows.filter(by_status(value))

    def by_branch(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Of one branch, or of none."""
        return rows.filter(branch__isnull=True) if value == NO_BRANCH else rows.filter(branch_id=_key(name, value))

    def by_origin(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """From one province, prefecture or county."""
        return rows.filter(origin_code__prefix=value)

    def by_employment_type(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """One type, or any."""
        return rows.filter(by_employment(value))

    def by_missing(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Without a number."""
        return rows.filter(MISSING_Q[value])


class StoryFilters(OwnedFilters):
    """Rows about one member."""

    member = filters.UUIDFilter(label="党员的编号", field_name="member_id")


class MovementFilters(StoryFilters):
    """By what happened and when."""

    kind = _choice("事项", choices.MovementKind.choices)
    since = filters.DateFilter(label="发生日期从", field_name="effective_on", lookup_expr="gte")
    until = filters.DateFilter(label="发生日期到", field_name="effective_on", lookup_expr="lte")


class VoidableFilters(StoryFilters):
    """Rows that may be declared a mistake."""

    voided = _choice("只看作废的，或只看没有作废的", YES_NO, method="by_void")

    def by_void(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Declared a mistake or not."""
        return rows.filter(voided_at__isnull=value == "false")


class ContactFilters(VoidableFilters):
    """By with whom, how and with what result."""

    side = _choice("联系对象", choices.ContactSide.choices)
    channel = _choice("联系方式", choices.ContactChannel.choices)
    outcome = _choice("联系结果", choices.ContactOutcome.choices)
    since = filters.DateFilter(label="联系时间从这天起", method="from_day")
    until = filters.DateFilter(label="联系时间到这天止", method="to_day")

    def from_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """From the day's first moment."""
        return rows.filter(happened_at__gte=_midnight(value))

    def to_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """To the day's last moment."""
        if value == date.max:
            return rows
        return rows.filter(happened_at__lt=_midnight(value + timedelta(days=1)))


class StudyFilters(VoidableFilters):
    """By state, form, campaign and day."""

    state = _choice("审阅状态", choices.StudyState.choices)
    form = _choice("学习形式", choices.StudyForm.choices)
    campaign = filters.CharFilter(label="所属专题", max_length=50)
    since = filters.DateFilter(label="学习日期从", field_name="studied_on", lookup_expr="gte")
    until = filters.DateFilter(label="学习日期到", field_name="studied_on", lookup_expr="lte")


class FileFilters(StoryFilters):
    """By what they are kept with."""

    contact = filters.UUIDFilter(label="联系记录的编号", field_name="contact_id")
    study = filters.UUIDFilter(label="学习汇报的编号", field_name="study_id")
    removed = _choice("只看移除了的，或只看还在的", YES_NO, method="by_removal")

    def by_removal(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Taken away or still there."""
        return rows.filter(removed_at__isnull=value == "false")


class RequestFilters(StoryFilters):
    """By whose answer they wait for."""

    box = _choice("和页面的六栏相同", request_filter.LABELS.items(), method="by_box")
    kind = _choice("事项", choices.RequestKind.choices)
    state = _choice("状态", choices.RequestState.choices)

    def by_box(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        """One of the page's lists; nobody without the right to decide has something to decide."""
        boxes = {**request_filter.boxes_of(rows), "done": rows.finished}
        if not allowed(Action.REQUEST_DECIDE):
            boxes["decide"] = rows.none
        found: QuerySet[Any] = boxes[value]()
        return found


class LiaisonFilters(OwnedFilters):
    """By kind."""

    kind = _choice("类别", choices.LiaisonKind.choices)


class AssignmentFilters(StoryFilters):
    """By whose they are, and whether they are in force."""

    liaison = filters.UUIDFilter(label="联络员账号的编号", field_name="liaison_id")
    backup = _choice("只看后备，或只看主要", YES_NO, method="by_place")
    current = _choice("只看现在的，或只看结束了的", YES_NO, method="by_end")
    left = _choice("只看联络员已经离岗、要移交的", YES_NO[:1], method="by_leaving")

    def by_place(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The backup's or the first one's."""
        return rows.filter(backup=value == "true")

    def by_end(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """In force or ended."""
        return rows.filter(ended_on__isnull=value == "true")

    def by_leaving(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        """Those to be handed over."""
        found: QuerySet[Any] = rows.stranded(clock.today())
        return found


class IntakeFilters(OwnedFilters):
    """By how far they are."""

    state = _choice("进展", choices.IntakeState.choices)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.SHANGHAI)


def _key(name: str, value: str) -> Any:
    try:
        return UUID(value)
    except ValueError as error:
        raise ValidationError({name: ["应是组织的编号（UUID），或 none。"]}) from error
