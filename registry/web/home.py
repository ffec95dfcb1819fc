"""The first page: what to do first, and how much of it there is."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.choices import Role
from registry.domain import confirming
from registry.lib import scope as scopes
from registry.policies import Action, allowed
from registry.web import (
    calendar_page,
    home_arrived,
    home_counts,
    home_coverage,
    home_figures,
    home_kept,
    home_nodes,
    jobs_page,
    liaisons,
    nav,
)
from registry.web.access import login_only

GREETINGS: dict[str, str] = {
    Role.COMMUNITY: "下面是等着办的事；点数字，看是哪些人。",
    Role.STREET: "先办“待批准”，下级在等您的答复；再看各村(社区)的线索和待报到。",
    Role.DISTRICT: "全区的情况在这里，点数字看名单。",
    Role.SYSTEM_ADMIN: "您管理组织、账号和后台作业，看不到党员资料。",
    Role.SECURITY_ADMIN: "任职和重设的密码由您复核，登录锁定、两步验证和发送途径由您管理。看不到党员资料。",
    Role.AUDITOR: "您查阅审计记录，看不到党员资料。",
}
# What waits for the second officer: title, and what to do.
POSTINGS = ("{} 条任职等您复核", "系统管理员加的，您核对过本人和岗位，同意以后才生效。打勾，选“复核同意”。")
PASSWORDS = (
    "{} 个账号重设了密码，等您复核",
    "先问本人是不是他要的。是的，打勾，选“复核重设的密码”；不是的，报告领导。",
)
ADVICE: dict[str, list[str]] = {
    Role.COMMUNITY: [
        "手里有 Excel 名册的，先做“名册导入”，整份放进来，错在哪里会逐行说明。",
        "来一位登记一位：先输身份证号，性别、出生日期自动带出，重复的会提醒。",
        "本人来报到，就在他的页面上点“登记报到”。",
    ],
    Role.STREET: [
        "“待批准”里是各村(社区)提出的纳入支部和转接，请在两三天内答复。",
        "按管理组织筛选名单，可以逐个村(社区)核对。",
    ],
    Role.DISTRICT: ["用筛选看某个街道、某个来源省份的名单；常用的筛选可以保存并共用。"],
}
# Sections that other apps add: each gives what its template (`template`) shows as `part`, or nothing.
FURTHER: list[Callable[[], dict[str, Any]]] = []


@login_only
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Figures for those who see members, pages for the three officers. A liaison has a page of her own (outreach)."""
    role = scopes.current().role
    links = [{"label": item.label, "icon": item.icon, "url": url} for item, url in nav.items_of(role) if url != "/"]
    numbers, since = home_kept.kept("home", _numbers) if allowed(Action.MEMBER_VIEW) else ({}, None)
    figures = numbers.get("figures", [])
    context: dict[str, Any] = {
        **numbers,
        "figures": figures,
        "since": since,
        "kept_minutes": home_kept.MINUTES,
        "to_do": [figure for figure in figures if figure["urgent"] and figure["number"] != "0"],
        "at_zero": [figure for figure in figures if figure["urgent"] and figure["number"] == "0"],
        "state": [figure for figure in figures if not figure["urgent"]],
        "arrived": home_arrived.notice(),
        "stranded": _stranded() if allowed(Action.LIAISON_ASSIGN) else {},
        "greeting": GREETINGS.get(role, ""),
        "alarmed": jobs_page.notice(),
        "missing": calendar_page.missing(),
        "confirming": _to_confirm() if allowed(Action.ACCOUNT_CONFIRM) else [],
        "advice": ADVICE.get(role, []),
        "links": links,
        "can_write": allowed(Action.MEMBER_WRITE),
        "intake_url": nav.first_url("intake:new") if allowed(Action.INTAKE_USE) else "",
    }
    return render(request, "registry/home.html", context)


def _numbers() -> tuple[dict[str, Any], int]:
    """All that is counted over the members, the figures and both tables; and how many members there are."""
    nodes, counts = home_nodes.below(scopes.current().path), home_counts.by_node()
    parts = {
        "figures": home_figures.cards(),
        "further": [found for part in FURTHER if (found := part())],
        "coverage": home_coverage.table(nodes, counts),
        "nodes": home_nodes.table(nodes, counts),
    }
    return parts, sum(node.everyone for node in counts.values())


def _to_confirm() -> list[dict[str, Any]]:
    """What the system administrator has given and the second officer has not looked at (`components/notice.html`)."""
    waiting = (
        ("admin:registry_posting_changelist", "?confirmed=no", confirming.postings(), POSTINGS),
        ("admin:registry_user_changelist", "?held=yes", confirming.accounts(), PASSWORDS),
    )
    found = [(reverse(name) + query, rows.count(), words) for name, query, rows, words in waiting]
    return [{"url": url, "title": words[0].format(count), "text": words[1]} for url, count, words in found if count]


def _stranded() -> dict[str, Any]:
    """Members whose liaison has left, and where they are handed over; empty when there are none."""
    number, url = liaisons.stranded_members(), liaisons.way_to_handover()
    return {"number": number, "url": url} if number else {}
