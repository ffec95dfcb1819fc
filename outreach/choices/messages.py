"""Messages: by which way, and how each one stands."""

from django.db.models import TextChoices


class ChannelKind(TextChoices):
    """A way to the outside. 复制到微信 is a person's own hand; the others are senders (`outreach.channels`)."""

    WECHAT = "wechat", "复制到微信"
    SMS = "sms", "短信"
    EMAIL = "email", "电子邮件"
    WECOM = "wecom", "企业微信群机器人"


class MessageState(TextChoices):
    """How one message stands. `unknown` is honest: it may have arrived, and nobody sends it again unasked."""

    QUEUED = "queued", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发出"
    FAILED = "failed", "没有发出"
    UNKNOWN = "unknown", "是否送达不明"
    CANCELLED = "cancelled", "不再发送"


class BatchState(TextChoices):
    """How a batch stands; whether it is finished is asked of its messages."""

    DRAFT = "draft", "草稿"
    APPROVED = "approved", "已确认发送"
    STOPPED = "stopped", "已停止"


class LinkPurpose(TextChoices):
    """What a personal link opens."""

    REPLY = "reply", "回复和退订"
    STOP = "stop", "退订"
    PAGE = "page", "个人页面"
    ACTIVITY = "activity", "活动报名"


class LinkEnd(TextChoices):
    """By whom something was asked for."""

    LINK = "link", "本人（个人链接）"
    STAFF = "staff", "工作人员"
