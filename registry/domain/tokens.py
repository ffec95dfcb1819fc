"""Tokens of programs: issued, asked for with every request, revoked."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from knox.crypto import hash_token
from knox.models import get_digest_token

from registry.domain import passwords, second_factor
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import ApiToken, User
from registry.models.identity import Standing, note_token, standings, token_by_digest, user_by_id
from registry.models.unit import record

# What of a token stays readable, so that its owner can tell one from another.
SHOWN_SIGNS = 8
# How often the last use is written down.
NOTED_EVERY = timedelta(minutes=10)
RENEW = "请重新签发一个令牌。"
UNKNOWN = "令牌不对。请检查 Authorization 请求头，应为“Token ”加签发时显示的一整串。"


class Dead(Exception):
    """The token opens nothing. `known` is the row, when there is one; the text says why and what to do."""

    def __init__(self, reason: str, known: ApiToken | None = None) -> None:
        super().__init__(reason)
        self.known = known


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a token speaks for, and under which posting."""

    token: ApiToken
    user: User
    standing: Standing


def issue(*, by: User, standing: Standing, name: str, days: int, second_factor_passed: bool) -> tuple[ApiToken, str]:
    """A new token for the own posting; its text is returned once and stored nowhere.

    Raises Refused without a name, for a span that is not offered, for one too many, and for a role that needs a
    second factor in a session without one.
    """
    if not name.strip():
        raise Refused("请写明这个令牌给什么程序用，例如“街道报表程序”。")
    if days not in settings.API_TOKEN_DAYS:
        raise Refused("请从列出的有效期里选一个。")
    if second_factor.required(standing.role) and not second_factor_passed:
        raise Refused("这个岗位要先通过两步验证，才能签发令牌。")
    if in_force(by, standing).count() >= settings.API_TOKENS_PER_POSTING:
        raise Refused(f"一个岗位最多 {settings.API_TOKENS_PER_POSTING} 个在用的令牌。请先撤销不用的。")
    return _stored(by, standing, name.strip()[:50], days, second_factor_passed)


def _stored(by: User, standing: Standing, name: str, days: int, verified: bool) -> tuple[ApiToken, str]:
    digest, text = get_digest_token()
    now = clock.now()
    token = ApiToken(
        owner_path=standing.path,
        user=by,
        posting_id=standing.id,
        posting_stamp=standing.stamp,
        name=name,
        digest=digest,
        token_key=text[:SHOWN_SIGNS],
        second_factor=verified,
        created=now,
        expiry=now + timedelta(days=days),
    )
    token.save(force_insert=True)
    record("token.issued", on=token, days=days)
    return token, text


def in_force(user: User, standing: Standing) -> QuerySet[ApiToken]:
    """The user's tokens under that posting that are neither revoked nor past their day."""
    return of(user, standing).filter(revoked_at__isnull=True, expiry__gt=clock.now())


def of(user: User, standing: Standing) -> QuerySet[ApiToken]:
    """All tokens of the user under that posting, newest first."""
    return ApiToken.objects.filter(user=user, posting_id=standing.id).order_by("-created", "-id")


def revoke(*, by: User, token: ApiToken) -> ApiToken:
    """End a token for good; asked again, it stays as it is."""
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        record("token.revoked", on=token, own=token.user_id == by.pk)
    return token


def admit(text: str) -> Holder:
    """Whom the token speaks for. Raises Dead for an unknown, revoked or expired one, and when account, password,
    posting or second factor are no longer what they were."""
    token = token_by_digest(hash_token(text))
    if token is None:
        raise Dead(UNKNOWN)
    if token.revoked_at is not None:
        raise Dead("令牌已撤销。" + RENEW, token)
    if token.expiry <= clock.now():
        raise Dead("令牌已过有效期。" + RENEW, token)
    user = user_by_id(token.user_id)
    if user is None or not user.is_active:
        raise Dead("令牌所属的账号已停用。", token)
    _check_account(token, user)
    return Holder(token, user, _standing(token, user))


def _check_account(token: ApiToken, user: User) -> None:
    changed = user.password_changed_at
    if changed is not None and changed > token.created:
        raise Dead("令牌签发以后改过密码，令牌随之失效。" + RENEW, token)
    if user.must_change_password or passwords.expired(user):
        raise Dead("这个账号要先在网页上更换密码。", token)


def _standing(token: ApiToken, user: User) -> Standing:
    found = next((row for row in standings(user, clock.today()) if row.id == token.posting_id), None)
    if found is None or found.stamp != token.posting_stamp:
        raise Dead("令牌所属的任职已结束或有变动。" + RENEW, token)
    needed = second_factor.required(found.role)
    if needed and not (token.second_factor and second_factor.confirmed(user)):
        raise Dead("这个岗位要先通过两步验证，才能签发和使用令牌。", token)
    return found


def note_use(token: ApiToken) -> bool:
    """Write down that the token was used, every few minutes; whether it was due."""
    now = clock.now()
    due = token.used_at is None or now - token.used_at >= NOTED_EVERY
    if due:
        note_token(token, now)
    return due
