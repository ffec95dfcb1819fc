"""What members take part in (作用发挥): posts, council seats, volunteering, small wishes."""

from django.db.models import TextChoices


class NoteKind(TextChoices):
    """What a dated note of a post or a seat tells."""

    DEED = "deed", "作用发挥"
    MEETING = "meeting", "参加议事"
    PROPOSAL = "proposal", "提案"


class Grade(TextChoices):
    """How a service was rated (民政部《志愿服务记录与证明出具办法(试行)》: 评价)."""

    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    FAIR = "fair", "合格"


class Wisher(TextChoices):
    """Whose wish it is. Of a child no name is kept, and nothing of one is shown."""

    ELDERLY = "elderly", "独居老人"
    DISABLED = "disabled", "残疾人"
    LOW_INCOME = "low_income", "低保户"
    PARTY_MEMBER = "party_member", "困难党员"
    CHILD = "child", "儿童"
    OTHER = "other", "其他"


class WishKind(TextChoices):
    """What is wished for."""

    GOODS = "goods", "实物类"
    SERVICE = "service", "服务类"


class WishState(TextChoices):
    """How far a wish is: 征集→核实→公示→认领→实现→回访."""

    COLLECTED = "collected", "已征集"
    VERIFIED = "verified", "已核实"
    PUBLISHED = "published", "公示中"
    CLAIMED = "claimed", "已认领，待确认"
    CONFIRMED = "confirmed", "认领已确认"
    FULFILLED = "fulfilled", "已实现"
    VISITED = "visited", "已回访"
    REFUSED = "refused", "不予征集"
    WITHDRAWN = "withdrawn", "已撤回"


class WishStepKind(TextChoices):
    """One step of a wish."""

    COLLECT = "collect", "征集"
    VERIFY = "verify", "核实"
    PUBLISH = "publish", "公示"
    CLAIM = "claim", "认领"
    CONFIRM = "confirm", "确认认领"
    FULFIL = "fulfil", "实现"
    VISIT = "visit", "回访"
    RELEASE = "release", "退回公示"
    REDO = "redo", "退回再办"
    REFUSE = "refuse", "不予征集"
    WITHDRAW = "withdraw", "撤回"


class Satisfaction(TextChoices):
    """What the wisher said when somebody came back to ask (回访)."""

    CONTENT = "content", "满意"
    FAIRLY = "fairly", "基本满意"
    NOT = "not", "不满意"
