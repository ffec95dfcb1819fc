"""Every list of the API asks the same number of questions with ten rows and with a hundred; no list is left out."""

from datetime import date, timedelta
from typing import Any

from django.test import Client

from outreach.api import urls as outreach
from outreach.models import MessageBatch
from registry.api.urls import router
from registry.choices import OrganisationKind
from registry.intake import pipeline, running
from registry.intake.staging.claims import claim_this
from registry.lib import clock, scope
from registry.lib.ids import uuid7
from registry.models import (
    Attachment,
    CalendarDay,
    CalendarYear,
    Intake,
    LiaisonProfile,
    Movement,
    Organisation,
    RosterDifference,
    User,
)
from reports.api import month_urls as reports
from tests.api.caller import program
from tests.api.test_schema import operations
from tests.counting import queries
from tests.planting import Planted, plant
from tests.world import World, id_number

# A page holds fewer than MANY.
FEW, PAGE, MANY = 10, 80, 100
MOST = 12


def test_every_list_costs_the_same_with_ten_times_the_rows(transactional_db: None, world: World) -> None:
    caller = program(world, "district-a")
    client = Client(headers=caller.headers)
    sizes = {}
    costs: dict[int, dict[str, int]] = {}
    for total, more in ((FEW, FEW), (MANY, MANY - FEW)):
        roster = str(_roster(world, total).pk)
        activity = str(_rows(world, more, start=200 + 2 * total).keys["Activity"])
        paths = {path: path.replace("{id}", activity if "/activities/" in path else roster) for path in _lists()}
        sizes[total] = {path: len(caller.get(f"{url}?limit={PAGE}")["results"]) for path, url in paths.items()}
        costs[total] = {path: len(queries(client, f"{url}?limit={PAGE}")) for path, url in paths.items()}
    assert {path for path, number in sizes[FEW].items() if number < FEW} == set()
    assert set(sizes[MANY].values()) == {PAGE}, sizes[MANY]
    assert costs[FEW] == costs[MANY]
    assert max(costs[MANY].values()) <= MOST, costs[MANY]
    assert len(costs[MANY]) >= 10


def test_every_list_has_an_index_in_its_order() -> None:
    """A cursor's page is read off an index whatever lies before it; a path that is unique needs no second column."""
    listed = [
        view.model
        for _, view, _ in (*router.registry, *outreach.router.registry, *reports.router.registry)
        if _is_paged(view)
    ]
    assert len(listed) >= 8
    for model in listed:
        held = {tuple(index.fields) for index in model._meta.indexes}
        assert (model.scope_path, "-id") in held or model._meta.get_field(model.scope_path).unique, model


def _is_paged(view: Any) -> bool:
    return "list" in view.rights and view.pagination_class is not None


def _lists() -> list[str]:
    """The addresses of every list that is described: what answers with `results`."""
    return [path for path, method, operation in operations() if method == "get" and "limit" in _parameters(operation)]


def _parameters(operation: dict[str, Any]) -> set[str]:
    return {parameter["name"] for parameter in operation.get("parameters", [])}


def _roster(world: World, rows: int) -> Intake:
    """A roster of so many rows, checked, and as many differences."""
    lines = "\n".join(f"李海{n % 10},{id_number(20_000 + rows + n)}" for n in range(rows))
    with world.at("community-a11"):
        intake = pipeline.receive(
            by=world.users["community-a11"], organisation=world.nodes["a11"], file_name="名册.csv",
            data=f"姓名,身份证号\n{lines}\n".encode(),
        )  # fmt: skip
    with world.at("community-a11"):
        held = claim_this(Intake.objects.get(pk=intake.pk))
    assert held is not None
    running.run(held)
    with world.at("community-a11"):
        differences = [
            RosterDifference(owner_path=intake.owner_path, intake=intake, kind="absent", member_id=uuid7())
            for _ in range(rows)
        ]
        RosterDifference.objects.bulk_create(differences)
    return intake


def _liaisons(world: World, times: int, start: int) -> None:
    """So many more liaisons at a node."""
    node, path = world.nodes["a11"], world.nodes["a11"].path
    with world.system():
        numbers = range(start, start + times)
        made = User.objects.bulk_create(User(owner_path=path, username=f"l{n}", name=f"第{n}位") for n in numbers)
        LiaisonProfile.objects.bulk_create(
            LiaisonProfile(owner_path=path, user=user, organisation=node) for user in made
        )


def _calendar(world: World, times: int, start: int) -> None:
    """So many announced years, the first of them with so many days."""
    with world.system():
        own = {"owner_path": world.nodes["a"].path}
        years = CalendarYear.objects.bulk_create(
            CalendarYear(**own, year=start + n, source="通知", entered_at=clock.now()) for n in range(times)
        )
        CalendarDay.objects.bulk_create(
            CalendarDay(**own, announcement=years[0], day=date(start, 1, 1) + timedelta(days=n), name="节日")
            for n in range(times)
        )


def _batches(planted: Planted, times: int, start: int) -> None:
    """So many more texts to many, like the one that is there."""
    first = MessageBatch.objects.get(pk=planted.keys["MessageBatch"])
    own = {"owner_path": first.owner_path, "created_at": first.created_at, "created_by": first.created_by}
    MessageBatch.objects.bulk_create(
        MessageBatch(**own, name=f"问候 {start + number}", channel="wechat", body="您好") for number in range(times)
    )


def _rows(world: World, times: int, start: int) -> Planted:
    """So many rows of everything that a list shows, beside what a member's story needs."""
    planted = plant(world, "a11", times=times, start=start)
    _liaisons(world, times, start)
    _calendar(world, times, start)
    now = clock.now()
    with world.system():
        own = [{"owner_path": member.owner_path, "member": member} for member in planted.members[:times]]
        Attachment.objects.bulk_create(Attachment(**row, name="照片.jpg", size=1, added_at=now) for row in own)
        Movement.objects.bulk_create(
            Movement(**row, kind="registered", effective_on=clock.today(), recorded_at=now,
                     node_at_event=row["owner_path"])
            for row in own
        )  # fmt: skip
        _batches(planted, times, start)
        first = Organisation.objects.count()
        Organisation.objects.bulk_create(
            Organisation(path=world.nodes["a11"].path + scope.segment(first + number), parent=world.nodes["a11"],
                         kind=OrganisationKind.BRANCH, name=f"第{first + number}支部")
            for number in range(times)
        )  # fmt: skip
    return planted
