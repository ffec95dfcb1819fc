"""Which senders there are: by channel, then by provider. A new one is one line here (docs/channels.md)."""

from outreach.channels.aliyun import Aliyun
from outreach.channels.contract import Sender
from outreach.channels.gateway import Gateway
from outreach.channels.mail import Mail
from outreach.channels.wecom import Wecom

SENDERS: dict[str, dict[str, type[Sender]]] = {
    "sms": {"gateway": Gateway, "aliyun": Aliyun},
    "email": {"smtp": Mail},
    "wecom": {"robot": Wecom},
}


def sender_class(channel: str, provider: str) -> type[Sender] | None:
    """The sender of that channel and provider, or None."""
    return SENDERS.get(channel, {}).get(provider)
