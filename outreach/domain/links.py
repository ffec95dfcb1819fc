"""Personal links: issued by staff or with a message, admitted at the public door, ended by their day or by staff."""

import secrets
from datetime import timedelta

from outreach.choices import LinkPurpose
from outreach.models import Message, PersonalLink
from outreach.models.link import link_by_digest, note_link
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Member, User
from registry.models.sealed import blind_index
from registry.models.unit import record

# 16 signs of Crockford's base 32: 80 random bits, and nothing that is mistaken for something else when read aloud.
SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16
VALID = timedelta(days=90)
# How many links of one purpose a member may hold at a time: a phone, a slip, and some that were lost.
MOST = 5


class Unknown(Exception):
    """No such link, or no longer: wrong, revoked and expired are one answer."""


def new_token() -> str:
    """A fresh token; shown once, in the message that carries it."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def digest_of(token: str) -> bytes:
    """What is stored of a token."""
    return blind_index().of("personal-link", token) or b""


def made(*, by: User | None, member: Member, purpose: str, token: str, message: Message | None = None) -> PersonalLink:
    """The row of a new link, not yet written: messages write theirs by the hundred."""
    now = clock.now()
    return PersonalLink(
        owner_path=member.owner_path,
        member=member,
        purpose=purpose,
        digest=digest_of(token),
        message=message,
        created_at=now,
        created_by=by,
        expires_at=now + VALID,
    )


def issue(*, by: User, member: Member, purpose: str = LinkPurpose.PAGE) -> tuple[PersonalLink, str]:
    """A link for a member, and its token, which is never seen again. Raises Refused."""
    if not member.is_open or member.merged_into_id:
        raise Refused("这位党员的记录已经结束，不能再发个人链接。")
    if PersonalLink.objects.all().in_force().filter(member=member, purpose=purpose).count() >= MOST:
        raise Refused(f"这位党员已经有 {MOST} 个有效的链接。请先撤销不用的，再发新的。")
    token = new_token()
    link = made(by=by, member=member, purpose=purpose, token=token)
    link.save(force_insert=True)
    record("link.issued", on=link, purpose=purpose)
    return link, token


def revoke(*, by: User, link: PersonalLink, label: str) -> PersonalLink:
    """End a link for good; asked again, it stays as it is. Raises Refused for a liaison and somebody else's link."""
    if not may_revoke(link):
        raise Refused("这个链接是别人发的，请发链接的人或村(社区)来撤销。")
    if link.revoked_at is None:
        link.revoked_at, link.revoked_label = clock.now(), label[:120]
        link.save(update_fields=["revoked_at", "revoked_label"])
        record("link.revoked", on=link)
    return link


def may_revoke(link: PersonalLink) -> bool:
    """Whether the active scope may end it: a liaison only those that she gave."""
    scope = scopes.current()
    return not scope.liaison or link.created_by_id == scope.user_id


def admit(token: str) -> PersonalLink:
    """The link of a token in force. Raises Unknown. Asked before any scope; it sees one row."""
    well_formed = len(token) == LENGTH and set(token) <= set(SIGNS)
    return in_force(digest_of(token if well_formed else "-"))


def in_force(digest: bytes) -> PersonalLink:
    """The link of that hash, as long as nothing ended it. Raises Unknown. Asked before any scope; it sees one row."""
    link = link_by_digest(digest)
    if link is None or link.revoked_at is not None or link.expires_at <= clock.now():
        raise Unknown
    return link


def open_page(link: PersonalLink) -> None:
    """Her own page was opened with it; in the member's own unit of work."""
    note_link(link)
    record("link.opened", on=link)


def use(link: PersonalLink) -> None:
    """Remember that a link was used to say something; in the member's own unit of work."""
    note_link(link)
