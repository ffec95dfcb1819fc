"""The numbers of the first page. Each is the count of the rows of the list that it leads to, asked in the same words.

Numbers say what is to be done, never who does it better: no rankings and no scores, of people or of organisations.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from registry.choices import OrganisationKind, Role, Status
from registry.domain import rhythm
from registry.domain.assignments import unassigned
from registry.domain.home_owed import OVERDUE
from registry.entry import filters, owed_filter
from registry.entry.paging import Several, capped_count
from registry.entry.request_filter import rows_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import ContactLog, DuplicatePair, Member, Organisation, StudyReport
from registry.policies import Action, allowed
from registry.web import intake_upload, lost, nav

Rows = Callable[[], QuerySet[Any] | Several[Any]]
# What stands below a number; a function where it depends on the day.
Note = str | Callable[[], str]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted, which list it leads to (a URL name and a query), and which right that list asks for.

    `urgent` says that anything but 0 is something to do. `roles` narrows it to some roles.
    """

    label: str
    note: Note
    action: Action
    rows: Rows
    name: str
    query: tuple[tuple[str, str], ...] = ()
    urgent: bool = True
    roles: frozenset[str] = frozenset()


def _members(label: str, note: str, action: Action, *, urgent: bool = True, **query: str) -> Figure:
    """A figure of the member list."""
    return Figure(label, note, action, lambda: _listed(query), "member-list", tuple(query.items()), urgent)


def _listed(query: dict[str, str]) -> QuerySet[Member]:
    """What the member list shows for a query."""
    found: QuerySet[Member] = filters.narrowed(Member.objects.all(), filters.MemberFilter(query, []))
    return found


def _kinds(*kinds: OrganisationKind) -> Rows:
    return lambda: Organisation.objects.active().filter(kind__in=kinds)


def _overdue_contacts() -> QuerySet[ContactLog]:
    return ContactLog.objects.all().pending().filter(next_on__lt=clock.today())


DISTRICT = frozenset({Role.DISTRICT})
# Whose members are few enough to be gone through one by one.
NEAR = frozenset({Role.STREET, Role.COMMUNITY})
NODES = "admin:registry_organisation_changelist"
IN_USE = (("is_active__exact", "1"),)
FIGURES = (
    _members("在册", "现在归您管理的流动党员", Action.MEMBER_VIEW, urgent=False),
    _members("线索待核实", "补上身份证号或手机号，转为登记", Action.MEMBER_WRITE, status=Status.LEAD),
    _members("待报到", "打个电话，请他来报到", Action.MEMBER_WRITE, status=Status.AWAITING_REPORT),
    Figure("待批准", "下级提出的纳入支部和转接，等您答复", Action.REQUEST_DECIDE, partial(rows_of, "decide"),
           "requests", (("tab", "decide"),)),
    Figure("待确认转出", "别的组织要接收您这里的党员", Action.REQUEST_ASK, partial(rows_of, "release"),
           "requests", (("tab", "release"),)),
    Figure("申请没有同意", "您这边近两周提出的，请看答复里的原因", Action.REQUEST_ASK, partial(rows_of, "refused"),
           "requests", (("tab", "refused"),)),
    Figure("约好的日子过了", "约了再联系，还没有联系上", Action.CONTACT_WRITE, _overdue_contacts, "contacts",
           (("due", "overdue"),)),
    _members(f"{rhythm.SILENT_DAYS} 天以上没有联系", "打个电话，记一次联系", Action.MEMBER_VIEW,
             silent=str(rhythm.SILENT_DAYS)),
    _members(f"{rhythm.OVERDUE_DAYS} 天以上没有联系", "请先联系这些；没有联系过的，从登记那天算", Action.MEMBER_VIEW,
             silent=str(rhythm.OVERDUE_DAYS)),
    Figure("还没有联络员", "看建议，给他们结对", Action.LIAISON_ASSIGN, unassigned, "liaison-proposal", roles=NEAR),
    Figure("流出地事项逾期", "身份核实、回执、通报、评议反馈过了期限", Action.CONTACT_WRITE, owed_filter.overdue,
           "home-duties", (("state", OVERDUE),)),
    Figure("失联待核实", "半年没有联系，请核实", Action.LOST_DECIDE, lost.waiting, "lost"),
    Figure("学习汇报待阅", "交来了还没有人看", Action.STUDY_REVIEW, lambda: StudyReport.objects.all().pending(),
           "studies", (("state", "pending"),)),
    _members("本季度没有学习汇报", "提醒一声，或者上门送学", Action.STUDY_WRITE, urgent=False, study=filters.NO_STUDY),
    Figure("疑似重复待核对", "可能是同一个人登记了两次", Action.DUPLICATE_REVIEW,
           lambda: DuplicatePair.objects.all().waiting(), "duplicates"),
    Figure("名册等您处理", "对应列、核对、写入，或者看为什么没成功", Action.INTAKE_USE,
           lambda: intake_upload.in_group("waiting"), "intake:list", (("state", "waiting"),)),
    Figure("名册正在处理", "系统在读、在核对或在写入", Action.INTAKE_USE, lambda: intake_upload.in_group("working"),
           "intake:list", (("state", "working"),), urgent=False),
    _members("本月登记", "这个月新登记的", Action.MEMBER_WRITE, urgent=False, month=filters.REGISTERED),
    _members("本月结束", "这个月转入、返回、转往他处或其他原因结束的", Action.MEMBER_WRITE, urgent=False,
             month=filters.ENDED_NOW),
    Figure("新业态党组织", "两新领域的党组织", Action.TREE_EDIT, _kinds(OrganisationKind.NEW_EMPLOYMENT), NODES,
           (("kind__exact", OrganisationKind.NEW_EMPLOYMENT), *IN_USE), urgent=False, roles=DISTRICT),
    Figure("流动党员党支部", "专为流动党员建的支部", Action.TREE_EDIT, _kinds(OrganisationKind.MOBILE_BRANCH), NODES,
           (("kind__exact", OrganisationKind.MOBILE_BRANCH), *IN_USE), urgent=False, roles=DISTRICT),
)  # fmt: skip


# What the apps above the registry count on the first page; they add it when they are ready.
FURTHER: list[Figure] = []


def cards() -> list[dict[str, Any]]:
    """The figures of the present role whose lists exist, as `components/stat_card.html` takes them."""
    role = scopes.current().role
    return [_card(figure, url) for figure, url in _offered(role)]


def _offered(role: str) -> Iterator[tuple[Figure, str]]:
    for figure in (*FURTHER, *FIGURES):
        url = nav.first_url(figure.name)
        if url and allowed(figure.action) and (not figure.roles or role in figure.roles):
            yield figure, url + ("?" + urlencode(figure.query) if figure.query else "")


def _card(figure: Figure, url: str) -> dict[str, Any]:
    rows = figure.rows()
    number = rows.total() if isinstance(rows, Several) else capped_count(rows)
    return {
        "label": figure.label,
        "number": number,
        "note": figure.note if isinstance(figure.note, str) else figure.note(),
        "url": url,
        "tone": "warning" if figure.urgent and number != "0" else "",
        "urgent": figure.urgent,
    }
