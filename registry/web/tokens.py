"""How a program comes in: a token in the Authorization header, at the addresses of the API and nowhere else."""

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from registry.domain import tokens
from registry.lib.scope import Scope
from registry.models.identity import Standing, user_by_id
from registry.models.unit import record, work
from registry.web import sessions

API, SCHEME = "api", "token"
FIRST_LOG_IN = "请先登录，或者在 Authorization 请求头里带上令牌。"
# What a session still lacks, said to whoever asks the API with it.
STEPS = {
    "account:two-factor": "请先在网页上输入两步验证码。",
    "account:two-factor-setup": "这个岗位要先在网页上设置两步验证。",
    "account:password": "请先在网页上更换密码。",
    "account:posting": "请先在网页上选择岗位。",
    "account:ended": "登录已结束，请重新登录。",
}


def is_api(match: ResolverMatch | None) -> bool:
    """Whether an address is the API's."""
    return match is not None and match.namespaces[:1] == [API]


def carries(request: HttpRequest, match: ResolverMatch | None) -> bool:
    """Whether a token counts here and was sent; it then counts alone, whatever session comes with it."""
    return is_api(match) and request.headers.get("Authorization", "").partition(" ")[0].lower() == SCHEME


def enter(request: HttpRequest) -> tuple[Standing | None, HttpResponse | None]:
    """(the posting that the token is bound to, the answer instead of the view's)."""
    sent = request.headers["Authorization"].split()
    try:
        if len(sent) != 2:
            raise tokens.Dead(tokens.UNKNOWN)
        holder = tokens.admit(sent[1])
    except tokens.Dead as dead:
        _note_refusal(dead)
        return None, unknown(request, str(dead))
    tokens.note_use(holder.token)
    request.user = holder.user
    request.api_token = holder.token  # type: ignore[attr-defined]
    return holder.standing, None


def _note_refusal(dead: tokens.Dead) -> None:
    """Into the trail of the account's district, as often as uses are noted: a forgotten program asks all day."""
    if dead.known is not None and tokens.note_use(dead.known):
        owner = user_by_id(dead.known.user_id)
        with work(sessions.own_scope(owner) if owner else Scope(path="")):
            record("token.refused", on=dead.known, outcome="refused")


def unknown(request: HttpRequest, reason: str) -> HttpResponse:
    """401; the words are put into the API's form by its own middleware."""
    request.refusal = reason  # type: ignore[attr-defined]
    return HttpResponse(status=401, headers={"WWW-Authenticate": "Token"})
