"""Study materials and how they reach a member."""

from django.db.models import IntegerChoices, TextChoices


class MaterialKind(TextChoices):
    """What it is."""

    BOOK = "book", "书刊"
    DOCUMENT = "document", "文件"
    AUDIO_VIDEO = "audio_video", "音视频"
    COURSEWARE = "courseware", "课件"
    LINK = "link", "网上链接"
    OTHER = "other", "其他"


class MaterialQuarter(IntegerChoices):
    """Which quarter of its year a material belongs to."""

    WHOLE_YEAR = 0, "全年"
    FIRST = 1, "第一季度"
    SECOND = 2, "第二季度"
    THIRD = 3, "第三季度"
    FOURTH = 4, "第四季度"


class HandoutChannel(TextChoices):
    """How it was handed out."""

    IN_PERSON = "in_person", "当面送"
    POST = "post", "寄送"
    ON_SITE = "on_site", "活动现场发"
    PRINTED = "printed", "打印"
    WECHAT = "wechat", "微信"
    EMAIL = "email", "邮件"


# What goes this way is no printed copy.
ELECTRONIC = (HandoutChannel.WECHAT, HandoutChannel.EMAIL)
