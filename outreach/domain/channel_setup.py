"""Verbs on channels, and the sender that a channel's row describes."""

from collections.abc import Mapping

from django.conf import settings

from outreach.channels.contract import Sender, Setting
from outreach.channels.registry import sender_class
from outreach.choices import ChannelKind
from outreach.models import Channel, ChannelSecret
from registry.domain.errors import Refused
from registry.models import User
from registry.models.sealed import opened, sealed_json
from registry.models.unit import record


def configure(
    *, by: User, path: str, kind: str, provider: str, values: Mapping[str, str], secrets: Mapping[str, str], is_on: bool
) -> Channel:
    """Write down how a district sends by one way. An empty secret leaves the one that is kept.

    `path` is the district's. Raises Refused when something is missing that the sender has to know.
    """
    wanted = settings_of(kind, provider)
    channel = Channel.objects.filter(owner_path=path, kind=kind).first() or Channel(owner_path=path, kind=kind)
    kept = _secrets(channel) if channel.provider == provider else {}
    hidden = {one.name: secrets.get(one.name) or kept.get(one.name, "") for one in wanted if one.secret}
    plain = {one.name: values.get(one.name, "").strip() or one.default for one in wanted if not one.secret}
    if is_on:
        _check_complete(wanted, plain | hidden)
    channel.provider, channel.settings, channel.is_on, channel.changed_by = provider, plain, is_on, by
    # A new beginning: what failed before may have been what was just mended.
    channel.failures, channel.rests, channel.open_until, channel.last_problem = 0, 0, None, ""
    channel.save()
    _keep(channel, hidden)
    renewed = sorted(name for name, value in secrets.items() if value)
    record("channel.configured", on=channel, kind=kind, provider=provider, is_on=is_on, renewed=renewed)
    return channel


def settings_of(kind: str, provider: str) -> tuple[Setting, ...]:
    """What a sender has to be told; nothing where a person sends."""
    found = sender_class(kind, provider)
    if found is None and kind != ChannelKind.WECHAT:
        raise Refused("请选一个服务商。")
    return found.settings if found else ()


def _check_complete(wanted: tuple[Setting, ...], given: Mapping[str, str]) -> None:
    optional = {"user", "password", "sender_name"}
    missing = [one.label for one in wanted if not given[one.name] and one.name not in optional]
    if missing:
        raise Refused(f"启用之前还要填：{'、'.join(missing)}。")


def _secrets(channel: Channel) -> dict[str, str]:
    kept = ChannelSecret.objects.filter(channel=channel).first()
    return opened(str(kept.values)) if kept else {}


def _keep(channel: Channel, hidden: Mapping[str, str]) -> None:
    kept = ChannelSecret.objects.filter(channel=channel).first()
    kept = kept or ChannelSecret(owner_path=channel.owner_path, channel=channel)
    kept.values = sealed_json(dict(hidden))
    kept.save()


def sender_of(channel: Channel) -> Sender | None:
    """The sender that a channel's row describes; None where a person sends, or nobody knows the provider any more."""
    found = sender_class(channel.kind, channel.provider)
    if found is None:
        return None
    return found({**channel.settings, **_secrets(channel)}, local=settings.CHANNELS_REACH_THIS_HOST)


def usable(kind: str) -> bool:
    """Whether staff may choose this way: 复制到微信 always, others once they are switched on."""
    return kind == ChannelKind.WECHAT or Channel.objects.filter(kind=kind, is_on=True).exists()
