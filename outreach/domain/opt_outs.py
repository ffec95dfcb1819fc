"""Verbs on opt-outs: by the member herself through a link, or told to staff; undone by staff, with a reason."""

from uuid import UUID

from django.db import IntegrityError

from outreach.choices import LinkEnd
from outreach.domain import links
from outreach.models import Message, MessageAnswer, OptOut, PersonalLink
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Member, User
from registry.models.unit import record, step

LONGEST = 500
CARRIED = "合并前的另一条记录上退订的"


def by_link(*, link: PersonalLink, channel: str) -> bool:
    """The member wants nothing more by that channel, or by any (empty); whether this is new. In her own scope."""
    new = _add(link.member_id, link.owner_path, channel, via=LinkEnd.LINK)
    if not new:
        record("opt_out.repeated", on=link, channel=channel or "all")
    links.use(link)
    return new


def by_staff(*, by: User, label: str, member: Member, channel: str, note: str) -> bool:
    """She told somebody of the staff."""
    return _add(member.pk, member.owner_path, channel, via=LinkEnd.STAFF, by_label=label[:120], note=note[:200])


def carry(kept: Member, absorbed: Member) -> None:
    """Two records became one: what she did not want on the one she does not want on the other."""
    for row in OptOut.objects.filter(member=absorbed.pk, undone_at__isnull=True):
        words = {"via": row.via, "by_label": row.by_label, "note": row.note or CARRIED}
        _add(kept.pk, kept.owner_path, row.channel, **words)


def _add(member_id: UUID, path: str, channel: str, **more: str) -> bool:
    row = OptOut(owner_path=path, member_id=member_id, channel=channel, since=clock.now(), **more)
    try:
        with step():
            row.save(force_insert=True)
            record("opt_out.added", on=row, channel=channel or "all", via=row.via)
    except IntegrityError:
        return False
    return True


def undo(*, by: User, label: str, opt_out: OptOut, reason: str) -> OptOut:
    """She may be written to again, because she said so: the reason is kept."""
    if len(reason.strip()) < 2:
        raise Refused("请写明为什么恢复，例如“本人来电要求继续接收”。")
    if opt_out.undone_at is None:
        opt_out.undone_at, opt_out.undone_label = clock.now(), label[:120]
        opt_out.undo_reason = reason.strip()[:200]
        opt_out.save(update_fields=["undone_at", "undone_label", "undo_reason"])
        record("opt_out.undone", on=opt_out, channel=opt_out.channel or "all")
    return opt_out


def answer(*, link: PersonalLink, text: str) -> MessageAnswer:
    """The member answers the message that carried the link. In her own scope."""
    text = text.strip()
    if not text:
        raise Refused("请写几个字再提交。")
    if len(text) > LONGEST:
        raise Refused(f"最多 {LONGEST} 个字，请写短一些。")
    message = Message.objects.get(links=link)
    said = MessageAnswer(
        owner_path=link.owner_path, member_id=link.member_id, message=message, text=text, answered_at=clock.now()
    )
    said.save(force_insert=True)
    links.use(link)
    record("message.answered", on=said, link=str(link.pk), chars=len(text))
    return said
