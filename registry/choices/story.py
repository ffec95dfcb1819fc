"""What is known of a member over time: contacts, study, files, duplicates."""

from django.db.models import TextChoices


class ContactSide(TextChoices):
    """双重管理: a contact is with the member, or about the member with the home organisation."""

    MEMBER = "member", "流动党员本人"
    HOME = "home", "流出地党组织"


class ContactChannel(TextChoices):
    """How somebody got in touch."""

    PHONE = "phone", "电话"
    WECHAT = "wechat", "微信"
    VIDEO = "video", "视频"
    VISIT = "visit", "走访"
    TALK = "talk", "座谈"
    RECEPTION = "reception", "接待"
    SMS = "sms", "短信"
    ACTIVITY = "activity", "活动现场"
    LETTER = "letter", "信函"


class ContactOutcome(TextChoices):
    """联系结果. Only REACHED resets the clock; the others are attempts, and records all the same."""

    REACHED = "reached", "已联系上"
    NO_ANSWER = "no_answer", "无人接听"
    UNREACHABLE = "unreachable", "停机或空号"
    REFUSED = "refused", "拒绝"
    LEFT = "left", "已离开"


class HomeMatter(TextChoices):
    """What a contact with the home organisation is about."""

    IDENTITY = "identity", "身份核实"
    RECEIPT = "receipt", "回执"
    SITUATION = "situation", "情况通报"
    REVIEW = "review", "民主评议情况反馈"
    OTHER = "other", "其他"


class StudyForm(TextChoices):
    """学习形式."""

    SELF_STUDY = "self_study", "自学"
    ONLINE = "online", "线上学习"
    HOME_DELIVERED = "home_delivered", "送学上门"
    SPECIAL_LECTURE = "special_lecture", "专题党课"
    THEME_PARTY_DAY = "theme_party_day", "主题党日"
    VISIT = "visit", "参观"
    COLLECTIVE = "collective", "集中学习"


class StudyChannel(TextChoices):
    """How a study report came in."""

    WECHAT = "wechat", "微信"
    PAPER = "paper", "纸质"
    IN_PERSON = "in_person", "当面"
    BY_STAFF = "by_staff", "代录"
    # By the member herself, on her own page: nobody else may say so.
    SELF = "self", "本人提交"


# What a form of the staff offers.
STAFF_CHANNELS = [choice for choice in StudyChannel.choices if choice[0] != StudyChannel.SELF]


class StudyState(TextChoices):
    """审阅状态."""

    PENDING = "pending", "待阅"
    READ = "read", "已阅"
    RETURNED = "returned", "退回"


class MediaType(TextChoices):
    """What may be attached: pictures, made anew without metadata, and PDF files, which are only ever downloaded."""

    JPEG = "image/jpeg", "JPEG 图片"
    PNG = "image/png", "PNG 图片"
    WEBP = "image/webp", "WEBP 图片"
    PDF = "application/pdf", "PDF 文件"


class PairState(TextChoices):
    """Two records that may be one person's."""

    OPEN = "open", "待核对"
    NOT_DUPLICATE = "not_duplicate", "不是同一人"
    MERGED = "merged", "已合并"
