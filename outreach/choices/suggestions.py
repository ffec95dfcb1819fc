"""金点子: what a suggestion is, how far it is, and what was done with it."""

from django.db.models import TextChoices


class SuggestionKind(TextChoices):
    """An idea, or a need that is really help: followed in the same way, never published, not among the ideas."""

    IDEA = "idea", "意见建议"
    HELP = "help", "帮扶诉求"


class SuggestionState(TextChoices):
    """How far it is."""

    RECEIVED = "received", "待审核"
    REJECTED = "rejected", "不予受理"
    MERGED = "merged", "已合并"
    ACCEPTED = "accepted", "已受理"
    ASSIGNED = "assigned", "已交办"
    RETURNED = "returned", "已退回"
    IN_PROGRESS = "in_progress", "办理中"
    ANSWERED = "answered", "已答复"
    FED_BACK = "fed_back", "已反馈"
    EVALUATED = "evaluated", "已评价"
    CLOSED = "closed", "办结归档"


class SuggestionMove(TextChoices):
    """One step. Which leads from where to where stands in `outreach.domain.suggestions.flow`."""

    RECEIVE = "receive", "收到"
    CLEAR = "clear", "确认不是垃圾信息"
    ACCEPT = "accept", "受理"
    REJECT = "reject", "不予受理"
    REVIEW = "review", "重新审核"
    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"
    ASSIGN = "assign", "交办"
    SIGN = "sign", "签收"
    RETURN = "return", "退回"
    EXTEND = "extend", "延期"
    ANSWER = "answer", "答复"
    FEED_BACK = "feed_back", "反馈本人"
    RATE = "rate", "评价"
    REOPEN = "reopen", "重新办理"
    CLOSE = "close", "办结"
    HELP = "help", "转为帮扶"


class SuggestionSource(TextChoices):
    """How it came."""

    SCAN = "scan", "扫码"
    PAGE = "page", "网页"
    LINK = "link", "本人链接"
    PROGRAM = "program", "小程序"
    COUNCIL = "council", "议事会"
    MEETING = "meeting", "座谈会"
    VISIT = "visit", "联系走访"
    PHONE = "phone", "电话"
    WECHAT = "wechat", "微信"
    BOX = "box", "意见箱"


# What staff enter on somebody's behalf.
BY_STAFF = (
    SuggestionSource.PHONE, SuggestionSource.VISIT, SuggestionSource.MEETING, SuggestionSource.BOX,
    SuggestionSource.COUNCIL, SuggestionSource.WECHAT,
)  # fmt: skip


class SuggestionCategory(TextChoices):
    """What it is about."""

    SCHOOLING = "schooling", "子女教育"
    SKILLS = "skills", "技能提升"
    HOUSING = "housing", "住房"
    MEDICAL = "medical", "医疗"
    EMPLOYMENT = "employment", "就业创业"
    CARE = "care", "养老托育"
    TRAFFIC = "traffic", "交通出行"
    ENVIRONMENT = "environment", "环境卫生"
    SAFETY = "safety", "治安消防"
    BUSINESS = "business", "营商环境（暖企）"
    INDUSTRY = "industry", "产业发展"
    GOVERNANCE = "governance", "基层治理"
    PARTY = "party", "党建"
    RURAL = "rural", "乡村振兴（百千万工程）"
    OTHER = "other", "其他"


# Which of them are often really a person's need.
HELP_CATEGORIES = (
    SuggestionCategory.SCHOOLING, SuggestionCategory.SKILLS, SuggestionCategory.HOUSING, SuggestionCategory.MEDICAL,
    SuggestionCategory.EMPLOYMENT,
)  # fmt: skip


class ProposerKind(TextChoices):
    """Who proposes (提出人类别)."""

    IN = "in", "流入党员"
    OUT = "out", "流出党员"
    OTHER = "other", "其他群众"


class Complexity(TextChoices):
    """简单建议马上办、复杂建议尽快办: what the time allowed hangs on."""

    SIMPLE = "simple", "简单"
    NORMAL = "normal", "一般"
    COMPLEX = "complex", "复杂"


class Outcome(TextChoices):
    """How it ended (代表建议办理结果分类)."""

    A = "A", "A 已解决或基本解决"
    B = "B", "B 正在解决或列入计划"
    C = "C", "C 因条件限制以后解决"
    D = "D", "D 留作参考"


class RejectReason(TextChoices):
    """Why it is not taken up."""

    NOT_OURS = "not_ours", "不属于本级职责"
    UNCLEAR = "unclear", "内容不清，无法办理"
    DUPLICATE = "duplicate", "本人重复提交"
    LEGAL = "legal", "应通过法定途径解决"
    SPAM = "spam", "垃圾信息"
    OTHER = "other", "其他"


class FeedbackWay(TextChoices):
    """How the answer reached whoever proposed it."""

    ONLINE = "online", "本人查看"
    PHONE = "phone", "电话"
    VISIT = "visit", "上门"
    WECHAT = "wechat", "微信"
    MEETING = "meeting", "会议"
    NONE = "none", "匿名，无法反馈"


class WordKind(TextChoices):
    """What is written beside a suggestion. Replies and words are the proposer's to read; the others staff's."""

    PROGRESS = "progress", "办理进展"
    PRIVATE = "private", "内部备注"
    REPLY = "reply", "公开答复"
    ANSWER = "answer", "办理答复"
    WORD = "word", "本人补充"
    OPINION = "opinion", "会办意见"


# What whoever proposed it reads on the progress page.
TOLD = (WordKind.REPLY, WordKind.ANSWER, WordKind.WORD)


class Suspicion(TextChoices):
    """Why it waits in the spam queue. Empty: nothing was noticed, or a person has cleared it."""

    TRAP = "trap", "填了人看不见的格"
    HASTE = "haste", "填写过快"
    LINKS = "links", "夹带网址"
    REPEATED = "repeated", "相同内容反复提交"


class SupervisionLevel(TextChoices):
    """督办: what is done about a deadline, rung by rung."""

    REMIND = "remind", "到期提醒"
    URGE = "urge", "催办"
    STREET = "street", "街道督办"
    DISTRICT = "district", "区级督办"


class ExtensionState(TextChoices):
    """Of an asked-for extension."""

    OPEN = "open", "待批准"
    GRANTED = "granted", "已同意"
    REFUSED = "refused", "未同意"
    DROPPED = "dropped", "已撤回"
