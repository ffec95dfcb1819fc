"""One thing done for several members chosen from the list; the answer says of each what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from registry.choices import MovementKind
from registry.domain import assignments
from registry.domain import members as verbs
from registry.domain.errors import Refused
from registry.domain.movements import record_movement
from registry.lib import clock
from registry.lib.ids import keys_in
from registry.models import LiaisonProfile, Member, User
from registry.models.unit import step
from registry.policies import Action, allowed, check
from registry.web.access import actor, needs

# As many as one page of the list holds.
MOST = 50
REPORT, ASSIGN = "report", "assign"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one member."""

    name: str
    url: str
    done: bool
    text: str


def offered() -> dict[str, Any]:
    """What the list offers for chosen rows: buttons, and the liaisons to choose from."""
    actions = []
    if allowed(Action.MEMBER_WRITE):
        actions.append({"label": "登记报到（今天）", "value": REPORT, "icon": "flag"})
    found = liaisons() if allowed(Action.LIAISON_ASSIGN) else []
    if found:
        actions.append({"label": "指派联络员", "value": ASSIGN, "icon": "user-plus"})
    return {"bulk": actions, "liaisons": found}


def liaisons() -> list[tuple[str, str]]:
    """Liaisons of the scope in office."""
    posted = LiaisonProfile.objects.all().in_office(clock.today())
    rows = User.objects.filter(pk__in=posted.values("user_id")).order_by("name")
    return [(str(key), name) for key, name in rows.values_list("pk", "name")[:500]]


@needs(Action.MEMBER_VIEW)
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Do what the button says for each of the chosen, each on its own: one that fails doesn't hold up the others."""
    button = request.POST.get("action", "")
    chosen = _chosen(request)
    problem = _problem(request, button, chosen)
    if problem:
        messages.error(request, problem)
        return redirect("member-list")
    check(DOERS[button].action)
    outcomes = [_one(request, member, button) for member in chosen]
    done = sum(outcome.done for outcome in outcomes)
    context = {
        "title": DOERS[button].title,
        "lead": f"办好 {done} 位"
        + (f"，{len(outcomes) - done} 位没有办，原因写在后面。" if done < len(outcomes) else "。"),
        "outcomes": sorted(outcomes, key=lambda outcome: outcome.done),
        "crumbs": [{"label": "流动党员", "url": reverse("member-list")}],
    }
    return render(request, "registry/members/together.html", context)


def _chosen(request: HttpRequest) -> list[Member]:
    """The chosen members of the scope; keys of others are as good as none."""
    keys = keys_in(request.POST.getlist("chosen")[:MOST])
    return list(Member.objects.filter(pk__in=keys).select_related("organisation").order_by("owner_path", "-id"))


def _problem(request: HttpRequest, button: str, chosen: list[Member]) -> str:
    if button not in DOERS:
        return "请点“登记报到”或“指派联络员”。"
    if not chosen:
        return "还没有选人。请先在名单前面的方框里打勾，再点按钮。"
    if button == ASSIGN and not request.POST.get("liaison"):
        return "请先选好由哪位联络员联系，再点“指派联络员”。"
    return ""


def _one(request: HttpRequest, member: Member, button: str) -> Outcome:
    url = reverse("member", args=[member.pk])
    try:
        with step():
            return Outcome(member.name, url, done=True, text=DOERS[button].do(request, member))
    except Refused as refusal:
        return Outcome(member.name, url, done=False, text=str(refusal))


def _report(request: HttpRequest, member: Member) -> str:
    record_movement(by=actor(request), member=member, kind=MovementKind.REPORTED_IN, effective_on=clock.today())
    return "已登记报到"


def _assign(request: HttpRequest, member: Member) -> str:
    if not member.is_open:
        raise Refused(assignments.ENDED_RECORD)
    liaison = next((user for user in assignments.liaisons_for(member) if str(user.pk) == request.POST["liaison"]), None)
    if liaison is None:
        raise Refused(f"这位联络员不在“{member.organisation}”任职，请换一位，或者请系统管理员先设好任职。")
    if member.assignments.filter(liaison=liaison, ended_on__isnull=True, backup=False).exists():
        return f"本来就由 {liaison.name} 联系"
    verbs.assign_liaison(by=actor(request), member=member, liaison=liaison)
    return f"从今天起由 {liaison.name} 联系"


@dataclass(frozen=True, slots=True)
class Doer:
    """A button: what the page says above, the right it asks for, and what it does for one member."""

    title: str
    action: Action
    do: Callable[[HttpRequest, Member], str]


DOERS = {
    REPORT: Doer("登记报到", Action.MEMBER_WRITE, _report),
    ASSIGN: Doer("指派联络员", Action.LIAISON_ASSIGN, _assign),
}
