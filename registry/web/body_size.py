"""A bound for the whole body of a request, judged by what its head says, before anything of it is read.

One that comes in pieces says nothing of its size, and Django would take it for empty; our proxy sends none.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = TypeVar("View", bound=Callable[..., Any])


def most_bytes(most: int) -> Callable[[View], View]:
    """Bodies of the view may say that they hold so many bytes; larger ones are refused with 413."""

    def decorate(view: View) -> View:
        view.most_bytes = most  # type: ignore[attr-defined]
        return view

    return decorate


def _said(most: int) -> str:
    return f"{most >> 20} MB" if most >= 1 << 20 else f"{most >> 10} KB"


class BodySizeMiddleware:
    """Stands before whatever reads a body first (the CSRF check reads forms)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The refusal, or None."""
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            return render(request, "400.html", status=400)
        most = getattr(view, "most_bytes", None)
        try:
            said = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return None
        if most is None or said <= most:
            return None
        return render(request, "413.html", {"most": _said(most)}, status=413)
