"""Form fields for what a ledger holds; what is wrong is said in the words of the person who typed it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from registry.choices import Precision
from registry.lib.dates import BLANK, PROBLEMS, PartialDate, parse_date
from registry.lib.identity import IdNumber, IdProblem, is_masked, parse_id
from registry.lib.names import parse_name
from registry.lib.phones import PhoneProblem, parse_phones

ID_PROBLEMS = {
    "id_checksum": "这个号码校验不对，多半是抄错了一位（也可能是出生日期不存在）。请对照身份证逐位核对。",
    "id_length": "身份证号应是 18 位（老证 15 位），现在是 {length} 位。请对照身份证补全。",
    "id_damaged": "这个号码被表格软件改成了科学计数法，后几位已经丢失。请照身份证重新录入。",
}
ID_MASKED = "号码里有星号，不完整。请填完整的号码；暂时没有的，先留空。"
NOT_MOBILE = "手机号应是 1 开头的 11 位数字，请核对。这里不填座机。"
ONE_MOBILE = "这里只填一个手机号。"
# Where the form has a field for the others.
WITH_OTHERS = {
    "not_mobile": "手机号应是 1 开头的 11 位数字。座机请填到“其他电话”。",
    "several": "这里只填一个手机号，其余的请填到“其他电话”。",
}
PHONE_DAMAGED = "这个号码被表格软件改成了科学计数法。请重新录入 11 位手机号。"


def id_problem(problem: IdProblem, typed: str) -> str:
    """What is wrong with an ID number, in plain words."""
    return ID_PROBLEMS[problem.kind].format(length=len("".join(typed.split())))


CLEARED = "无"
# No ledger speaks of days before the one; beyond the other, the calendar ends before a term can be added.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9900, 12, 31)
# A roster keeps what was not read; a form does not.
UNREADABLE = "没有认出日期。知道多少写多少，例如 2021、2021.3 或 2021-03-05。"
FAR_OFF = "年份不对，请核对。"


class PickField(forms.ChoiceField):
    """One of several meanings; a choice that is no longer offered counts as not made."""

    def clean(self, value: Any) -> str:
        """The choice, or an empty text."""
        return str(value) if value and self.valid_value(value) else ""


class IdNumberField(forms.CharField):
    """Cleans to an IdNumber, or None when left empty."""

    def clean(self, value: Any) -> IdNumber | None:
        """Raise with plain words for a damaged, masked, short or mistyped number."""
        typed = super().clean(value)
        try:
            number = parse_id(typed)
        except IdProblem as problem:
            raise ValidationError(id_problem(problem, typed)) from problem
        if number is None and typed:
            raise ValidationError(ID_MASKED if is_masked(typed) else ID_PROBLEMS["id_length"].format(length=len(typed)))
        return number


class MobileField(forms.CharField):
    """Cleans to eleven digits, or an empty text."""

    default_error_messages: ClassVar = {"not_mobile": NOT_MOBILE, "several": ONE_MOBILE}

    def clean(self, value: Any) -> str:
        """Raise for anything that is no single mobile number."""
        typed = super().clean(value)
        try:
            phones = parse_phones(typed)
        except PhoneProblem as problem:
            raise ValidationError(PHONE_DAMAGED) from problem
        if typed and (phones.mobile is None or phones.others):
            code = "several" if phones.others else "not_mobile"
            raise ValidationError(self.error_messages[code], code=code)
        return phones.mobile or ""


class LegalNameField(forms.CharField):
    """Cleans to the name as it is stored: every character kept, dots and spaces put in order."""

    def clean(self, value: Any) -> str:
        """Raise when it is too long or no name at all."""
        name = parse_name(super().clean(value))
        if name.problem:
            long = "姓名最多 50 个字，请核对。"
            raise ValidationError(long if name.problem == "too_long" else "这不像一个姓名，请核对。")
        if self.required and not name.text:
            raise ValidationError(self.error_messages["required"], code="required")
        return name.text


class PartialDateField(forms.CharField):
    """Cleans to a PartialDate: a day, a month or a year, as far as it is known."""

    def __init__(self, *, kind: str = "past", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}))
        super().__init__(required=False, max_length=40, **kwargs)
        self.kind = kind

    def clean(self, value: Any) -> PartialDate:
        """Raise with what the date parser found wrong."""
        typed = super().clean(value)
        found = parse_date(typed, kind=self.kind) if typed else BLANK
        if found.problem:
            raise ValidationError(UNREADABLE if found.problem == "unreadable" else PROBLEMS[found.problem])
        return found

    def prepare_value(self, value: Any) -> Any:
        """A PartialDate as one would type it."""
        return typed_date(value.start, value.precision or "") if isinstance(value, PartialDate) else value


class DayField(forms.DateField):
    """One day, chosen from the browser's calendar, with room on both sides for days to be counted on and back."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {"invalid": "没有认出日期，请写成 2026-03-05 的样子。"})
        super().__init__(**kwargs)
        self.validators += [MinValueValidator(FIRST_DAY, FAR_OFF), MaxValueValidator(LAST_DAY, FAR_OFF)]


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a select box offer these rows: set per request, for what is in scope is known only then."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def options_of(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    """Values and texts that a select box offers; no box of ours is grouped."""
    return list(cast(Iterable[tuple[Any, Any]], field.choices))


def typed_date(day: date | None, precision: str = "") -> str:
    """The same, as one would type it into a field."""
    if day is None:
        return ""
    return day.strftime({Precision.YEAR.value: "%Y", Precision.MONTH.value: "%Y-%m"}.get(precision, "%Y-%m-%d"))


def partial(day: date | None, precision: str) -> str:
    """A stored date as the initial value of a PartialDateField."""
    return typed_date(day, precision)
