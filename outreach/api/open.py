"""The base of what anybody may ask the API: no token, no session, the same defences as the public pages."""

from typing import Any, ClassVar

from registry.api.base import ScopedViewSet
from registry.policies.access import Access


class OpenViewSet(ScopedViewSet):
    """Open to everybody; `reason` says why. Nothing is read through the scoped managers."""

    reason: ClassVar[str]
    most_bytes: ClassVar[int]
    authentication_classes: ClassVar[list[Any]] = []  # type: ignore[misc]
    permission_classes: ClassVar[list[Any]] = []  # type: ignore[misc]
    filter_backends: ClassVar[list[Any]] = []  # type: ignore[misc]
    pagination_class = None

    @classmethod
    def as_view(cls, actions: Any = None, **initkwargs: Any) -> Any:
        """The view, declared public, with its bound for bodies."""
        view: Any = super(ScopedViewSet, cls).as_view(actions, **initkwargs)
        view.access = Access("public", reason=cls.reason)
        view.most_bytes = cls.most_bytes
        return view
