"""The form of one person: what a ledger holds, in the order in which a clerk asks it."""

from functools import cache
from typing import Any

from django import forms
from django.forms import BoundField

from registry import choices
from registry.entry import member_days
from registry.entry.fields import (
    WITH_OTHERS,
    DayField,
    IdNumberField,
    LegalNameField,
    MobileField,
    PartialDateField,
    PickField,
    options_of,
    partial,
)
from registry.lib import divisions, tables
from registry.lib.dates import PartialDate
from registry.lib.identity import IdNumber
from registry.models import Member

UNDECIDED = "unknown"
NOT_A_CONTACT = "只是台账上的日期，不算一次联系。联系过了，请到党员页面点“记一次联系”"
DATE_HELP = "知道多少填多少：2021、2021.3 或 2021-03-05"
# Columns that the form fills one to one.
PLAIN = (
    "name", "sex", "phone", "other_phones", "contact_way", "home_org_name", "home_org_contact", "home_org_phone",
    "host_org_name", "flow_reason", "relation_status", "employer", "job_title", "occupation", "new_employment_type",
    "is_migrant_worker", "work_community_name", "ethnic_code", "education_code", "political_status", "residence",
    "household", "native_place", "certificate", "contact_status", "last_contact_on", "liaison_note", "liaison_phone",
    "remark", "origin_text",
)  # fmt: skip
# Columns that hold a date and how much of it is known: form field → (date, precision).
DATES = {
    "birth": ("birth_on", "birth_precision"),
    "joined": ("joined_on", "joined_precision"),
    "flowed": ("flowed_on", "flowed_precision"),
}
SINGLE_DATES = {"regular": "regular_on", "expected_return": "expected_return_on"}
IDENTITY = ("sex", "birth", "phone", "political_status")
FLOW = ("origin_text", "flowed", "flow_reason", "home_org_name", "host_org_name", "home_org_contact", "home_org_phone")
WORK = ("employer", "new_employment_type", "job_title", "work_community_name")
PARTY = ("joined", "regular", "ethnic_code", "education_code", "relation_status", "certificate")
CONTACT = (
    "other_phones", "contact_way", "contact_status", "last_contact_on", "residence", "household", "native_place",
    "expected_return", "occupation", "is_migrant_worker", "liaison_note", "liaison_phone", "remark",
)  # fmt: skip


def blank(options: Any, label: str = "未填") -> list[tuple[str, str]]:
    """Options of a select box, with nothing chosen first."""
    return [("", label), *options]


def _text(label: str, length: int, **kwargs: Any) -> forms.CharField:
    kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
    return forms.CharField(label=label, max_length=length, required=False, **kwargs)


def _choice(label: str, options: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=options, required=False, **kwargs)


@cache
def _codes(kind: str) -> list[tuple[str, str]]:
    return blank((row["code"], row["name"]) for row in tables.rows(kind))


def _tel(label: str, **kwargs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=40, required=False, widget=widget, **kwargs)


