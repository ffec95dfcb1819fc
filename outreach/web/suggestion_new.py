"""Entering on behalf of somebody: by phone, on a visit, at a meeting, from the box; or from a contact in one tap."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from outreach.choices import BY_STAFF, ProposerKind, SuggestionCategory, SuggestionSource
from outreach.domain.suggestions import receiving
from outreach.domain.suggestions.merging import PLACES
from outreach.domain.suggestions.receiving import MOST_CHARACTERS, MOST_PHOTOS, Idea
from outreach.web import suggestion_words as words
from outreach.web.suggestion_forms import lines
from registry.choices import ContactChannel
from registry.domain.movements import label_of
from registry.entry.fields import DayField, MobileField, offer
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.ids import uuid7
from registry.lib.masks import mask_phone
from registry.models import ContactLog, Member, Organisation
from registry.policies import Action
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.file_field import FilesField, arrived_whole
from registry.web.keyed import Keyed

# How a contact was made is how the suggestion came.
SOURCES: dict[str, str] = {
    ContactChannel.PHONE: SuggestionSource.PHONE,
    ContactChannel.WECHAT: SuggestionSource.WECHAT,
    ContactChannel.VISIT: SuggestionSource.VISIT,
}


class NewForm(Keyed):
    """What was said, by whom, where."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    source = forms.ChoiceField(label="怎么收集到的", choices=[(way.value, way.label) for way in BY_STAFF])
    collected_on = DayField(label="收集日期")
    content = lines("内容", MOST_CHARACTERS, 5, help_text="照本人的意思写。一条只写一件事，几件事请分开录。")
    title = forms.CharField(label="标题", max_length=60, required=False, help_text="不写的取内容的第一句。")
    category = forms.ChoiceField(label="类别", choices=[("", "请选择"), *SuggestionCategory.choices])
    organisation = forms.ModelChoiceField(
        label="所属村（社区）", queryset=Organisation.objects.none(), empty_label="请选择",
        help_text="编号按它编，由它先审核。",
    )  # fmt: skip
    name = forms.CharField(label="提出人姓名", max_length=50, required=False, help_text="不愿意留的可以不填。")
    phone = MobileField(label="联系电话", required=False, help_text="加密保存，只给办理的人看。")
    proposer_kind = forms.ChoiceField(label="提出人类别", choices=ProposerKind.choices, initial=ProposerKind.OTHER)
    may_publish = forms.BooleanField(label="本人同意公开这条建议和办理结果（不公开姓名和电话）", required=False)
    uploads = FilesField(most=MOST_PHOTOS)

    def __init__(self, *args: Any, member: Member | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if member is not None:
            for known in ("name", "phone", "proposer_kind", "organisation"):
                del self.fields[known]
            return
        offer(self, "organisation", Organisation.objects.all().active().filter(kind__in=PLACES).order_by("path"))
        here = Organisation.objects.filter(path=scopes.current().path, kind__in=PLACES).first()
        self.fields["organisation"].initial = here.pk if here else None


@needs(Action.SUGGESTION_ENTER)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; of a known member, with what the contact says filled in."""
    contact = _contact(request.GET.get("contact", ""))
    member = contact.member if contact else _member(request.GET.get("member", ""))
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = NewForm(*bound, member=member, initial=_filled(contact))
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        key = form.cleaned_data["key"]
        if _entered(request, form, member, contact):
            return redirect("suggestion", pk=key)
    context = {
        "form": form,
        "member": member,
        "masked_phone": mask_phone(str(member.phone)) if member and member.phone else "",
        "title": "代为录入金点子",
        "lead": "",
        "crumbs": words.crumbs(),
        "back_url": reverse("member", args=[member.pk]) if member else reverse("suggestions"),
        "whom": scopes.current().liaison and member is None,
        "mine": Member.objects.all().open().order_by("name_key", "id")[:60] if scopes.current().liaison else [],
    }
    return render(request, "outreach/suggestions/new.html", context)


def _contact(key: str) -> ContactLog | None:
    if not key:
        return None
    found = words.chosen(ContactLog.objects.select_related("member"), key)
    if found is None:
        raise Http404
    return found


def _member(key: str) -> Member | None:
    if not key:
        return None
    found = words.chosen(Member.objects.all(), key)
    if found is None:
        raise Http404
    return found


def _filled(contact: ContactLog | None) -> dict[str, Any]:
    """What the form starts with."""
    start: dict[str, Any] = {"key": uuid7(), "collected_on": clock.today(), "source": SuggestionSource.VISIT}
    if contact is None:
        return start
    said = next((str(text) for text in (contact.ideas, contact.difficulties, contact.summary) if str(text)), "")
    return start | {
        "content": said,
        "collected_on": clock.local(contact.happened_at).date(),
        "source": SOURCES.get(contact.channel, SuggestionSource.VISIT),
    }


def _entered(request: HttpRequest, form: NewForm, member: Member | None, contact: ContactLog | None) -> bool:
    by, sent = actor(request), dict(form.cleaned_data)
    key: UUID = sent.pop("key")
    photos, organisation = sent.pop("uploads"), sent.pop("organisation", None)
    whose = {"name": member.name, "phone": str(member.phone)} if member else {}
    left = attempted(
        form, receiving.enter, by=by, label=label_of(by), key=key, idea=Idea(**sent | whose), organisation=organisation,
        member=member, contact=contact, photos=photos,
    )  # fmt: skip
    if left is None:
        return False
    said = f"已录入，编号 {left.label}。" if left.fresh else f"这一份已经录入过了，编号 {left.label}。"
    messages.success(request, f"{said}查询码可以打印出来交给本人。")
    return True
