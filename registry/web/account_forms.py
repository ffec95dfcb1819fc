"""Forms of the account pages."""

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password

from registry.models import User

# Longer than any real password; a hash of megabytes would be an attack on the server.
LONGEST = 128


class LoginForm(forms.Form):
    """Name and password, no more; whether they are right is not the form's to say."""

    username = forms.CharField(
        label="账号",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class TokenForm(forms.Form):
    """Six digits of the authenticator, or a recovery code."""

    token = forms.CharField(
        label="验证码",
        max_length=20,
        error_messages={"required": "请输入验证器现在显示的 6 位数字。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        ),
    )


class PasswordForm(forms.Form):
    """The old password and the new one twice."""

    old = forms.CharField(
        label="旧密码",
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次新密码",
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.user = user
        self.fields["new"].help_text = _rules()

    def clean_new(self) -> str:
        """The new password, by the rules, and not the old one."""
        new: str = self.cleaned_data["new"]
        if new == self.data.get("old"):
            raise forms.ValidationError("新密码和旧密码一样，请换一个。")
        validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, object]:
        """Both new ones agree."""
        cleaned = self.cleaned_data
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", "两次输入的新密码不一样，请再输一次。")
        return cleaned


def _rules() -> str:
    """The rules in one line; Django's own help is a list of its validators' sentences."""
    own = [text for text in password_validators_help_texts() if text.startswith(("不要用拼音", "大写字母"))]
    return (
        "至少 10 位。"
        + "".join(own)
        + (f"每 {settings.PASSWORD_MAX_AGE_DAYS} 天要换一次。" if settings.DENGBAO_PROFILE else "")
    )
