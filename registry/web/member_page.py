"""One member's page: who, where from, where now, what happened, and what can be done next."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.choices import TRANSFERRED_OUT, ContactSide, Direction, MovementKind, RequestState, Status
from registry.domain.erasing import obstacle
from registry.domain.merging import surviving
from registry.domain.projection import ALLOWED
from registry.lib import clock
from registry.lib.masks import mask_id, mask_phone
from registry.models import Member, MemberMerge, MoveRequest
from registry.models.custody import other_half
from registry.policies import Action, allowed
from registry.web import contacts_card, labels, story, telephones
from registry.web.access import needs
from registry.web.liaison_words import has_left, present_of, with_present
from registry.web.member_facts import groups_of
from registry.web.nav import address
from registry.web.redirects import is_part
from registry.web.same_person import may_come_again, other_records, with_others
from registry.web.story_entries import stamp

K = MovementKind
WAITING = (RequestState.WAITING_RELEASE, RequestState.WAITING_APPROVAL)


# What the apps above have to say at the head of a member's page; each answers as `components/notice.html` takes it, or
# with nothing. They add themselves when they are ready.
NOTICES: list[Callable[[Member], dict[str, str]]] = []


@dataclass(frozen=True, slots=True)
class Verb:
    """A movement that a button offers, and the right it asks for."""

    kind: MovementKind
    label: str
    action: Action
    icon: str = ""


# What can be written down by hand; 纳入 and 转接 are asked for instead (registry.web.asking).
VERBS = (
    Verb(K.REPORTED_IN, "登记报到", Action.MEMBER_WRITE, "flag"),
    Verb(K.FOUND_AGAIN, "恢复联系", Action.LOST_DECIDE, "link"),
    Verb(K.TRANSFERRED_IN, "组织关系已转入", Action.MEMBER_CLOSE),
    Verb(K.RETURNED, "已返回", Action.MEMBER_CLOSE),
    Verb(K.MOVED_ON, "已转往他处", Action.MEMBER_CLOSE),
    Verb(K.LOST, "认定失联", Action.LOST_DECIDE),
    Verb(K.CLOSED, "其他原因结束", Action.MEMBER_CLOSE),
)
BY_KIND = {verb.kind: verb for verb in VERBS}


def members() -> QuerySet[Member]:
    """Members of the scope, with the names that their page shows."""
    return with_present(with_others(Member.objects.all().select_related("organisation")))


def find(pk: UUID) -> Member:
    """The member; an unknown one and somebody else's get the same 404."""
    return get_object_or_404(members(), pk=pk)


def possible(member: Member) -> list[Verb]:
    """The movements that the table of states and the user's role allow now."""
    return [worded(verb, member) for verb in VERBS if member.status in ALLOWED[verb.kind] and allowed(verb.action)]


def worded(verb: Verb, member: Member) -> Verb:
    """The verb as it is said of this member: the relation of whoever flowed out from here goes where he went."""
    leaves = verb.kind == K.TRANSFERRED_IN and member.direction == Direction.OUT
    return replace(verb, label=TRANSFERRED_OUT) if leaves else verb


