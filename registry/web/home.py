"""The first page: what to do first, and how much of it there is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from registry.choices import IntakeState, Role, Status
from registry.lib import scope as scopes
from registry.models import Intake, Member
from registry.policies import Action, allowed
from registry.web import lost, nav, requests
from registry.web.access import login_only
from registry.web.paging import capped_count

STILL = frozenset(IntakeState) - {
    IntakeState.APPLIED,
    IntakeState.UNDONE,
    IntakeState.FAILED,
    IntakeState.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number on the first page: what it counts, which list it leads to, and which right that list asks for."""

    label: str
    note: str
    action: Action
    rows: Callable[[], QuerySet[Any]]
    names: tuple[str, ...]
    query: str = ""
    urgent: bool = True


def _with_status(status: Status) -> Callable[[], QuerySet[Any]]:
    return lambda: Member.objects.filter(status=status)


FIGURES = (
    Figure("在册", "现在归您管理的流动党员", Action.MEMBER_VIEW, lambda: Member.objects.all().open(), ("member-list",),
           urgent=False),
    Figure("线索待核实", "补上身份证号或手机号，转为登记", Action.MEMBER_WRITE, _with_status(Status.LEAD),
           ("member-list",), "?status=lead"),
    Figure("待报到", "打个电话，请他来报到", Action.MEMBER_WRITE, _with_status(Status.AWAITING_REPORT),
           ("member-list",), "?status=awaiting_report"),
    Figure("申请待办", "等您批准或确认", Action.REQUEST_ASK, requests.to_do, ("requests",)),
    Figure("失联待核实", "半年没有联系，请核实", Action.LOST_DECIDE, lost.waiting, ("lost",)),
    Figure("名册导入进行中", "上传了还没有办完", Action.INTAKE_USE, lambda: Intake.objects.filter(state__in=STILL),
           ("intake:list",), urgent=False),
)  # fmt: skip

GREETINGS: dict[str, str] = {
    Role.COMMUNITY: "先看带颜色的数字：它们是今天要办的事。",
    Role.STREET: "先办“申请待办”，下级在等您的答复；再看各村(社区)的线索和待报到。",
    Role.DISTRICT: "全区的情况在这里。点数字看名单。",
    Role.LIAISON: "这是分给您联系的党员。点姓名看情况，点“拨号”直接打电话。",
    Role.SYSTEM_ADMIN: "您管理组织和账号，看不到党员资料。",
    Role.SECURITY_ADMIN: "您管理密钥和安全策略，看不到党员资料。",
    Role.AUDITOR: "您查阅审计记录，看不到党员资料。",
}
ADVICE: dict[str, list[str]] = {
    Role.COMMUNITY: [
        "手里有 Excel 名册的，先做“名册导入”，整份放进来，错在哪里会逐行说明。",
        "来一位登记一位：先输身份证号，性别、出生日期自动带出，重复的会提醒。",
        "本人来报到，就在他的页面上点“登记报到”。",
    ],
    Role.STREET: [
        "“申请待办”里是各村(社区)提出的纳入支部和转接，请在两三天内答复。",
        "按管理组织筛选名单，可以逐个村(社区)核对。",
    ],
    Role.DISTRICT: ["用筛选看某个街道、某个来源省份的名单；常用的筛选可以保存并共用。"],
    Role.LIAISON: [],
}


@login_only
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Figures for those who see members, pages for the three officers."""
    role = scopes.current().role
    links = [{"label": item.label, "icon": item.icon, "url": url} for item, url in nav.items_of(role) if url != "/"]
    figures = [_card(figure) for figure in FIGURES if allowed(figure.action)]
    context = {
        "figures": figures,
        "greeting": GREETINGS.get(role, ""),
        "advice": ADVICE.get(role, []),
        "links": links,
        "can_write": allowed(Action.MEMBER_WRITE),
        "intake_url": nav.first_url("intake:new") if allowed(Action.INTAKE_USE) else "",
    }
    return render(request, "registry/home.html", context)


def _card(figure: Figure) -> dict[str, Any]:
    number = capped_count(figure.rows())
    url = nav.first_url(*figure.names)
    return {
        "label": figure.label,
        "number": number,
        "note": figure.note,
        "url": url + figure.query if url else "",
        "tone": "warning" if figure.urgent and number != "0" else "",
    }
