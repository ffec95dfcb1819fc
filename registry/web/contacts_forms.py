"""The forms of a contact: the card after a call, and the full page with all the headings."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField

from registry.choices import ContactChannel, ContactOutcome, ContactSide, Direction, HomeMatter, Role
from registry.domain.contact_rules import TEXT_MOST
from registry.domain.contacts import TEXTS
from registry.entry.fields import DayField, offer
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.scope import SEGMENT
from registry.models import ContactLog, Member, Posting, User
from registry.models.contact import HEADINGS
from registry.web.file_field import FilesField
from registry.web.keyed import Keyed

# Asked at every contact; the others are folded away until something is written there.
OPEN_HEADINGS = ("thoughts", "difficulties", "changes")
NEXT_CUSTOM, NEXT_NONE = "custom", "none"
NEXT = (
    ("tomorrow", "明天"),
    ("week", "1周后"),
    ("fortnight", "2周后"),
    ("month", "1个月后"),
    (NEXT_NONE, "先不约"),
    (NEXT_CUSTOM, "自定"),
)
WITH_MEMBER = [choice for choice in ContactChannel.choices if choice[0] != ContactChannel.LETTER]
# As long as static/js/drafts.js keeps what could not be sent.
DRAFT_KEPT = timedelta(days=3)
DESK_ROLES = (Role.DISTRICT, Role.STREET, Role.COMMUNITY, Role.LIAISON)
HINTS = {
    "thoughts": "最近在想什么、有什么关心的事",
    "difficulties": "要组织帮忙的事",
    "changes": "单位、住址、电话、去向有没有变",
    "work": "工作单位、收入是否稳定、劳动权益",
    "family": "住在哪里、家里有没有难处",
    "study": "学习和参加组织生活的情况",
    "dues": "交到哪个月、怎么交的",
    "ideas": "对村(社区)、街道和组织的意见建议",
}


def day_after(today: date, preset: str) -> date | None:
    """The day that a preset of the card means; None for 先不约."""
    days = {"tomorrow": 1, "week": 7, "fortnight": 14}.get(preset)
    if days:
        return today + timedelta(days=days)
    return a_month_after(today) if preset == "month" else None


def a_month_after(day: date) -> date:
    """The same day of the next month, or its last one."""
    year, month = divmod(day.year * 12 + day.month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _key() -> forms.UUIDField:
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)


def _outcome() -> forms.ChoiceField:
    words = {"required": "请选这次联系的结果。没有联系上的也要记。"}
    return forms.ChoiceField(
        label="结果", choices=ContactOutcome.choices, widget=forms.RadioSelect, error_messages=words
    )


def _text(name: str, rows: int = 2) -> forms.CharField:
    label = str(ContactLog._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=TEXT_MOST, required=False, widget=widget, help_text=HINTS.get(name, "")
    )


class QuickForm(Keyed):
    """What one says right after a call: how it went, and when to call again."""

    client_key = _key()
    # How long ago the form was first sent, when the line was down since.
    age = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=int(DRAFT_KEPT.total_seconds())
    )
    outcome = _outcome()
    channel = forms.ChoiceField(
        label="方式", choices=WITH_MEMBER, widget=forms.RadioSelect, initial=ContactChannel.PHONE.value
    )
    next = forms.ChoiceField(
        label="下次联系",
        choices=NEXT,
        widget=forms.RadioSelect,
        error_messages={"required": "请选下次什么时候联系；还说不准的，选“先不约”。"},
    )
    next_on = DayField(label="哪一天", required=False)
    summary = _text("summary")
    uploads = FilesField(label="拍张照")

    def clean(self) -> dict[str, Any]:
        """自定 needs its day."""
        data = super().clean() or {}
        if data.get("next") == NEXT_CUSTOM and not data.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", "请选下次联系的日期，或者改选上面的一项。")
        return data

    def fields_said(self) -> dict[str, Any]:
        """What the verb takes, for a contact that happened just now."""
        data = self.cleaned_data
        custom = data["next"] == NEXT_CUSTOM
        happened = clock.now() - timedelta(seconds=data["age"] or 0)
        return {
            "happened_at": happened,
            "channel": data["channel"],
            "outcome": data["outcome"],
            "next_on": data["next_on"] if custom else day_after(clock.local(happened).date(), data["next"]),
            "summary": data["summary"],
        }


class ContactForm(Keyed):
    """Everything that a contact may say."""

    client_key = _key()
    side = forms.ChoiceField(
        label="联系的是", choices=ContactSide.choices, widget=forms.RadioSelect, initial=ContactSide.MEMBER.value
    )
    matter = forms.ChoiceField(
        label="事项", choices=[("", "和本人联系，不用选"), *HomeMatter.choices], required=False,
        help_text="和流出地党组织联系的才选",
    )  # fmt: skip
    happened_at = forms.DateTimeField(
        label="联系时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "请填联系时间。", "invalid": "没有认出时间，请写成 2026-03-05 14:30 的样子。"},
    )
    channel = forms.ChoiceField(
        label="方式", choices=ContactChannel.choices, widget=forms.RadioSelect, initial=ContactChannel.PHONE.value
    )
    outcome = _outcome()
    contact_person = forms.ModelChoiceField(label="联系人", queryset=User.objects.none(), required=False)
    next_on = DayField(label="下次联系日期", required=False)
    summary = _text("summary", 3)
    thoughts, work, family, study = (_text(name) for name in ("thoughts", "work", "family", "study"))
    dues, difficulties, ideas, changes = (_text(name) for name in ("dues", "difficulties", "ideas", "changes"))
    uploads = FilesField()

    def __init__(self, *args: Any, member: Member, present: str = "本人（登录的账号）", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now
        self._offer_people(member, present)
        if member.direction == Direction.OUT:
            del self.fields["side"], self.fields["matter"]

    def _offer_people(self, member: Member, present: str) -> None:
        """A liaison speaks for herself; the desk may write down what a colleague did."""
        if scopes.current().liaison:
            del self.fields["contact_person"]
            return
        offer(self, "contact_person", colleagues(member))
        field = self.fields["contact_person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.empty_label = present

    def top(self) -> list[BoundField]:
        """Whom, when, by whom, and when again."""
        return self._bound("happened_at", "contact_person", "next_on")

    def open_headings(self) -> list[BoundField]:
        """What is asked every time."""
        return self._bound("summary", *OPEN_HEADINGS)

    def folded(self) -> list[BoundField]:
        """The other headings."""
        return self._bound(*(name for name in HEADINGS if name not in OPEN_HEADINGS))

    def folded_open(self) -> bool:
        """Whether something stands, or is wrong, in the part that is folded away."""
        return any(field.errors or field.value() for field in self.folded())

    def _bound(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    def fields_said(self) -> dict[str, Any]:
        """What the verb takes."""
        data = self.cleaned_data
        said = {name: data[name] for name in ("happened_at", "channel", "outcome", "next_on", *TEXTS)}
        said |= {name: data[name] for name in ("side", "matter") if name in data}
        return said | ({"contact_person": data["contact_person"]} if data.get("contact_person") else {})


def initial_of(contact: ContactLog) -> dict[str, Any]:
    """A contact as its form shows it; the person is left alone unless another one is chosen."""
    names = ("side", "matter", "happened_at", "channel", "outcome", "next_on", "version", *TEXTS)
    return {name: getattr(contact, name) for name in names}


class CorrectForm(ContactForm):
    """The same for a contact that exists: which version was opened, and why it is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="为什么更正", max_length=200, required=False, help_text="没有可以不填；原来的内容会留着"
    )

    def __init__(self, *args: Any, contact: ContactLog, **kwargs: Any) -> None:
        present = f"不变（{contact.contact_label or '未填'}）"
        super().__init__(*args, member=contact.member, present=present, initial=initial_of(contact), **kwargs)
        self.contact = contact
        del self.fields["client_key"]

    def fields_said(self) -> dict[str, Any]:
        """What the verb takes; a time left alone keeps its seconds, which the field doesn't show."""
        said = super().fields_said()
        if said["happened_at"] == self.contact.happened_at.replace(second=0, microsecond=0):
            del said["happened_at"]
        return said


class VoidForm(forms.Form):
    """Why a contact is taken back."""

    reason = forms.CharField(label="作废原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def colleagues(member: Member) -> QuerySet[User]:
    """Accounts of the own scope that a contact with this member may be put down to: posted at or above its node."""
    path = member.owner_path
    above = [path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)]
    postings = Posting.objects.all().on(clock.today()).filter(role__in=DESK_ROLES, owner_path__in=above)
    return User.objects.filter(pk__in=postings.values("user_id"), is_active=True).order_by("name")
