"""The table of rights: role × action.

Where a right reaches is not said here: that is the scope's business (`registry.lib.scope`). A liaison's rights
reach only the assigned members. The three officers see no member data, and nobody holds two of their roles
(GB/T 22239-2019 8.1.4.2: separation of administrators).
"""

from enum import StrEnum

from django.core.exceptions import PermissionDenied

from registry.choices import MovementKind, Role
from registry.lib import scope as scopes
from registry.lib.scope import Scope


class Action(StrEnum):
    """What doors ask for before they call a verb."""

    MEMBER_VIEW = "member.view"
    MEMBER_SEE_PHONE = "member.see_phone"
    MEMBER_REVEAL_ID = "member.reveal_id"
    MEMBER_WRITE = "member.write"
    MEMBER_CLOSE = "member.close"
    # Leaving nothing of the person in a record that has ended, before its time: not to be taken back.
    MEMBER_ERASE = "member.erase"
    LOST_DECIDE = "lost.decide"
    REQUEST_ASK = "request.ask"
    REQUEST_DECIDE = "request.decide"
    LIAISON_ASSIGN = "liaison.assign"
    CANVASS_WRITE = "canvass.write"
    INTAKE_USE = "intake.use"
    FILTER_SAVE = "filter.save"
    CONTACT_WRITE = "contact.write"
    STUDY_WRITE = "study.write"
    STUDY_REVIEW = "study.review"
    # Reading or returning what a member of one's own handed in herself.
    STUDY_ANSWER = "study.answer"
    # Looking through records that may be one person's, and saying that they are not.
    DUPLICATE_REVIEW = "duplicate.review"
    MEMBER_MERGE = "member.merge"
    # Outreach: what is to be done next, who does it, and the rules that say so.
    TASK_WORK = "task.work"
    TASK_ASSIGN = "task.assign"
    RULE_EDIT = "rule.edit"
    # Messages: one text to copy for one's own members; batches by every channel; keys and addresses of channels.
    MESSAGE_COPY = "message.copy"
    MESSAGE_SEND = "message.send"
    CHANNEL_MANAGE = "channel.manage"
    # Activities and the places for them: looking at what is on; planning, inviting, noting who came.
    ACTIVITY_VIEW = "activity.view"
    ACTIVITY_EDIT = "activity.edit"
    # Study materials: looking at them; handing one to a member; managing them and handing out to many.
    MATERIAL_VIEW = "material.view"
    MATERIAL_GIVE = "material.give"
    MATERIAL_EDIT = "material.edit"
    # 作用发挥: posts, seats, services; and what of small wishes names their wishers, which is no liaison's.
    PART_VIEW = "part.view"
    PART_EDIT = "part.edit"
    # 金点子: looking at those of one's own members; entering one for somebody; reviewing, handling and answering them;
    # what the level above decides: extensions, handing over to other units, 督办.
    SUGGESTION_VIEW = "suggestion.view"
    SUGGESTION_ENTER = "suggestion.enter"
    SUGGESTION_WORK = "suggestion.work"
    SUGGESTION_SUPERVISE = "suggestion.supervise"
    # The month: looking at it; handing up one's own; accepting or returning those below; closing it for the district.
    REPORT_VIEW = "report.view"
    REPORT_SUBMIT = "report.submit"
    REPORT_REVIEW = "report.review"
    REPORT_CLOSE = "report.close"
    # The board: numbers of one's own nodes, a liaison's of the members assigned to her.
    BOARD_VIEW = "board.view"
    API_USE = "api.use"
    TREE_VIEW = "tree.view"
    TREE_EDIT = "tree.edit"
    ACCOUNT_MANAGE = "account.manage"
    # Lifting a lockout and unbinding a lost phone: not the system administrator's, who sets passwords.
    ACCOUNT_UNLOCK = "account.unlock"
    # Saying yes to a role or a password that the system administrator has given.
    ACCOUNT_CONFIRM = "account.confirm"
    # The working-day calendar (放假安排).
    CALENDAR_VIEW = "calendar.view"
    CALENDAR_EDIT = "calendar.edit"
    # Background work: what runs, what failed, and putting it back. Nothing of members.
    JOB_MANAGE = "job.manage"
    AUDIT_READ = "audit.read"


