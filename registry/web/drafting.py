"""Forms that are sent by `static/js/drafts.js`, which keeps them on the device until the server has them.

A redirect would be followed out of the script's sight, and its page, with the words about what was saved, would be lost
on the way. So the script is told where to go, and goes there itself.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

HEADER = "X-Draft"
THERE = "X-Location"

View = Callable[..., HttpResponse]


def kept_on_the_way(view: View) -> View:
    """Answer a form sent by the script with 204 and the address to go to, in place of a redirect."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if HEADER in request.headers and 300 <= response.status_code < 400:
            told = HttpResponse(status=204, headers={THERE: response["Location"]})
            told.cookies = response.cookies
            return told
        return response

    return answer
