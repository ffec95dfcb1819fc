"""Who came by 转接 and waits for a first word, as the first page says it to those who are to look after her."""

from django.urls import reverse

from registry.entry.paging import capped_count
from registry.entry.request_filter import rows_of
from registry.lib import scope as scopes
from registry.models import MoveRequest
from registry.policies import Action, allowed
from registry.web.home_figures import NEAR
from registry.web.nav import address

NAMED = 3  # of more than so many the names stand behind the link
PLEASE = "原来的联络员和支部到转接那天为止。请打个电话联系一次，或者指派联络员、安排支部；办了一样就不再提醒。"


def notice() -> dict[str, str]:
    """{title, text, url, label}; empty when nobody came, or for those who don't look after members one by one."""
    if scopes.current().role not in NEAR or not allowed(Action.REQUEST_ASK):
        return {}
    rows = rows_of("arrived").order_by("-decided_at", "-id")
    found = list(rows[: NAMED + 1])
    if not found:
        return {}
    if len(found) == 1:
        return _one(found[0])
    names = "、".join(row.name for row in found[:NAMED])
    number = capped_count(rows) if len(found) > NAMED else str(len(found))
    title = f"来了 {number} 位转接过来的党员：{names}{'等' if len(found) > NAMED else ''}"
    return {"title": title, "text": PLEASE, "url": reverse("requests") + "?tab=arrived", "label": "看是哪几位"}


def _one(row: MoveRequest) -> dict[str, str]:
    title = f"来了一位转接过来的党员：{row.name}"
    return {"title": title, "text": PLEASE, "url": address("member", row.member_id), "label": "打开这一位的页面"}
