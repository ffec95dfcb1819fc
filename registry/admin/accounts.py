"""Accounts in the admin: opened by the system administrator, unlocked and confirmed by the security administrator."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminSelectWidget

from registry.admin.base import WAITING, ScopedAdmin, WaitingFilter, actor, become, each, may
from registry.admin.site import site
from registry.domain import accounts, confirming, lockout, second_factor
from registry.models import Organisation, User
from registry.models.identity import user_by_name
from registry.policies import Action

MANAGE, UNLOCK = frozenset({Action.ACCOUNT_MANAGE}), frozenset({Action.ACCOUNT_UNLOCK})
CONFIRM = frozenset({Action.ACCOUNT_CONFIRM})
TOLD = "密码已重设。没有绑定两步验证的账号，还要安全管理员核对是不是本人要的，他复核以后才能登录。"


class UserForm(forms.ModelForm):
    """An account; the password is set here for the first time or afresh, never read."""

    home = forms.ModelChoiceField(
        queryset=Organisation.objects.all(),
        label="所属组织",
        help_text="账号归哪个组织管理；能看到什么由任职决定。",
        empty_label="请选择",
        widget=UnfoldAdminSelectWidget(),
    )
    initial_password = forms.CharField(
        label="初始密码",
        max_length=128,
        strip=False,
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ("username", "name", "phone", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new = self.instance._state.adding
        if not new:
            del self.fields["home"]
        field = self.fields.get("initial_password")
        if field is None:
            return
        field.required = new
        field.label = "初始密码" if new else "重设密码"
        field.help_text = (
            "当面告诉本人，首次登录要换掉。至少 10 位，不要用拼音、姓名、地名、生日或年份。"
            if new
            else "忘记密码时填；不填就不变。本人的登录会全部退出；安全管理员复核以后才能登录，登录后要换掉。"
        )

    def clean_username(self) -> str:
        """Names are unique in the whole system; the check sees past the scope and tells no more than that."""
        username: str = self.cleaned_data["username"].strip()
        if user_by_name(username) is not None:
            raise forms.ValidationError("这个账号已经有人用了，请换一个。")
        return username

    def clean_initial_password(self) -> str:
        """By the rules for passwords, seen together with the names."""
        password: str = self.cleaned_data["initial_password"]
        if password:
            names = {name: self.cleaned_data.get(name) or getattr(self.instance, name) for name in ("username", "name")}
            validate_password(password, User(**names))
        return password


class HeldFilter(WaitingFilter):
    """Those whose new password waits."""

    title, parameter_name, asked = "密码", "held", "yes"
    waiting = staticmethod(confirming.accounts)


class UserAdmin(ScopedAdmin):
    """Accounts are switched off, not deleted: the trail speaks of them."""

    add_rights = change_rights = MANAGE
    view_rights = MANAGE | UNLOCK | CONFIRM
    icon = "person"
    form = UserForm
    list_display = ("username", "name", "is_active", "locked", "held", "factor", "last_login")
    list_filter = ("is_active", HeldFilter)
    search_fields = ("username", "name")
    search_help_text = "账号或姓名"
    ordering = ("username",)
    actions = ("enable", "disable", "unlock", "reset_factor", "confirm_password")
    refill = ("username", "name", "phone", "home")

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """What may be typed when, and what an officer may read."""
        if obj is None:
            return ("username", "name", "home", "phone", "initial_password")
        if not self.has_change_permission(request):
            return ("username", "name", "is_active", "last_login")
        return ("username", "name", "phone", "is_active", "last_login", "initial_password")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """The login name stays: the trail names it."""
        return ("username", "last_login") if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With what the list shows of each account, asked in one go."""
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.annotate(places=lockout.places_taken(), bound=second_factor.is_bound())

    @display(description="登录锁定", label={"锁定中": "danger"})
    def locked(self, user: Any) -> str:
        """Whether the account can't log in now."""
        return "锁定中" if (user.places or 0) >= settings.LOCKOUT_ACCOUNT[0] else ""

    @display(description="密码", label={WAITING: "warning"})
    def held(self, user: Any) -> str:
        """Whether somebody else has set the password, and the second officer has not said yes."""
        return WAITING if user.is_active and user.held_at and not user.bound else ""

    @display(description="两步验证", boolean=True)
    def factor(self, user: Any) -> bool:
        """Whether an authenticator is bound."""
        return bool(user.bound)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Through the verbs."""
        values, by = form.cleaned_data, actor(request)
        user = _changed(by, User.objects.get(pk=obj.pk), values) if change else _opened(by, values)
        if change and values["initial_password"]:
            self.message_user(request, TOLD, messages.WARNING)
        if (values["name"].strip(), values["phone"].strip()) != (user.name, user.phone):
            accounts.update_account(by=by, user=user, name=values["name"], phone=values["phone"])
        become(obj, user)

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """For actions of the system administrator."""
        return may(MANAGE)

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        """For actions of the second officer."""
        return may(CONFIRM)

    def has_unlock_permission(self, request: HttpRequest) -> bool:
        """For actions of the security administrator."""
        return may(UNLOCK)

    @admin.action(description="启用", permissions=["manage"])
    def enable(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Switch the chosen accounts on."""
        each(self, request, users, lambda user: accounts.set_active(by=actor(request), user=user, active=True))

    @admin.action(description="停用", permissions=["manage"])
    def disable(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Switch the chosen accounts off."""
        each(self, request, users, lambda user: accounts.set_active(by=actor(request), user=user, active=False))

    @admin.action(description="解除登录锁定", permissions=["unlock"])
    def unlock(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Let the chosen accounts try again."""
        each(self, request, users, lambda user: lockout.unlock(by=actor(request), user=user))

    @admin.action(description="解除两步验证绑定（手机丢失）", permissions=["unlock"])
    def reset_factor(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Unbind the authenticators of the chosen accounts."""
        each(self, request, users, lambda user: second_factor.reset(by=actor(request), user=user))

    @admin.action(description="复核重设的密码（已问过本人）", permissions=["confirm"])
    def confirm_password(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Let the chosen accounts in with the passwords that were set for them."""
        each(self, request, users, lambda user: confirming.confirm_password(by=actor(request), user=user))


def _opened(by: User, values: dict[str, Any]) -> User:
    names = {name: values[name] for name in ("username", "name", "home")}
    return accounts.create_user(by=by, password=values["initial_password"], **names)


def _changed(by: User, user: User, values: dict[str, Any]) -> User:
    if values["is_active"] != user.is_active:
        accounts.set_active(by=by, user=user, active=values["is_active"])
    if values["initial_password"]:
        accounts.set_password(by=by, user=user, password=values["initial_password"])
    return user


site.register(User, UserAdmin)
