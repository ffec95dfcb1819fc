"""Rules and the tasks they make."""

from django.db.models import TextChoices


class TaskKind(TextChoices):
    """What is to be done. Each is done by recording the work itself (see `outreach.domain.settling`)."""

    FIRST_CONTACT = "first_contact", "首次联系"
    CONTACT = "contact", "日常联系"
    HARD_TO_REACH = "hard_to_reach", "联系困难核查"
    LOST_REVIEW = "lost_review", "失联核查"
    REPORT_IN = "report_in", "报到提醒"
    ENROLL = "enroll", "纳入提醒"
    STUDY = "study", "学习汇报"
    FESTIVAL = "festival", "节日关怀"
    BIRTHDAY = "birthday", "政治生日"
    OTHER = "other", "其他"


# Settled by a contact that succeeded.
CONTACT_KINDS = (TaskKind.FIRST_CONTACT, TaskKind.CONTACT, TaskKind.FESTIVAL, TaskKind.BIRTHDAY)
# Settled by somebody's word, where no record of the registry could say it.
BY_WORD = (TaskKind.HARD_TO_REACH, TaskKind.OTHER)


class Cadence(TextChoices):
    """How often a rule asks."""

    SINCE_SUCCESS = "since_success", "距上次成功联系满若干天"
    AFTER_EVENT = "after_event", "某件事之后若干天"
    PERIOD = "period", "每月、每季或每年一次"
    DATES = "dates", "每年固定的日子或节日"
    ANNIVERSARY = "anniversary", "入党纪念日"


class Event(TextChoices):
    """What a rule counts its days from."""

    REGISTERED = "registered", "登记"
    REPORTED_IN = "reported_in", "报到"
    LOST_PROPOSED = "lost_proposed", "提出失联核实"
    THIRD_FAILURE = "third_failure", "第三天没有联系上"


class Period(TextChoices):
    """Stretches of the calendar."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    YEAR = "year", "每年"


class Doer(TextChoices):
    """Whose a task is, as long as nobody delegates it."""

    LIAISON = "liaison", "联络员"
    NODE = "node", "管理组织"


class TaskState(TextChoices):
    """How a task stands. Overdue is derived, and so is a task on hold (open, with a day until which it rests)."""

    OPEN = "open", "待办"
    DONE = "done", "已完成"
    SKIPPED = "skipped", "已跳过"
    # Its occasion has passed: the next one asks again.
    LAPSED = "lapsed", "逾期未办"
    # The rule or the date it hangs on has changed, or the record has ended.
    WITHDRAWN = "withdrawn", "不再需要"


class AlertLevel(TextChoices):
    """Up to whom a task has risen: 联络员 → 村(社区) → 街道 → 区."""

    COMMUNITY = "community", "村(社区)"
    STREET = "street", "街道"
    DISTRICT = "district", "区"
