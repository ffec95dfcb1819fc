"""How a suggestion comes in from the open street, by page or by program: the same defences, in the same order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest

from outreach.domain.suggestions import receiving
from outreach.domain.suggestions.receiving import Idea, Left
from outreach.entry import doubts, tickets
from outreach.entry.throttle import too_often
from outreach.entry.tickets import Ticket
from registry.domain import sent_forms
from registry.domain.errors import Refused
from registry.domain.files import Prepared

# Six photographs of ten megabytes, and the words.
MOST_BYTES = 62 << 20
FULL = "今天这里收到的太多了，这一条没有收下。请明天再来，或者直接联系社区。"
# What makes two sendings of one form the same.
SAID = ("content", "category", "place", "title", "name", "phone", "may_publish")
OTHER = (
    "刚才从这张表提交的那一条已经收到了。现在写的这一条和它不一样，还没有提交：是新的一条，请再点一次“提交”；"
    "是补充刚才那一条的，请用它的查询码到“查进展”里补充。"
)
WAIT = "这个网络一小时内提交得太多了，这一条还没有收下。请过一小时再交，或者换个网络，也可以打电话给社区。"


class Otherwise(Refused):
    """The same form brought something else before, and that was taken."""


class Expired(Exception):
    """The form was open for too long; a new ticket is needed."""


class TooMany(Refused):
    """This network or device has sent too many within the hour."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What comes with the words: the ticket as it was given out, the number that proves the work, whether the field was
    filled in that nobody sees, and the device's number where it has one; `said` is what was typed, as it came."""

    token: str
    said: tuple[str, ...]
    nonce: str = ""
    trap: bool = False
    device: str = ""


def tries_too_often(request: HttpRequest) -> bool:
    """Whether this network asks too often to be even listened to; counts this one."""
    return too_often(request, "suggest-try", 1)


def before(ticket: Ticket, said: tuple[str, ...]) -> Left | None:
    """What the same form has left before. Raises Otherwise where it said something else: the answer of the first time
    would hide that this is not taken. Photographs are not compared, a device may make them smaller another time."""
    known = receiving.held(ticket.key)
    if known:
        digest, body = _marks(ticket, said)
        if sent_forms.kept(digest) not in (None, body):
            raise Otherwise(OTHER)
    return known


def receive(
    request: HttpRequest, *, sent: Sent, idea: Idea, photos: Sequence[Prepared] = (), asked: bool = False
) -> Left:
    """Take it in; a form that came before gets its answer again. Raises tickets.Unknown, Expired, TooMany, Otherwise,
    Refused.

    Whoever has asked `before` in the same unit of work holds the form's lock: nobody else can have brought it since.
    """
    ticket = tickets.read(sent.token)
    if not asked and (known := before(ticket, sent.said)):
        return known
    if ticket.expired:
        raise Expired
    if _counted_out(request, sent):
        raise TooMany(WAIT)
    doubt = doubts.about(ticket=ticket, content=f"{idea.title}\n{idea.content}", trap=sent.trap)
    left = receiving.leave(key=ticket.key, idea=replace(idea, suspicion=doubt), photos=photos)
    if left is None:
        raise Refused(FULL)
    sent_forms.keep(*_marks(ticket, sent.said))
    return left


def _marks(ticket: Ticket, said: tuple[str, ...]) -> tuple[bytes, str]:
    return sent_forms.marks(f"suggest|{ticket.key}", repr(said))


def _counted_out(request: HttpRequest, sent: Sent) -> bool:
    """Without the work fewer are taken, and those that are not don't use up what the neighbours may send."""
    if not tickets.proven(sent.token, sent.nonce) and too_often(request, "suggest-bare", 1):
        return True
    if sent.device and too_often(request, "suggest-device", 1, whose=sent.device):
        return True
    return too_often(request, "suggest", 1)
