"""What becomes of somebody who wrote herself down at a registration point, and of a correction that was asked for."""

from django.db.models import TextChoices


class LeadState(TextChoices):
    """What staff made of it."""

    OPEN = "open", "未处理"
    REGISTERED = "registered", "已登记为流动党员"
    REPORTED = "reported", "是已有党员"
    DISMISSED = "dismissed", "不登记"


class LeadReason(TextChoices):
    """Why nothing came of it."""

    NO_MEMBER = "no_member", "不是党员"
    DUPLICATE = "duplicate", "重复填写"
    UNREACHABLE = "unreachable", "无法联系"
    ELSEWHERE = "elsewhere", "应到别处登记"
    OTHER = "other", "其他"
    # The program's own: nobody answered for so long that what was written had to go.
    LAPSED = "lapsed", "长期没有处理，所填内容已到期清除"


# What a person may choose: value → label.
GIVEN_REASONS = dict(LeadReason.choices[:-1])
