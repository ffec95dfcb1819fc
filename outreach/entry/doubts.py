"""What makes a suggestion wait in the spam queue. Whoever sends it gets the same answer as everybody."""

import re

from outreach.choices import Suspicion
from outreach.entry.tickets import Ticket
from registry.domain.counting import counted
from registry.models.sealed import blind_index

# Addresses in one text, from which on it looks like an advertisement; seconds for which a text is remembered (as a
# keyed hash).
MOST_LINKS = 2
REMEMBERED = 24 * 3600
_ENDINGS = "com|cn|net|org|top|xyz|vip|shop|cc|info|io|ru"
_LINK = re.compile(rf"https?://|www\.|[a-z0-9-]+\.(?:{_ENDINGS})(?![a-z0-9])", re.IGNORECASE)


def about(*, ticket: Ticket, content: str, trap: bool) -> str:
    """The first doubt about it (`Suspicion`), or an empty text."""
    if trap:
        return Suspicion.TRAP
    if ticket.hasty:
        return Suspicion.HASTE
    if len(_LINK.findall(content)) > MOST_LINKS:
        return Suspicion.LINKS
    return Suspicion.REPEATED if repeated(content) else ""


def repeated(content: str) -> bool:
    """Whether the same words came before within a day, from anybody; without Redis nothing is remembered."""
    words = "".join(char for char in content.casefold() if char.isalnum())
    key = "suggest:words:" + (blind_index().of("suggest-words", words) or b"").hex()
    return (counted(key, REMEMBERED) or 0) > 1
