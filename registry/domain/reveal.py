"""Unmasking: seeing a number whole is an act, and the trail keeps it."""

from registry.domain.errors import Refused
from registry.models import Member, User
from registry.models.unit import record


def reveal_id(*, by: User, member: Member, reason: str) -> str:
    """The whole ID number, for a stated reason."""
    if len(reason.strip()) < 2:
        raise Refused("请写明为什么要看完整身份证号，例如“核对介绍信”。")
    record("member.id_revealed", on=member, reason=reason.strip()[:100])
    return str(member.id_number)


def reveal_phone(*, by: User, member: Member) -> str:
    """The whole phone number; no reason is asked, since a call must not cost a form."""
    record("member.phone_revealed", on=member)
    return str(member.phone)