class MemberForm(forms.Form):
    """What is known of one person. `columns()` gives the columns of Member."""

    id_number = IdNumberField(
        label="身份证号",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = LegalNameField(label="姓名", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    sex = _choice("性别", blank([("男", "男"), ("女", "女")]))
    birth = PartialDateField(label="出生日期")
    phone = MobileField(
        label="手机号",
        required=False,
        max_length=40,
        error_messages=WITH_OTHERS,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    political_status = _choice("政治面貌", blank(choices.PoliticalStatus.choices))

    origin_text = _text("来源地（流出的填去向）", 200, help_text="写到县最好，例如：贵州独山、湖北黄冈麻城")
    origin_pick = PickField(label="请选定是哪一个", choices=[], required=False, widget=forms.RadioSelect)
    flowed = PartialDateField(label="流入（外出）时间", help_text=DATE_HELP)
    home_org_name = _text("流出地党组织（组织关系所在）", 200)
    home_org_contact = _text("流出地党组织联系人", 50)
    home_org_phone = _tel("流出地党组织电话")
    flow_reason = _choice("流动原因", blank(choices.FlowReason.choices))

    employer = _text("工作单位", 100)
    new_employment_type = _choice("新业态类别", blank(choices.NewEmployment.choices, "不是新业态或未填"))
    job_title = _text("职务岗位", 50)
    work_community_name = _text(
        "工作所在村(社区)", 100, widget=forms.TextInput(attrs={"placeholder": "和管理组织不同时填写"})
    )

    joined = PartialDateField(label="入党时间", help_text=DATE_HELP)
    regular = PartialDateField(label="转正时间", kind="any")
    ethnic_code = forms.ChoiceField(label="民族", required=False, choices=lambda: _codes("gbt3304_ethnic"))
    education_code = forms.ChoiceField(label="学历", required=False, choices=lambda: _codes("gbt4658_education"))
    relation_status = _choice("组织关系", blank(choices.RelationStatus.choices))
    certificate = _text("流动党员活动证编号", 50)
    host_org_name = _text("流入地党组织（流出的填写）", 200)

    other_phones = _tel("其他电话")
    contact_way = _text("与党组织联系方式", 50)
    contact_status = _choice("联系情况", blank(choices.ContactStatus.choices))
    last_contact_on = DayField(label="最近联系时间（台账所记）", required=False, help_text=NOT_A_CONTACT)
    residence = _text("现居住地", 200)
    household = _text("户籍所在地", 200)
    native_place = _text("籍贯", 100)
    expected_return = PartialDateField(label="预计返回时间", kind="any")
    occupation = _text("从业状况", 50)
    is_migrant_worker = forms.NullBooleanField(label="是否农民工", required=False)
    liaison_note = _text("台账所记联络员", 50)
    liaison_phone = _tel("台账所记联络员电话")
    remark = forms.CharField(label="备注", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = self.data.get(self.add_prefix("origin_text")) if self.is_bound else self.initial.get("origin_text")
        self.origin = divisions.resolve(str(typed or ""))
        options = [(code, divisions.full_name(code)) for code in self.origin.candidates]
        self.origin_choice.choices = [*options, (UNDECIDED, "还不清楚，先按原文保存")] if options else []
        self._keep_other_spellings()

    def _keep_other_spellings(self) -> None:
        """A value that a ledger brought and no list knows stays on offer, so that saving doesn't lose it."""
        for name, field in self.fields.items():
            value = self.initial.get(name)
            if type(field) is forms.ChoiceField and value and not field.valid_value(value):
                field.choices = [*options_of(field), (value, value)]

    def known_number(self) -> IdNumber | None:
        """The ID number that sex and birthday have to agree with."""
        return self.cleaned_data.get("id_number")

    @property
    def origin_choice(self) -> forms.ChoiceField:
        """The field that asks which of several places is meant."""
        field = self.fields["origin_pick"]
        assert isinstance(field, forms.ChoiceField)
        return field

    @property
    def origin_name(self) -> str:
        """The place that the text was read as."""
        return divisions.full_name(self.origin.code) if self.origin.code else ""

    def bound(self, names: tuple[str, ...]) -> list[BoundField]:
        """The fields of one group."""
        return [self[name] for name in names]

    def flow(self) -> list[BoundField]:
        """Where from, since when, and who holds the formal relation."""
        return self.bound(FLOW)

    def work(self) -> list[BoundField]:
        """Where the person works."""
        return self.bound(WORK)

    def party(self) -> list[BoundField]:
        """Membership and formal relation."""
        return self.bound(PARTY)

    def contact(self) -> list[BoundField]:
        """What is rarely asked."""
        return self.bound(CONTACT)

    def folded_open(self) -> bool:
        """Whether something is wrong in the part that is folded away."""
        return any(self[name].errors for name in (*PARTY, *CONTACT))

    def clean(self) -> dict[str, Any]:
        """Cross-check the ID number with sex and birthday, and settle the place of origin."""
        data = super().clean() or {}
        number = self.known_number()
        if number is not None:
            self._check_sex(data, number)
            self._check_birth(data, number)
        for field, words in member_days.problems(data, self._changed_days()):
            self.add_error(field, words)
        if self.origin.candidates and not data.get("origin_pick"):
            self.add_error("origin_pick", "有几个地方同名，请选一个；不清楚就选最后一项，不要猜。")
        return data

    def _changed_days(self) -> set[str]:
        """Fields that were changed; the ID number gives the birthday."""
        changed = set(self.changed_data)
        return changed | {"birth"} if "id_number" in changed else changed

    def _check_sex(self, data: dict[str, Any], number: IdNumber) -> None:
        if data.get("sex") and data["sex"] != number.sex:
            self.add_error("sex", f"和身份证号不一致：身份证号显示为{number.sex}。请核对号码或性别。")
        data["sex"] = number.sex

    def _check_birth(self, data: dict[str, Any], number: IdNumber) -> None:
        typed: PartialDate | None = data.get("birth")
        if typed and typed.start and not _agree(typed, number):
            self.add_error("birth", f"和身份证号不一致：身份证号显示为 {number.birth}。档案另有记载的，请写在备注里。")
        data["birth"] = PartialDate(number.birth, choices.Precision.DAY.value, None, "", None)

    def columns(self) -> dict[str, Any]:
        """Columns of Member, after a successful `is_valid()`."""
        data = self.cleaned_data
        number: IdNumber | None = data["id_number"]
        found = {name: data[name] for name in PLAIN}
        found |= {"id_number": number.value if number else "", "id_legacy": bool(number and number.legacy)}
        for field, (day, precision) in DATES.items():
            found |= {day: data[field].start, precision: data[field].precision or ""}
        found |= {column: data[field].start for field, column in SINGLE_DATES.items()}
        return found | {"origin_code": self._origin_code(data["origin_pick"])}

    def _origin_code(self, picked: str) -> str:
        """What was picked; the stored code while the text stays the same; else what the text says."""
        if picked and picked != UNDECIDED:
            return picked
        stored = self.initial.get("origin_code", "")
        return stored if stored and not picked and "origin_text" not in self.changed_data else self.origin.code or ""


def _agree(typed: PartialDate, number: IdNumber) -> bool:
    """Whether the typed date says the same as the ID number, as far as it goes."""
    length = {"year": 4, "month": 7}.get(typed.precision or "", 10)
    return str(typed.start)[:length] == str(number.birth)[:length]


def initial_of(member: Member) -> dict[str, Any]:
    """The form's initial values for a record."""
    found: dict[str, Any] = {name: getattr(member, name) for name in PLAIN}
    for field, (day, precision) in DATES.items():
        found[field] = partial(getattr(member, day), getattr(member, precision))
    found |= {field: partial(getattr(member, column), "") for field, column in SINGLE_DATES.items()}
    return found | {"origin_code": member.origin_code, "origin_pick": member.origin_code or UNDECIDED}
