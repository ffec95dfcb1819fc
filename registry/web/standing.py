"""Which posting a session works under, and when that ends."""

from django.contrib import auth, messages
from django.http import HttpRequest

from registry.lib import clock
from registry.models.identity import Standing, standings

POSTING, STAMP = "posting", "posting_stamp"
CHANGED = "您的任职有变动，请重新登录。"


def present(request: HttpRequest) -> Standing | None:
    """The posting of this session. A session whose posting changed or ended is logged out."""
    if not request.user.is_authenticated:
        return None
    rows = standings(request.user, clock.today())
    request.standings = rows  # type: ignore[attr-defined]
    wanted = request.session.get(POSTING)
    if wanted is None:
        return choose(request, rows[0]) if rows else None
    row = next((row for row in rows if str(row.id) == wanted), None)
    if row is None or row.stamp != request.session.get(STAMP):
        auth.logout(request)
        messages.warning(request, CHANGED)
        return None
    return row


def choose(request: HttpRequest, standing: Standing) -> Standing:
    """Work under `standing` from now on."""
    request.session[POSTING], request.session[STAMP] = str(standing.id), standing.stamp
    return standing
