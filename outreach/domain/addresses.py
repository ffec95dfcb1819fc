"""Where a channel reaches a member. A new channel says so here, in one line."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from outreach.choices import ChannelKind
from registry.lib.masks import mask_phone
from registry.models import Member

# These reach a group: what they say is to nobody in person.
OF_A_GROUP = frozenset({ChannelKind.WECOM})


def _mobile(member: Member) -> str:
    number = str(member.phone)
    return number if len(number) == 11 and number.isascii() and number.isdigit() else ""


def _mail(member: Member) -> str:
    """与党组织联系方式, where somebody wrote a mail address there."""
    text = member.contact_way.strip()
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text


ADDRESSES: dict[str, Callable[[Member], str]] = {
    ChannelKind.WECHAT: lambda member: member.name,
    ChannelKind.SMS: _mobile,
    ChannelKind.EMAIL: _mail,
}


def address_of(channel: str, member: Member) -> str:
    """The member's address on that channel; empty where none is known."""
    return ADDRESSES[channel](member)


def hint(channel: str, address: str) -> str:
    """What may be written down of an address: enough to recognise it by."""
    if channel == ChannelKind.SMS:
        return mask_phone(address)
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}"[:60] if at else ""
