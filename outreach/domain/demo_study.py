"""The demo's study materials, some of them handed out, and last quarter's reports as they were asked for."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from outreach.choices import HandoutChannel, MaterialKind, TaskState
from outreach.domain import handouts, late, materials
from outreach.domain.quarters import Quarter
from outreach.models import Material, Rule, Task
from registry.domain import rhythm
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Member, Organisation, StudyReport, User

K, C = MaterialKind, HandoutChannel
LABEL = "演示"
# (title, kind, subject, copies, link, handed out: how many days ago, by which way, to whom)
MATERIALS: tuple[tuple[Any, ...], ...] = (
    ("中国共产党章程", K.BOOK, "党章学习", 400, "", (20, C.IN_PERSON, {})),
    ("流动党员学习园地", K.LINK, "日常学习", None, "https://www.12371.cn/", (9, C.WECHAT, {"employment": "any"})),
    ("流动党员管理服务问答", K.DOCUMENT, "政策解读", 200, "", (3, C.POST, {"status": "enrolled"})),
    ("专题党课课件：新就业群体怎样发挥党员作用", K.COURSEWARE, "专题党课", None, "", None),
)


def load(*, by: User | None, organisation: Organisation) -> int:
    """Give a node the demo's materials, once; returns how many hand-outs were written."""
    if Material.objects.filter(owner_path=organisation.path).exists():
        return 0
    _ask_for_last_quarter()
    given = 0
    for title, kind, subject, copies, link, how in MATERIALS:
        said = {
            "title": title, "kind": kind, "subject": subject, "copies": copies, "link": link,
            "year": clock.today().year,
        }  # fmt: skip
        material = materials.add_material(by=by, label=LABEL, organisation=organisation, fields=said)
        given += _hand_out(material, by, *how) if how else 0
    return given


def _hand_out(material: Material, by: User | None, days: int, way: str, query: dict[str, str]) -> int:
    """To everybody whom the filter finds, as staff do it: after a look."""
    copies = 0 if material.copies is None else 1
    facts = {"given_on": clock.today() - timedelta(days=days), "channel": way, "copies": copies}
    seen = handouts.preview(material=material, query=query, fields=facts)
    if not seen.count:
        return 0
    return handouts.give_many(
        by=by, label=LABEL, material=material, query=query, fields=facts, client_key=uuid4(), seen=seen.seal
    )


def _ask_for_last_quarter() -> int:
    """The tasks that the planner would have made of last quarter, had the demo's members been here then: done where a
    report is about it, otherwise lapsed. Returns how many."""
    quarter = late.ended()
    rule = Rule.objects.get(code="study", owner_path=scopes.current().path)
    members = rhythm.to_contact(Member.objects.all()).filter(reported_on__lt=quarter.first)
    about = StudyReport.objects.all().valid().filter(studied_on__gte=quarter.first, studied_on__lte=quarter.last)
    reported = dict(about.order_by("-studied_on").values_list("member_id", "studied_on"))
    return len(Task.objects.bulk_create(_task(rule, member, quarter, reported.get(member.pk)) for member in members))


def _task(rule: Rule, member: Member, quarter: Quarter, studied: date | None) -> Task:
    return Task(
        owner_path=member.owner_path, node_at_event=member.owner_path, member=member, rule=rule, kind=rule.kind,
        rule_version=rule.version, doer=rule.doer, due_on=quarter.last, counts_from=quarter.first,
        late_on=quarter.last + timedelta(days=rule.grace_days), planned_at=clock.now(), closed_at=clock.now(),
        state=TaskState.DONE if studied else TaskState.LAPSED, closed_on=studied or clock.today(),
    )  # fmt: skip
