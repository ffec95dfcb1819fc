"""Postings in the admin: given by the system administrator, in force when the security administrator has confirmed."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from registry.admin.accounts import CONFIRM, MANAGE
from registry.admin.base import WAITING, ScopedAdmin, WaitingFilter, actor, become, each, may
from registry.admin.site import site
from registry.choices import Role
from registry.domain import accounts, confirming
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Posting

TOLD = "这条任职要安全管理员复核以后才生效，请告诉他一声。"
TO_COME, OVER, GOING_ON = "未开始", "已结束", "在任"


class PostingForm(forms.ModelForm):
    """Who does what where, from when to when."""

    class Meta:
        model = Posting
        fields = ("user", "organisation", "role", "starts_on", "ends_on")
        help_texts = {
            "ends_on": "这一天仍在任；长期任职就空着。改了以后，本人正在用这个岗位的登录会退出。",
        }


class StateFilter(WaitingFilter):
    """Those that are not in force yet for want of a yes."""

    title, parameter_name, asked = "复核", "confirmed", "no"
    waiting = staticmethod(confirming.postings)


class PostingAdmin(ScopedAdmin):
    """Postings begin and end; they are neither moved nor deleted."""

    add_rights = change_rights = MANAGE
    view_rights = MANAGE | CONFIRM
    icon = "badge"
    form = PostingForm
    list_display = ("user", "organisation", "role", "starts_on", "ends_on", "state", "posted_by", "confirmed_by")
    list_filter = (StateFilter, "role")
    list_select_related = ("user", "organisation", "posted_by", "confirmed_by")
    search_fields = ("user__username", "user__name", "organisation__full_name")
    search_help_text = "账号、姓名或组织"
    autocomplete_fields = ("user", "organisation")
    ordering = ("organisation__path", "role")
    refill = ("role", "starts_on", "ends_on")
    actions = ("confirm", "refuse")

    def get_readonly_fields(self, request: HttpRequest, obj: Posting | None = None) -> tuple[str, ...]:
        """Only the end can still be set."""
        return ("user", "organisation", "role", "starts_on") if obj else ()

    def save_model(self, request: HttpRequest, obj: Posting, form: Any, change: bool) -> None:
        """Through the verbs."""
        values, by = form.cleaned_data, actor(request)
        if not change:
            become(obj, accounts.post(by=by, role=Role(values.pop("role")), **values))
            self.message_user(request, TOLD, messages.WARNING)
        elif "ends_on" in form.changed_data:
            if values["ends_on"] is None:
                raise Refused("要延长任职，请另加一条新的任职。")
            posting = Posting.objects.get(pk=obj.pk)
            become(obj, accounts.end_posting(by=by, posting=posting, ends_on=values["ends_on"]))

    @display(description="状态", label={WAITING: "warning", GOING_ON: "success"})
    def state(self, posting: Posting) -> str:
        """Whether it is in force, and if not, why."""
        today = clock.today()
        if posting.ends_on and posting.ends_on < today:
            return OVER
        if posting.confirmed_at is None:
            return WAITING
        return TO_COME if posting.starts_on > today else GOING_ON

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        """For actions of the second officer."""
        return may(CONFIRM)

    @admin.action(description="复核同意，生效（已核对本人和岗位）", permissions=["confirm"])
    def confirm(self, request: HttpRequest, postings: QuerySet[Posting]) -> None:
        """Let the chosen postings take force."""
        each(self, request, postings, lambda row: confirming.confirm_posting(by=actor(request), posting=row), "条任职")

    @admin.action(description="不同意", permissions=["confirm"])
    def refuse(self, request: HttpRequest, postings: QuerySet[Posting]) -> None:
        """The chosen postings never take force."""
        each(self, request, postings, lambda row: confirming.refuse_posting(by=actor(request), posting=row), "条任职")


site.register(Posting, PostingAdmin)
