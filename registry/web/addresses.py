"""NUL in an address: no keyboard writes one, and no text of the database can hold it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NUL = "%00"
# Programs are told what was wrong with their question instead.
API = "/api/"


class PlainQueryMiddleware:
    """Takes NUL out of what is asked for, before anybody reads it; the rest of the address is as it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API):
            asked = request.META.get("QUERY_STRING", "")
            while NUL in asked:  # taking one out may put another together
                asked = asked.replace(NUL, "")
            request.META["QUERY_STRING"] = asked
        return self.get_response(request)
