"""Which posting a session works under, and when that ends."""

from django.http import HttpRequest

from registry.lib import clock
from registry.models.identity import Standing, standings
from registry.web.sessions import Ended

POSTING, STAMP = "posting", "posting_stamp"


def present(request: HttpRequest) -> Standing | None:
    """The posting of this session, the first one until another is chosen. Raises Ended when it changed or is over."""
    rows = held(request)
    wanted = request.session.get(POSTING)
    if wanted is None:
        return choose(request, rows[0]) if rows else None
    row = next((row for row in rows if str(row.id) == wanted), None)
    if row is None or row.stamp != request.session.get(STAMP):
        raise Ended("posting")
    return row


def held(request: HttpRequest) -> list[Standing]:
    """The user's postings in force today; asked once a request."""
    if not hasattr(request, "standings"):
        request.standings = standings(request.user, clock.today())  # type: ignore[attr-defined, arg-type]
    rows: list[Standing] = request.standings  # type: ignore[attr-defined]
    return rows


def choose(request: HttpRequest, standing: Standing) -> Standing:
    """Work under `standing` from now on."""
    request.session[POSTING], request.session[STAMP] = str(standing.id), standing.stamp
    return standing
