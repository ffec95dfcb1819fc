"""Who keeps in touch with members, and why somebody no longer does."""

from django.db.models import TextChoices


class LiaisonKind(TextChoices):
    """What a liaison is in the village, the community or the firm."""

    INSTRUCTOR = "instructor", "两新党建指导员"
    COMMITTEE = "committee", "村(社区)两委干部"
    STEWARD = "steward", "红色管家"
    BRANCH_MEMBER = "branch_member", "支部委员"
    GROUP_LEADER = "group_leader", "党小组长"
    GRID_WORKER = "grid_worker", "网格员"


class EndReason(TextChoices):
    """Why an assignment ended."""

    HANDOVER = "handover", "移交给同事"
    LEFT = "left", "联络员离岗"
    REPLACED = "replaced", "换了一位"
    PROMOTED = "promoted", "由后备转为主要联络员"
    STOPPED = "stopped", "不再由他联系"
    MEMBER_MOVED = "member_moved", "党员转到其他组织"
    MEMBER_ENDED = "member_ended", "党员的记录结束"
    MERGED = "merged", "与另一条登记合并"
    OUT_OF_REACH = "out_of_reach", "组织调整，不再由他所在的组织管理"
