"""What a person decides about a task. Doing it needs no verb: the work itself closes it (`domain.settling`)."""

from datetime import date, timedelta

from django.db.models import F, Q

from outreach.choices import BY_WORD, Doer, TaskKind, TaskState
from outreach.domain import planning, settling
from outreach.models import Task
from registry.choices import OFFICERS, Role, Status
from registry.domain.errors import Conflict, Refused
from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import LiaisonAssignment, Posting, User
from registry.models.unit import record

# Longer than this nobody puts a call off: it is skipped, or the rule is changed.
HOLD_MOST = timedelta(days=180)
MEANWHILE = "这项任务刚刚有了变化（可能已经办完）。请刷新后再看。"
NOT_SKIPPED = "这项任务没有被跳过，不用恢复。"
BY_ABOVE = "这次是别人（可能是上级）决定跳过的，您不能恢复。要恢复的，请找决定的人。"
NEXT_ONE = "同一项提醒的下一次已经排出来了（或者办过了），这一次不能再恢复。请办下一次。"


def skip(*, by: User, task: Task, reason: str, version: int | None = None) -> Task:
    """Leave out this one time, with a reason. A rule that counts from the last success counts anew from today."""
    why = _why(reason, "请写明为什么这次跳过，例如“住院，家属已告知情况”。")
    return _decide(by, task, version, "task.skipped", state=TaskState.SKIPPED, reason=why, **_closed())


def hold(*, by: User, task: Task, until: date, reason: str, version: int | None = None) -> Task:
    """Let it rest until a day: till then nobody is reminded and nothing rises."""
    why, today = _why(reason, "请写明为什么暂缓，例如“出差，20 日以后再联系”。"), clock.today()
    if until <= today:
        raise Refused("暂缓到的日期要晚于今天。")
    if until - today > HOLD_MOST:
        raise Refused(f"最多暂缓 {HOLD_MOST.days} 天。更久不用办的，请选“跳过”。")
    if task.kind == TaskKind.BIRTHDAY and until > task.due_on:
        raise Refused(_too_late(task.due_on, today))
    return _decide(by, task, version, "task.held", held_until=until, reason=why)


def _too_late(day: date, today: date) -> str:
    """Why a greeting is not put off past its day."""
    said, skip = f"{day.month}月{day.day}日", "今年不问候的，请选“跳过”，写明原因。"
    if day <= today:
        return f"这位党员的政治生日是 {said}，再往后问候就晚了，不能暂缓。请现在就联系；{skip}"
    return f"这位党员的政治生日是 {said}，暂缓到那以后再问候就晚了。请选当天或更早的日子；{skip}"


def resume(*, by: User, task: Task, version: int | None = None) -> Task:
    """Take it up again before its day."""
    return _decide(by, task, version, "task.resumed", held_until=None, reason="")


def restore(*, by: User, task: Task, version: int | None = None) -> Task:
    """Take back a skipping that was a mistake: the task is open as if nobody had decided. What was done meanwhile
    settles it at once, and the day is the one that it has by now. Raises Refused where the next one is there."""
    if refusal := not_restorable(task):
        raise Refused(refusal)
    found = Task.objects.filter(pk=task.pk, state=TaskState.SKIPPED, version=version or task.version)
    said = {"decided_by": None, "decided_label": "", "reason": "", "held_until": None}
    if not found.update(state=TaskState.OPEN, closed_on=None, closed_at=None, version=F("version") + 1, **said):
        raise Conflict(MEANWHILE)
    record("task.restored", on=task, kind=task.kind, due_on=str(task.due_on))
    settling.settle(members=[task.member_id])
    planning.follow([task.member_id])
    return Task.objects.get(pk=task.pk)


def not_restorable(task: Task) -> str:
    """Why this task can't be taken up again; nothing where it can."""
    if task.state != TaskState.SKIPPED:
        return NOT_SKIPPED
    if not (may_decide(task) and _decided_here(task)):
        return BY_ABOVE
    if not task.member.is_open or task.member.status == Status.LOST:
        return settling.ENDED + "，这项任务不用恢复。"
    same = Task.objects.filter(member=task.member_id, rule=task.rule_id).exclude(pk=task.pk)
    return NEXT_ONE if same.filter(Q(due_on__gt=task.due_on) | Q(state=TaskState.OPEN)).exists() else ""


def _decided_here(task: Task) -> bool:
    """Whether the user decided it herself, or somebody posted at her node or below: nobody undoes what is above her."""
    scope = scopes.current()
    if task.decided_by_id == scope.user_id or scope.liaison:
        return task.decided_by_id == scope.user_id
    return Posting.objects.filter(user=task.decided_by_id).exists()


def delegate(*, by: User, task: Task, to: User | None, reason: str = "", version: int | None = None) -> Task:
    """Hand it to somebody who may see the member, or back (None) to whose it is by the rule."""
    if to is not None and not may_do(task, to):
        raise Refused(f"{to.name}看不到这位党员的资料，不能转交。请先把他设为联络员或后备联络员。")
    return _decide(by, task, version, "task.delegated", delegate=to, reason=reason.strip()[:200])


def finish(*, by: User, task: Task, said: str, version: int | None = None) -> Task:
    """Done by somebody's word, for matters that no other record tells of."""
    if task.kind not in BY_WORD:
        raise Refused(f"“{task.get_kind_display()}”办完就会自动消除：记下联系、学习汇报或报到即可，不用在这里另填。")
    why = _why(said, "请写明核查的结果，例如问过谁、怎么回答。")
    return _decide(by, task, version, "task.finished", state=TaskState.DONE, reason=why, **_closed())


def may_do(task: Task, user: User) -> bool:
    """Whether this user sees the member: as liaison (primary or backup), or by a posting at the node or above it."""
    day = clock.today()
    if LiaisonAssignment.objects.filter(member=task.member_id, liaison=user, ended_on__isnull=True).exists():
        return True
    postings = Posting.objects.filter(user=user).on(day).exclude(role__in=(*OFFICERS, Role.LIAISON))
    return any(task.owner_path.startswith(path) for path in postings.values_list("owner_path", flat=True))


def may_decide(task: Task) -> bool:
    """Whether the active scope may skip, put off or finish it: a liaison what is a liaison's or was given to her."""
    scope = scopes.current()
    return (
        not scope.liaison
        or task.delegate_id == scope.user_id
        or (task.doer == Doer.LIAISON and task.delegate_id is None)
    )


def _why(reason: str, ask: str) -> str:
    if not (why := reason.strip()):
        raise Refused(ask)
    return why[:200]


def _closed() -> dict[str, object]:
    return {"closed_on": clock.today(), "closed_at": clock.now(), "node_at_event": F("owner_path")}


def _decide(by: User, task: Task, version: int | None, action: str, **columns: object) -> Task:
    """One conditional update: of an open task, in the version that was looked at."""
    if not may_decide(task):
        raise Refused("这项任务由村(社区)办理，您不能改。")
    found = Task.objects.filter(pk=task.pk, state=TaskState.OPEN)
    if version is not None:
        found = found.filter(version=version)
    said = {"decided_by": by, "decided_label": label_of(by)}
    if not found.update(version=F("version") + 1, **said, **columns):
        raise Conflict(MEANWHILE)
    record(action, on=task, kind=task.kind, due_on=str(task.due_on))
    return Task.objects.get(pk=task.pk)
