"""Who may open an address: said at the view itself, in a form that the inventory of addresses can read.

Each view carries exactly one of `needs`, `login_only` and `public`; the decorator checks it and leaves it behind as
`view.access`. It works on function views and on class-based views (there it wraps `dispatch`, whose attributes
`as_view()` copies onto the callable).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.decorators import method_decorator
from django.views import View

from registry.models import User
from registry.policies import Action, check
from registry.policies.access import Access
from registry.web.redirects import is_part, leave, left_behind, page_of

ViewFunction = Callable[..., Any]
V = TypeVar("V", bound=ViewFunction | type[View])
POSTINGS = "account:posting"


def needs(*actions: Action) -> Callable[[V], V]:
    """Open only to a signed-in user whose present posting has all of these rights."""
    if not actions:
        raise ValueError("needs() 要写明至少一项权限；只要求登录的页面用 login_only")
    return _guard(Access("needs", frozenset(actions)))


def login_only(view: V) -> V:
    """Open to everybody who is signed in, with or without a posting."""
    return _guard(Access("login"))(view)


def public(reason: str) -> Callable[[V], V]:
    """Open to everybody; `reason` says why."""
    if not reason.strip():
        raise ValueError("public() 要写明为什么公开")
    return _guard(Access("public", reason=reason))


def actor(request: HttpRequest) -> User:
    """The signed-in user, behind a view that `needs` a right."""
    return cast(User, request.user)


def _guard(access: Access) -> Callable[[V], V]:
    def decorate(view: V) -> V:
        if isinstance(view, type):
            return method_decorator(_function_guard(access), name="dispatch")(view)
        return _function_guard(access)(view)  # type: ignore[return-value]

    return decorate


def _function_guard(access: Access) -> Callable[[ViewFunction], ViewFunction]:
    def decorate(view: ViewFunction) -> ViewFunction:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return _turned_away(request, access) or view(request, *args, **kwargs)

        guarded.access = access  # type: ignore[attr-defined]
        return guarded

    return decorate


def _turned_away(request: HttpRequest, access: Access) -> HttpResponse | None:
    """Where the visitor is sent instead, or None; raises NotAllowed where the role lacks a right."""
    if access.kind == "public":
        return None
    if not request.user.is_authenticated:
        return leave(request, _to_the_login(request))
    if access.kind == "login":
        return None
    if getattr(request, "standing", None) is None:
        return leave(request, _postings_url())
    for action in sorted(access.actions):
        check(action)
    return None


def _to_the_login(request: HttpRequest) -> str:
    """The login; whoever sent a form, after leaving in another window perhaps, is first told what became of it."""
    if request.method == "POST" and not is_part(request):
        return f"{reverse('account:ended')}?{urlencode({'reason': 'elsewhere', **left_behind(request)})}"
    return str(redirect_to_login(_page_of(request)).headers["Location"])


def _page_of(request: HttpRequest) -> str:
    """The page to come back to; a fragment is no page."""
    if is_part(request):
        here = urlsplit(request.headers.get("HX-Current-URL", "/"))
        return f"{here.path}?{here.query}" if here.query else here.path
    return page_of(request) or "/"


def _postings_url() -> str:
    try:
        return reverse(POSTINGS)
    except NoReverseMatch:
        return reverse("home")
