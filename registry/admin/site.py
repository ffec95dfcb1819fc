"""The admin site. It has no login of its own: the session's posting says what it shows."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode
from unfold.sites import UnfoldAdminSite

from registry.policies import Action, allowed

# Any of these opens the admin; what is in it depends on each.
OPENING = (Action.TREE_EDIT, Action.ACCOUNT_MANAGE, Action.ACCOUNT_UNLOCK, Action.AUDIT_READ, Action.INTAKE_USE)
# A page that finds any object by number and forwards to it would tell whether it exists.
CLOSED = {"view_on_site"}


class RegistryAdminSite(UnfoldAdminSite):
    """Organisations, accounts, postings, column mappings and the trail."""

    site_title = "不断线"
    site_header = "不断线 · 管理"
    index_title = "管理"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the present posting has anything to do here."""
        return getattr(request, "standing", None) is not None and any(allowed(action) for action in OPENING)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A stranger is asked to log in; somebody without the right is told so, instead of being asked again."""
        inner = super().admin_view(view, cacheable)

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied("您现在的岗位没有管理后台的权限。")
            return inner(request, *args, **kwargs)

        checked.admin_site = self  # type: ignore[attr-defined]
        return checked

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without the pages that look things up beside the scope."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") not in CLOSED]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one login."""
        wanted = request.GET.get("next", reverse("admin:index"))
        return HttpResponseRedirect(f"{reverse('account:login')}?{urlencode({'next': wanted})}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one way out; 307 keeps the POST and its token."""
        return HttpResponseRedirect(reverse("account:logout"), preserve_request=True)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one page for it."""
        return redirect("account:password")

    def search(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The theme's search keeps results in a cache that knows no scope."""
        raise Http404


site = RegistryAdminSite(name="admin")
