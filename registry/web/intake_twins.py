"""The same file once more: allowed, since nobody is registered twice, and said kindly."""

from django.utils import timezone

from registry.choices import IntakeState
from registry.models import Intake

S = IntakeState
CAME_TO_NOTHING = (S.FAILED, S.CANCELLED, S.UNDONE)
BEFORE_WRITING = (S.UPLOADED, S.READING, S.MAPPING, S.QUEUED, S.CHECKING, S.READY)


def said_of_twin(intake: Intake) -> str:
    """What to say of an earlier intake of the same bytes at the same organisation; "" when there is none."""
    if intake.state not in BEFORE_WRITING:
        return ""
    same = Intake.objects.filter(organisation=intake.organisation_id, digest=intake.digest)
    earlier = same.filter(created_at__lt=intake.created_at).exclude(state__in=CAME_TO_NOTHING)
    twin = earlier.order_by("-created_at").first()
    return _said(twin) if twin else ""


def _said(twin: Intake) -> str:
    at = timezone.localtime(twin.applied_at or twin.created_at)
    day = f"{at.month}月{at.day}日"
    if twin.applied_at is None:
        return f"这份名册 {day} 已经上传过，还没有写入。先做哪一份都可以，同一个人不会登记两遍。"
    return f"这份名册 {day} 已经导入过，再导入不会重复登记。"