@needs(Action.MEMBER_VIEW)
@require_GET
def member(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page; for htmx another stretch of the story, or the story through another filter."""
    found = find(pk)
    if is_part(request):
        return render(request, "registry/members/story.html", _story(request, found))
    return page(request, found)


def page(request: HttpRequest, member: Member, **more: Any) -> HttpResponse:
    """The page, with what a POST just revealed or why it was refused (`id_shown`, `dialled`, `reveal_error`)."""
    context = {
        **_story(request, member),
        "member": member,
        "badge": labels.member_badge(member),
        "crumbs": [{"label": "流动党员", "url": reverse("member-list")}],
        "lead": _lead(member),
        "groups": groups_of(member),
        "masked_id": mask_id(str(member.id_number)),
        "masked_phone": mask_phone(str(member.phone)) if member.phone else "",
        "may_reveal_id": bool(member.id_number) and allowed(Action.MEMBER_REVEAL_ID),
        "other_numbers": telephones.masked(member),
        "may_dial": telephones.has_any(member) and allowed(Action.MEMBER_SEE_PHONE),
        "merged": _merged(member),
        "erased": f"{member.erased_on:%Y-%m-%d} 已匿名化：只留统计要用的，认不出是谁，也不能再改。"
        if member.erased_on
        else "",
        "contacts": contacts_card.card(member),
        "other": _other(member),
        "records": other_records(member),
        "waiting": _waiting(member),
        "notices": [said for ask in NOTICES if (said := ask(member))],
        "present": present_of(member),
        "left": has_left(member),
        "today": f"{clock.today():%Y-%m-%d}",
        **_buttons(member),
    }
    return render(request, "registry/members/member.html", context | more)


def _buttons(member: Member) -> dict[str, Any]:
    """What can be done now."""
    verbs = possible(member)
    is_lead = member.status == Status.LEAD
    asking = member.is_open and not is_lead and allowed(Action.REQUEST_ASK)
    return {
        "report_in": any(verb.kind == K.REPORTED_IN for verb in verbs),
        "verbs": [verb for verb in verbs if verb.kind != K.REPORTED_IN],
        "may_edit": member.is_open and not is_lead and allowed(Action.MEMBER_WRITE),
        "may_verify": is_lead and allowed(Action.MEMBER_WRITE),
        "may_enroll": asking and member.may_be_enrolled,
        "may_transfer": asking,
        "may_again": may_come_again(member),
        "may_erase": not obstacle(member) and allowed(Action.MEMBER_ERASE),
        "may_assign": member.is_open and allowed(Action.LIAISON_ASSIGN),
        "acts": _acts(member),
    }


def _acts(member: Member) -> list[dict[str, str]]:
    """Pages where something about the member is written down; those that don't exist are left out."""
    if not member.is_open:
        return []
    found = (
        (Action.CONTACT_WRITE, "记一次联系", "phone", address("contact-new", member.pk)),
        (Action.STUDY_WRITE, "记学习汇报", "book", address("study-new", member.pk)),
        (Action.MATERIAL_GIVE, "发学习资料", "book", address("material-give-one", member.pk)),
        (Action.PART_EDIT, "记作用发挥", "star", address("part-new", member.pk)),
        (Action.SUGGESTION_ENTER, "记金点子", "bulb", _idea_of(member)),
        (Action.CONTACT_WRITE, "流出地对接", "message", _of_home(member)),
        (Action.MEMBER_WRITE, "添加附件", "file", address("attachment-new", member.pk)),
        (Action.MESSAGE_COPY, "写消息", "message", address("message-new", member.pk)),
        (Action.MESSAGE_COPY, "个人页面", "link", address("personal-links", member.pk)),
        (Action.MESSAGE_SEND, "退订", "close", address("opt-outs", member.pk)),
    )
    return [{"label": label, "icon": icon, "url": url} for action, label, icon, url in found if url and allowed(action)]


def _idea_of(member: Member) -> str:
    """Where what the member proposes is written down."""
    page = address("suggestion-new")
    return f"{page}?member={member.pk}" if page else ""


def _of_home(member: Member) -> str:
    """Where a contact with the home organisation is noted; an outflow member's home organisation is our own."""
    page = address("contact-new", member.pk)
    return f"{page}?side={ContactSide.HOME}" if page and member.direction == Direction.IN else ""


def _story(request: HttpRequest, member: Member) -> dict[str, Any]:
    asked = request.GET
    read = story.read(member, chip=asked.get("kind", ""), before=asked.get("before", ""))
    return {"member": member, "story": read, "may_void": not member.erased_on and allowed(Action.MEMBER_WRITE)}


def _merged(member: Member) -> dict[str, Any] | None:
    """The record that this one was merged into, through any number of merges, and where its own merge can be undone."""
    if not member.merged_into_id:
        return None
    kept = surviving(member)
    merge = MemberMerge.objects.filter(absorbed=member.pk, undone_at__isnull=True).first()
    undo = address("merge-undo", merge.pk) if merge and allowed(Action.MEMBER_MERGE) else ""
    when = f"{stamp(merge.merged_at)} 由{merge.merged_label}并入。" if merge else ""
    return {"kept": kept, "when": when, "undo_url": undo}


def _lead(member: Member) -> str:
    parts = (labels.direction(member.direction), member.sex, str(member.organisation))
    return " · ".join(filter(None, parts))


def _other(member: Member) -> dict[str, Any] | None:
    """The other half of the same person: its direction and status, nothing else."""
    found = other_half(member.pk)
    return {"direction": labels.direction(found[0]), "badge": labels.status_badge(found[1])} if found else None


def _waiting(member: Member) -> list[dict[str, Any]]:
    rows = list(MoveRequest.objects.filter(member=member, state__in=WAITING))
    mine = _to_decide([row.key for row in rows])
    return [
        {
            "text": f"{labels.request_kind(row)}：{row.to_label}",
            "state": row.get_state_display(),
            "url": reverse("request", args=[mine.get(row.key, row.pk)]) if allowed(Action.REQUEST_ASK) else "",
        }
        for row in rows
    ]


def _to_decide(keys: list[UUID]) -> dict[UUID, UUID]:
    """The half that waits for the present user's decision, by the matter's key: the receiving one does not name him."""
    if not keys or not allowed(Action.REQUEST_DECIDE):
        return {}
    return dict(MoveRequest.objects.all().to_decide().filter(key__in=keys).values_list("key", "pk"))
