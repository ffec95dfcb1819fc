"""Who may ask for what, and in which form it is answered."""

from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from registry.policies import Action, check


class HasRight(BasePermission):
    """Whoever is signed in under a posting whose role may use the API and do what the view does."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """False for a stranger (401); raises NotAllowed where the role lacks a right (403)."""
        if not request.user.is_authenticated:
            return False
        check(Action.API_USE)
        if right := view.rights.get(view.action):  # none for a method that the address does not take: 405 follows
            check(right)
        return True


class JsonAlways(DefaultContentNegotiation):
    """There is one form to answer in, so `Accept` is not asked."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """JSON."""
        return renderers[0], renderers[0].media_type
