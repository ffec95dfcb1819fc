"""Rows of every kind that a list shows, as many as asked for, written straight into the database of one community."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from outreach.domain import rules
from outreach.models import Alert, Rule, Task
from registry.choices import PairState, Status
from registry.choices.jobs import JobState
from registry.domain import canvass
from registry.domain.members import fill_keys
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import (
    Alarm,
    CanvassVisit,
    ContactLog,
    DuplicatePair,
    Intake,
    Job,
    LiaisonAssignment,
    LiaisonProfile,
    LostProposal,
    Member,
    MoveRequest,
    Site,
    StudyReport,
)
from tests.outreach.part_rows import part_of
from tests.outreach.rows import activities_of, corrections_of, leads_of, materials_of, messages_of, venues_of
from tests.outreach.suggestion_rows import suggestions_of
from tests.reports.rows import reports_of
from tests.world import World, clerk, id_number, phone

STATUSES = (Status.LEAD, Status.AWAITING_REPORT, Status.REPORTED, Status.ENROLLED)


@dataclass
class Planted:
    """Keys of the first rows, by model, for the pages of one object."""

    keys: dict[str, UUID] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)


def plant(world: World, node: str = "a11", *, times: int = 1, start: int = 200) -> Planted:
    """`times` rows of everything at a community; `start` numbers the people, so that two calls don't meet."""
    planted = Planted()
    with world.system():
        planted.members = people_of(world, node, times, start)
        for rows in (_hanging(world, node, planted.members), _pairs(world, node, planted.members)):
            for row in rows:
                planted.keys.setdefault(type(row).__name__, row.pk)
        _canvass(world, node, range(start, start + times), planted)
        _tasks(world, node, planted)
        planted.keys |= messages_of(world, node, planted.members)
        planted.keys |= venues_of(world, node, range(start, start + times))
        planted.keys |= corrections_of(world, planted.members)
        planted.keys |= leads_of(world, node, range(start, start + times))
        planted.keys |= activities_of(world, node, range(start, start + times), planted.members)
        planted.keys |= materials_of(world, node, range(start, start + times), planted.members)
        planted.keys |= part_of(world, node, range(start, start + times), planted.members)
        planted.keys |= suggestions_of(world, node, range(start, start + times), planted.members)
        planted.keys |= reports_of(world, node, range(start, start + times))
        _jobs(world, node, range(start, start + times))
        profile = LiaisonProfile.objects.filter(owner_path=world.nodes[node].path)[0]
    planted.keys |= {"Member": planted.members[0].pk, "LiaisonProfile": profile.pk, "User": profile.user_id}
    return planted


def people_of(world: World, node: str, times: int, start: int) -> list[Member]:
    """`times` members of each status, in the present unit of work."""
    place = world.nodes[node]
    made = []
    for number in range(start, start + times * len(STATUSES)):
        status = STATUSES[number % len(STATUSES)]
        member = Member(
            id=uuid7(), owner_path=place.path, organisation=place, direction="in", status=status,
            name=f"何小{number}", employer=f"江海区第{number}电商", phone=phone(number),
            id_number="" if status == Status.LEAD else id_number(number),
            last_contact_on=clock.today() - timedelta(days=number % 90),
        )  # fmt: skip
        fill_keys(member)
        made.append(member)
    return Member.objects.bulk_create(made)


def _hanging(world: World, node: str, members: list[Member]) -> list[Any]:
    """One of each for every fourth member: what lists show beside members."""
    user, liaison, now = world.users[clerk(node)], world.users[f"liaison-{node}"], clock.now()
    rows: list[Any] = []
    for member in members[:: len(STATUSES)]:
        own = {"owner_path": member.owner_path, "member": member}
        happened = {**own, "node_at_event": member.owner_path, "recorded_at": now, "recorded_by": user}
        rows += [
            ContactLog(**happened, happened_at=now - timedelta(days=8), channel="phone", outcome="no_answer",
                       contact_person=user, contact_label=user.name, next_on=clock.today() - timedelta(days=1)),
            StudyReport(**happened, topic="学习二十大精神", form="self_study", channel="paper",
                        studied_on=clock.today() - timedelta(days=120)),
            LostProposal(**own, proposed_on=clock.today(), silent_since=clock.today() - timedelta(days=200)),
            LiaisonAssignment(**own, liaison=liaison, liaison_label=liaison.name, started_on=clock.today()),
            MoveRequest(**own, key=uuid7(), kind="enroll", side="own", state="waiting_approval", direction="in",
                        name=member.name, to_label="流动支部", asked_at=now),
            _intake(world, node, now),
        ]  # fmt: skip
    for model in {type(row) for row in rows}:
        model.objects.bulk_create([row for row in rows if type(row) is model])
    return rows


