"""How a suggestion is followed by its code, by page or by program: listened to, opened, read."""

from django.http import HttpRequest

from outreach.choices import SuggestionState
from outreach.domain.suggestions import codes, told
from outreach.domain.suggestions.told import Progress
from outreach.entry.throttle import too_often

# Opens nothing, and is asked for like any other.
NONE = "0" * codes.LENGTH


def asks_too_often(request: HttpRequest) -> bool:
    """Whether this network has looked up, or guessed, too much within the hour; counts this one."""
    return too_often(request, "suggest-look", 1) or too_often(request, "suggest-wrong", 0)


def opened(request: HttpRequest, code: str) -> Progress | None:
    """What the code opens; one that opens nothing is counted."""
    found = told.progress(code or NONE)
    if found is None:
        too_often(request, "suggest-wrong", 1)
    return found


def read(code: str, found: Progress, *, acted: bool) -> Progress:
    """As it is now, asked anew where something may have changed; the answer that stands there reaches her by that."""
    if found.state == SuggestionState.ANSWERED and not found.into_label:
        acted = told.seen(code=code) or acted
    return (told.progress(code) or found) if acted else found
