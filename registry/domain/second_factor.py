"""The second factor: a phone's authenticator (TOTP, RFC 6238) and one-time recovery codes."""

import secrets
from base64 import b32encode

import django_otp
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from registry.models import User
from registry.models.authenticator import Authenticator
from registry.models.unit import record

RECOVERY_CODES = 10
# Crockford's letters without look-alikes; 10 of them are 50 random bits.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 10


def confirmed(user: User) -> Authenticator | None:
    """The user's bound authenticator."""
    found: Authenticator | None = Authenticator.objects.filter(user_id=user.pk, confirmed=True).first()
    return found


def required(role: str) -> bool:
    """Whether that role may not work without a second factor."""
    return settings.REQUIRE_SECOND_FACTOR and role in settings.SECOND_FACTOR_ROLES


def is_bound() -> Exists:
    """For a queryset of accounts: whether an authenticator is bound."""
    return Exists(Authenticator.objects.filter(user_id=OuterRef("pk"), confirmed=True))


def draft(user: User) -> Authenticator:
    """The authenticator being bound: the same one until it is confirmed, so that a reload keeps the picture valid."""
    return Authenticator.draft_of(user)


def secret_of(device: Authenticator) -> str:
    """The device's secret as an authenticator takes it: base32, in groups of four."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def confirm(*, by: User, device: Authenticator, token: str) -> list[str]:
    """Bind the authenticator if it shows `token`; returns the recovery codes (shown once), or nothing."""
    if django_otp.verify_token(by, device.persistent_id, token) is None:
        return []
    Authenticator.objects.filter(pk=device.pk).update(confirmed=True)
    record("account.second_factor_bound", on=by)
    return _new_recovery_codes(by)


def verify(user: User, token: str) -> object | None:
    """The device that accepts `token`; each device is asked by name, and a code is accepted once only."""
    text = token.replace(" ", "").replace("-", "").lower()
    if text.isascii() and text.isdigit() and len(text) == 6:
        return _ask(user, confirmed(user), text)
    spare = StaticDevice.objects.filter(user_id=user.pk, confirmed=True).first()
    return _ask(user, spare, _sealed(text))


def _ask(user: User, device: Authenticator | StaticDevice | None, token: str) -> object | None:
    found: object | None = device and django_otp.verify_token(user, device.persistent_id, token)
    return found


def reset(*, by: User, user: User) -> None:
    """Unbind everything: a lost phone. The next login binds a new one where the role needs it."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    StaticDevice.objects.filter(user_id=user.pk).delete()
    record("account.second_factor_reset", on=user)


def _new_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user_id=user.pk).delete()
    device = StaticDevice.objects.create(user_id=user.pk, name="备用码")
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_sealed(code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _sealed(code: str) -> str:
    """What is stored of a recovery code: the database holds none that works."""
    return salted_hmac("registry.recovery_code", code, algorithm="sha256").hexdigest()[:16]