def _intake(world: World, node: str, now: datetime) -> Intake:
    place = world.nodes[node]
    return Intake(
        owner_path=place.path, organisation=place, uploaded_by=world.users[clerk(node)], file_name="台账.xlsx",
        digest="0" * 64, state="failed", problem="文件打不开", created_at=now, purge_after=clock.today(),
    )  # fmt: skip


def _pairs(world: World, node: str, members: list[Member]) -> list[Any]:
    """Each lead with its neighbour, as two records of one person."""
    twos = zip(members[::2], members[1::2], strict=False)
    made = [
        DuplicatePair(
            owner_path=world.nodes[node].path, first_id=min(a.pk, b.pk), second_id=max(a.pk, b.pk), score=80,
            grounds=["name"], state=PairState.OPEN, found_at=clock.now(),
        )
        for a, b in twos
    ]  # fmt: skip
    return list(DuplicatePair.objects.bulk_create(made))


def _tasks(world: World, node: str, planted: Planted) -> None:
    """The district's rules, and of each registered member a contact that is late and has risen to the community."""
    district, today = world.nodes[node[0]], clock.today()
    with world.system(node[0]):
        rules.ensure_rules(district.path, day=today - timedelta(days=90))
        rule = Rule.objects.get(code="contact", owner_path=district.path)
    due = today - timedelta(days=20)
    tasks = [
        Task(
            owner_path=member.owner_path, member=member, rule=rule, rule_version=1, kind=rule.kind, doer=rule.doer,
            due_on=due, late_on=due + timedelta(days=15), basis_on=due - timedelta(days=30),
            counts_from=due - timedelta(days=29), planned_at=clock.now(), node_at_event=member.owner_path,
        )
        for member in planted.members
        if member.status != Status.LEAD
    ]  # fmt: skip
    Task.objects.bulk_create(tasks)
    alerts = Alert.objects.bulk_create(
        [
            Alert(owner_path=task.owner_path, task=task, member_id=task.member_id, level="community", rung=1,
                  node_path=task.owner_path, raised_on=today, raised_at=clock.now())
            for task in tasks
        ]
    )  # fmt: skip
    planted.keys |= {"Task": tasks[0].pk, "Alert": alerts[0].pk, "Rule": rule.pk}


def _jobs(world: World, node: str, numbers: range) -> None:
    """Background work of the district in every state, and an alarm for each."""
    path, now = world.nodes[node[0]].path, clock.now()
    hour = timedelta(hours=1)
    rows = [
        Job(owner_path=path, name="find_duplicates", key=f"{number}-{state}", state=state, attempts=3, number=number,
            begun_at=now - hour, ended_at=now, again_at=now + hour, reason="program")
        for number in numbers
        for state in JobState.values
    ]  # fmt: skip
    Job.objects.bulk_create(rows)
    Alarm.objects.bulk_create(
        [Alarm(owner_path=path, kind="job", subject=f"find_duplicates {number}", raised_at=now) for number in numbers]
    )


def _canvass(world: World, node: str, numbers: range, planted: Planted) -> None:
    user, place = world.users[clerk(node)], world.nodes[node]
    campaigns = [
        canvass.open_canvass(by=user, organisation=place, name=f"双向摸排 {number}", starts_on=clock.today())
        for number in numbers[:20]
    ]
    sites = [
        Site(owner_path=place.path, name=f"快递站点 {number}", name_key=f"快递站点{number}", to_canvass=True)
        for number in numbers
    ]
    Site.objects.bulk_create(sites)
    visits = [
        CanvassVisit(
            owner_path=place.path,
            canvass=campaigns[0],
            site=site,
            visited_on=clock.today(),
            channel="phone",
            searched_by=user,
        )
        for site in sites
    ]
    CanvassVisit.objects.bulk_create(visits)
    planted.keys |= {"Canvass": campaigns[0].pk, "Site": sites[0].pk, "CanvassVisit": visits[0].pk}