_COMMUNITY = frozenset(
    {
        Action.MEMBER_VIEW,
        Action.MEMBER_SEE_PHONE,
        Action.MEMBER_REVEAL_ID,
        Action.MEMBER_WRITE,
        Action.MEMBER_CLOSE,
        Action.REQUEST_ASK,
        Action.LIAISON_ASSIGN,
        Action.CANVASS_WRITE,
        Action.INTAKE_USE,
        Action.FILTER_SAVE,
        Action.CONTACT_WRITE,
        Action.STUDY_WRITE,
        Action.STUDY_REVIEW,
        Action.STUDY_ANSWER,
        Action.DUPLICATE_REVIEW,
        Action.TASK_WORK,
        Action.TASK_ASSIGN,
        Action.RULE_EDIT,
        Action.MESSAGE_COPY,
        Action.MESSAGE_SEND,
        Action.ACTIVITY_VIEW,
        Action.ACTIVITY_EDIT,
        Action.MATERIAL_VIEW,
        Action.MATERIAL_GIVE,
        Action.MATERIAL_EDIT,
        Action.PART_VIEW,
        Action.PART_EDIT,
        Action.SUGGESTION_VIEW,
        Action.SUGGESTION_ENTER,
        Action.SUGGESTION_WORK,
        Action.REPORT_VIEW,
        Action.BOARD_VIEW,
        Action.REPORT_SUBMIT,
        Action.API_USE,
        Action.TREE_VIEW,
        Action.CALENDAR_VIEW,
    }
)
_STREET = _COMMUNITY | {
    Action.REQUEST_DECIDE, Action.LOST_DECIDE, Action.TREE_EDIT, Action.MEMBER_MERGE, Action.SUGGESTION_SUPERVISE,
    Action.REPORT_REVIEW,
}  # fmt: skip

RIGHTS: dict[str, frozenset[Action]] = {
    Role.DISTRICT: _STREET | {Action.CALENDAR_EDIT, Action.JOB_MANAGE, Action.REPORT_CLOSE, Action.MEMBER_ERASE},
    Role.STREET: _STREET,
    Role.COMMUNITY: _COMMUNITY | {Action.LOST_DECIDE},
    Role.LIAISON: frozenset(
        {
            Action.MEMBER_VIEW,
            Action.MEMBER_SEE_PHONE,
            Action.CONTACT_WRITE,
            Action.STUDY_WRITE,
            Action.STUDY_ANSWER,
            Action.TASK_WORK,
            Action.MESSAGE_COPY,
            Action.ACTIVITY_VIEW,
            Action.MATERIAL_VIEW,
            Action.MATERIAL_GIVE,
            Action.PART_VIEW,
            Action.SUGGESTION_VIEW,
            Action.SUGGESTION_ENTER,
            Action.BOARD_VIEW,
            Action.API_USE,
        }
    ),
    Role.SYSTEM_ADMIN: frozenset({Action.TREE_VIEW, Action.TREE_EDIT, Action.ACCOUNT_MANAGE, Action.JOB_MANAGE}),
    Role.SECURITY_ADMIN: frozenset({Action.ACCOUNT_UNLOCK, Action.ACCOUNT_CONFIRM, Action.CHANNEL_MANAGE}),
    Role.AUDITOR: frozenset({Action.AUDIT_READ}),
    # The program itself, at work on somebody's behalf or on the timetable.
    "system": frozenset(Action),
}

# What can be written down by hand, and the right that it asks for; 纳入 and 转接 are asked of a superior instead.
MOVEMENT_RIGHTS: dict[MovementKind, Action] = {
    MovementKind.REPORTED_IN: Action.MEMBER_WRITE,
    MovementKind.FOUND_AGAIN: Action.LOST_DECIDE,
    MovementKind.TRANSFERRED_IN: Action.MEMBER_CLOSE,
    MovementKind.RETURNED: Action.MEMBER_CLOSE,
    MovementKind.MOVED_ON: Action.MEMBER_CLOSE,
    MovementKind.LOST: Action.LOST_DECIDE,
    MovementKind.CLOSED: Action.MEMBER_CLOSE,
}


class NotAllowed(PermissionDenied):
    """The role has no such right. `action` says which."""

    def __init__(self, action: Action) -> None:
        super().__init__("您现在的角色不能做这一步。需要的话，请联系上级或系统管理员调整任职。")
        self.action = action


def allowed(action: Action, scope: Scope | None = None) -> bool:
    """Whether the (given or active) scope's role has the right."""
    scope = scope or scopes.peek()
    return scope is not None and action in RIGHTS.get(scope.role, frozenset())


def check(action: Action) -> None:
    """Raise NotAllowed unless the active scope's role has the right."""
    if not allowed(action):
        raise NotAllowed(action)
