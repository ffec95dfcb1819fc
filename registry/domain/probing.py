"""The answer "open elsewhere" tells something of other organisations' people, so it is rationed.

Each such answer, and each request to take somebody over, is an audit row that carries a keyed digest of the number
asked about, of use within one account's rows only. The doors ask `check` before they let anybody ask about a number: it
counts these rows. The same person asked about again costs nothing.
"""

from datetime import datetime, timedelta

from django.conf import settings

from registry.lib import clock
from registry.models import User
from registry.models.custody import definer
from registry.models.sealed import blind_index


class TooOften(Exception):
    """The account has been told of enough people for now. `until` is when it may ask again, aware."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def check() -> None:
    """Raise TooOften when the present account has reached the limit; call it before asking about an ID number."""
    most, seconds = settings.PROBE_LIMIT
    window = timedelta(seconds=seconds)
    rows = definer("registry_told_enough", clock.now() - window, most)
    if rows and rows[0][0] is not None:
        raise TooOften(rows[0][0] + window)


def person(by: User | None, id_number: str) -> str:
    """What an audit row says of the number that `by` asked about: enough to count by, nothing to recognise by."""
    digest = blind_index().of(f"probe|{by.pk if by else ''}", id_number) or b""
    return digest[:6].hex()
