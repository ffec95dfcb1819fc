"""Texts with blanks: {姓名}, {组织}, {链接}. What a message says is finished when it is written into the outbox."""

import re
from collections.abc import Mapping

from django.conf import settings

from outreach.choices import ChannelKind
from registry.domain.errors import Refused

NAME, ORGANISATION, LINK = "姓名", "组织", "链接"
BLANKS = (NAME, ORGANISATION, LINK)
# What a provider's own template calls them: its variables are letters.
PROVIDER_NAMES = {NAME: "name", ORGANISATION: "org", LINK: "link"}
_BLANK = re.compile(r"\{([^{}]*)\}")
_TAIL = "\n回复或退订：{链接}"
# A text to a group may hold nobody's name and nobody's link.
_NOT_FOR_GROUPS = (NAME, LINK)


def complete(body: str, channel: str) -> str:
    """The text as it is sent: without a place for the link, one is added at its end. Raises Refused."""
    body = body.strip()
    check(body, channel)
    if channel == ChannelKind.WECOM or f"{{{LINK}}}" in body:
        return body
    return body + _TAIL


def check(body: str, channel: str) -> None:
    """Raise Refused for blanks that nobody fills, or that have no place on that channel."""
    if not body.strip():
        raise Refused("请写正文。")
    unknown = [blank for blank in _BLANK.findall(body) if blank not in BLANKS]
    if unknown:
        raise Refused(f"正文里的 {{{unknown[0]}}} 不认识。可以用的有：{{姓名}}、{{组织}}、{{链接}}。")
    if channel == ChannelKind.WECOM and any(f"{{{blank}}}" in body for blank in _NOT_FOR_GROUPS):
        raise Refused("群消息发给一个群，不能带 {姓名} 和 {链接}。")


def fill(body: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled; what a value holds is never read as a blank again."""
    return _BLANK.sub(lambda found: values.get(found[1], found[0]), body)


def link_of(token: str) -> str:
    """The address under which a personal link is opened."""
    return f"{settings.PUBLIC_URL}/m/{token}/"


def without_link(text: str, token: str) -> str:
    """The text as it is kept after sending: the token is nobody's any more."""
    return text.replace(token, "……") if token else text
