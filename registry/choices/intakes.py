"""An intake of a roster: its stages, its rows' fates, what a comparison found."""

from django.db.models import TextChoices


class IntakeState(TextChoices):
    """The stages of an intake; each is stored, so work can stop and resume at any of them."""

    UPLOADED = "uploaded", "等待读取"
    READING = "reading", "正在读取"
    MAPPING = "mapping", "等待对应列"
    QUEUED = "queued", "等待核对"
    CHECKING = "checking", "正在核对"
    READY = "ready", "核对完成"
    APPLY_QUEUED = "apply_queued", "等待写入"
    APPLYING = "applying", "正在写入"
    APPLIED = "applied", "已写入"
    UNDO_QUEUED = "undo_queued", "等待撤销"
    UNDOING = "undoing", "正在撤销"
    UNDONE = "undone", "已撤销"
    FAILED = "failed", "未能完成"
    CANCELLED = "cancelled", "已取消"


class Verdict(TextChoices):
    """What the check says of a row."""

    OK = "ok", "可以写入"
    REVIEW = "review", "作为线索核实"
    ERROR = "error", "需要更正"


class RowAction(TextChoices):
    """What applying a row would do."""

    NONE = "none", "不处理"
    CREATE = "create", "新增"
    UPDATE = "update", "更新"
    UNCHANGED = "unchanged", "未变"
    TAKE_OVER = "take_over", "申请接收"


# Those by which something is written.
DOING = (RowAction.CREATE, RowAction.UPDATE, RowAction.TAKE_OVER)


class RowDoubt(TextChoices):
    """What a roster itself says of a row that it may not belong in it."""

    NOT_MEMBER = "not_member", "写着不是党员"
    SAID_NO = "said_no", "“是否流动党员”一类的列写着“否”"
    GONE = "gone", "写着已经离开、转走、去世或重复"


class RowState(TextChoices):
    """What became of a row."""

    STAGED = "staged", "待写入"
    APPLIED = "applied", "已写入"
    CONFLICT = "conflict", "有冲突"
    UNDONE = "undone", "已撤销"
    UNDO_REFUSED = "undo_refused", "未撤销"


class DifferenceKind(TextChoices):
    """This roster against the node's previous one."""

    ADDED = "added", "新增"
    ABSENT = "absent", "未见"
    CHANGED = "changed", "变更"
    SAME = "same", "未变"


class DifferenceDecision(TextChoices):
    """What a person decided about a difference. Absent never means delete by itself."""

    OPEN = "open", "待处理"
    KEEP = "keep", "保留"
    ACCEPT = "accept", "采用"
    CHECK = "check", "转为核实"
    RETURNED = "returned", "登记为已返回"
    MOVED_ON = "moved_on", "登记为转往他处"
