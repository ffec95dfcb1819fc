"""The shell of every staff page: what may be opened, under which posting, and by whom.

Asks the database nothing but the district's name, and that once in a while.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

from registry.choices import Role
from registry.domain.district import district_name
from registry.models.identity import Standing
from registry.policies import RIGHTS, Action, allowed


@dataclass(frozen=True, slots=True)
class Item:
    """A link of the navigation, for roles that hold one of `actions`. `names` are URL names: the first that exists."""

    label: str
    icon: str
    group: str
    actions: frozenset[Action]
    names: tuple[str, ...]


def _item(label: str, icon: str, group: str, actions: tuple[Action, ...], *names: str) -> Item:
    return Item(label, icon, group, frozenset(actions), names)


ITEMS = (
    _item("首页", "home", "", tuple(Action), "home"),
    _item("流动党员", "users", "党员", (Action.MEMBER_VIEW,), "member-list"),
    _item("联系记录", "phone", "党员", (Action.MEMBER_VIEW,), "contacts"),
    _item("联系任务", "list", "党员", (Action.TASK_ASSIGN,), "tasks"),
    _item("消息", "message", "党员", (Action.MESSAGE_COPY,), "messages"),
    _item("活动", "flag", "党员", (Action.ACTIVITY_VIEW,), "activities", "venues"),
    _item("学习资料、台账", "book", "党员", (Action.MATERIAL_VIEW,), "materials"),
    _item("作用发挥", "star", "党员", (Action.PART_VIEW,), "posts"),
    _item("登记一位", "user-plus", "党员", (Action.MEMBER_WRITE,), "member-new"),
    _item("学习汇报", "book", "党员", (Action.STUDY_WRITE, Action.STUDY_REVIEW), "studies"),
    _item("联络员", "link", "党员", (Action.LIAISON_ASSIGN,), "liaisons"),
    _item("名册导入", "upload", "党员", (Action.INTAKE_USE,), "intake:list"),
    _item("申请", "transfer", "办理", (Action.REQUEST_ASK, Action.REQUEST_DECIDE), "requests"),
    _item("报到线索", "user-plus", "办理", (Action.MEMBER_WRITE,), "leads"),
    _item("月报", "ledger", "办理", (Action.REPORT_VIEW,), "months"),
    _item("看板", "chart", "办理", (Action.BOARD_VIEW,), "board"),
    _item("金点子", "bulb", "办理", (Action.SUGGESTION_VIEW,), "suggestions"),
    _item("更正申请", "edit", "办理", (Action.MEMBER_VIEW,), "corrections"),
    _item("疑似重复", "copy", "办理", (Action.DUPLICATE_REVIEW,), "duplicates"),
    _item("失联核实", "user-lost", "办理", (Action.LOST_DECIDE,), "lost"),
    _item("摸排", "search", "办理", (Action.CANVASS_WRITE,), "canvasses"),
    _item("导出", "download", "办理", (Action.REPORT_VIEW,), "exports"),
    _item("工作日历", "calendar", "办理", (Action.CALENDAR_VIEW,), "calendar"),
    _item("联系规则", "settings", "管理", (Action.RULE_EDIT,), "rules"),
    _item("发送途径", "settings", "管理", (Action.CHANNEL_MANAGE,), "channels"),
    _item("后台作业", "refresh", "管理", (Action.JOB_MANAGE,), "jobs"),
    _item("组织", "organisation", "管理", (Action.TREE_EDIT,), "admin:registry_organisation_changelist"),
    _item("账号", "user", "管理", (Action.ACCOUNT_MANAGE, Action.ACCOUNT_UNLOCK), "admin:registry_user_changelist"),
    _item("任职", "key", "管理", (Action.ACCOUNT_MANAGE,), "admin:registry_posting_changelist"),
    _item("审计记录", "shield", "管理", (Action.AUDIT_READ,), "admin:registry_auditevent_changelist"),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html, what stands in its head and its menus; nothing without a posting."""
    standing: Standing | None = getattr(request, "standing", None)
    if standing is None:
        return {}
    return {
        "nav": _links(standing, request.path),
        "home_url": reverse("home"),
        "district_name": district_name(),
        "user_label": str(request.user),
        "may_use_api": Action.API_USE in RIGHTS.get(standing.role, frozenset()),
        "current_posting": {
            "organisation": standing.full_name or standing.name,
            "role": Role(standing.role).label,
            "switchable": len(getattr(request, "standings", ())) > 1,
        },
    }


def items_of(role: str) -> list[tuple[Item, str]]:
    """The items that a role may open, with their addresses; pages that don't exist are left out."""
    rights = RIGHTS.get(role, frozenset())
    found = [(item, first_url(*item.names)) for item in ITEMS if item.actions & rights]
    return [(item, url) for item, url in found if url]


def first_url(*names: str) -> str:
    """The address of the first name that exists, else an empty text."""
    return _first(names, get_urlconf(), get_script_prefix())


@cache
def _first(names: tuple[str, ...], urlconf: str | None, prefix: str) -> str:
    """Remembered: every page asks for every address of the navigation, and none changes while a process lives."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def address(name: str, *args: object) -> str:
    """The address of a page, or an empty text where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def export_of(name: str, query: Mapping[str, str] | None = None) -> str:
    """Where a list is taken out as a file, narrowed as it is now, for those who may; the page is of an app above."""
    url = address("export-listed", name) if allowed(Action.REPORT_VIEW) else ""
    given = {key: value for key, value in (query or {}).items() if value}
    return f"{url}?{urlencode(given)}" if url and given else url


def export_action(name: str, query: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """The same as a button of a page's head; none for those who may not."""
    url = export_of(name, query)
    return [{"label": "导出", "url": url, "kind": "secondary", "icon": "download"}] if url else []


def _links(standing: Standing, path: str) -> list[dict[str, Any]]:
    items = items_of(standing.role)
    # The longest address that the present one begins with is where one is.
    here = max((url for _, url in items if path.startswith(url)), key=len, default="")
    if here == "/" != path:
        here = ""
    return [
        {"label": item.label, "icon": item.icon, "group": item.group, "url": url, "current": url == here}
        for item, url in items
    ]


def new_action(name: str, label: str, right: Action) -> list[dict[str, str]]:
    """The button of a page's head that leads to a new one; none for those who may not."""
    button = {"label": label, "url": address(name), "kind": "primary", "icon": "plus"}
    return [button] if allowed(right) else []
