"""What happened to the demo's members in the six months between the first rosters and the day it is loaded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from registry.choices import CanvassChannel, CloseReason, Direction, MovementKind, OrganisationKind, SiteKind, Status
from registry.domain import canvass, custody, duplicates, lost, members, movements, seeding
from registry.lib import clock
from registry.lib.scope import Scope
from registry.management.demo.cast import Cast, Newcomer, Twin
from registry.management.demo.people import EMPLOYERS, GIG, SEED, Person, Roll
from registry.models import LiaisonAssignment, Member, Movement, Organisation, User
from registry.models.identity import standings, system_scope, user_by_name
from registry.models.scoped import ScopedModel
from registry.models.unit import work

STREETS = ((seeding.WAIHAI, "waihai"), (seeding.JIANGNAN, "jiangnan"), (seeding.LILE, "lile"))
REPORTED_SHARE, ENROLLED_SHARE = 0.75, 0.85
LOST, FOUND_AGAIN = 3, 2
# Days before yesterday on which somebody's record ended: as many since the last closed month as there are newcomers.
ENDED = (65, 45, 1, 0)
BRANCHES = (OrganisationKind.BRANCH, OrganisationKind.NEW_EMPLOYMENT, OrganisationKind.MOBILE_BRANCH)


@dataclass
class Desk:
    """One street's staff at work: the account, its scope, and the dice of its story."""

    code: str
    username: str

    @cached_property
    def user(self) -> User:
        """The street's account."""
        found = user_by_name(self.username)
        assert found is not None
        return found

    @cached_property
    def scope(self) -> Scope:
        """What it sees."""
        return scope_of(self.user)

    def members(self) -> list[Member]:
        """Open records of the street, always in the same order."""
        return list(Member.objects.filter(is_open=True).order_by("direction", "name", "id"))


def scope_of(user: User) -> Scope:
    """The scope of an account's first posting."""
    return standings(user, clock.today())[0].scope(user)


def dice_of(member: Member, what: str) -> Roll:
    """Dice of one member's own, so that one more draw for somebody changes nobody else's story."""
    return Roll(f"{SEED}|{what}|{member.name}|{member.direction}")


def has(model: type[ScopedModel]) -> bool:
    """Whether the district has rows of that kind already."""
    with work(system_scope(seeding.path_of(seeding.DISTRICT) or "")):
        return model.objects.exists()


def told() -> bool:
    """Whether the story is there already."""
    with work(system_scope(seeding.path_of(seeding.DISTRICT) or "")):
        return Movement.objects.filter(kind=MovementKind.FOUND_AGAIN).exists()


def begin(cast: Cast) -> None:
    """On the day of the rosters: somebody typed in a few whom they bring too."""
    for code, username in STREETS:
        desk = Desk(code, username)
        with work(desk.scope):
            for twin in cast.twins:
                if twin.street == code and not _is_there(twin.person):
                    _register(desk, twin)


def welcome(cast: Cast) -> None:
    """Newcomers, each on the day on which they were registered; two of three had reported in by then."""
    desks = {code: Desk(code, username) for code, username in STREETS}
    for number, newcomer in enumerate(cast.newcomers):
        with clock.as_of(_noon(newcomer.days)), work(desks[newcomer.street].scope):
            if not _is_there(newcomer.person):
                _welcome(desks[newcomer.street], newcomer, reports=number % 3 < 2)


def tell() -> None:
    """Everything else that rosters don't say: who reported in since, enrolments, losses, ends."""
    for code, username in STREETS:
        desk = Desk(code, username)
        with work(desk.scope):
            _report_some(desk)
            _enroll_some(desk)
            if code == seeding.JIANGNAN:
                _lose_some(desk)
                _end_some(desk)
                _canvass(desk)


def look_over() -> None:
    """What the program does at night: propose 失联, and records that may be one person's, for a person to decide on."""
    with work(system_scope(seeding.path_of(seeding.DISTRICT) or "")):
        duplicates.find_all()
        lost.propose_lost(day=clock.today())


def _register(desk: Desk, twin: Twin) -> None:
    """A clerk who didn't look: no ID number, the same telephone, another character of the same sound."""
    _typed_in(desk, twin.person, _said(twin.person))


def _welcome(desk: Desk, newcomer: Newcomer, *, reports: bool) -> None:
    """A clerk of the street fills in the page, with the member before her or on the telephone."""
    person, today = newcomer.person, clock.today()
    fields = _said(person) | {
        "id_number": person.id_number, "home_org_name": person.home_org, "flowed_on": person.arrived,
    }  # fmt: skip
    _typed_in(desk, person, fields, on=today, reported_on=today if reports else None)


def _said(person: Person) -> dict[str, object]:
    """What anybody says of herself."""
    return {
        "name": person.name, "sex": person.sex, "phone": person.phone, "birth_on": person.birth,
        "birth_precision": "day", "employer": person.employer, "origin_text": person.origin,
    }  # fmt: skip


def _typed_in(
    desk: Desk, person: Person, fields: dict[str, object], *, on: date | None = None, reported_on: date | None = None
) -> None:
    node = Organisation.objects.get(name=person.place, parent__code=desk.code)
    members.register(
        by=desk.user, organisation=node, direction=Direction.IN, fields=fields, on=on, reported_on=reported_on
    )


def _is_there(person: Person) -> bool:
    """Registered before somebody interrupted the loading; names are nobody else's."""
    return Member.objects.filter(name=person.name).exists()


def _noon(days: int) -> datetime:
    """Noon of the day so many days ago."""
    return clock.midnight(clock.today() - timedelta(days=days)) + timedelta(hours=12)


def _report_some(desk: Desk) -> None:
    """Most of those who had not reported in came by in the months since."""
    for member in desk.members():
        dice = dice_of(member, "report")
        waits = member.status == Status.AWAITING_REPORT and member.direction == Direction.IN
        if waits and dice.random() < REPORTED_SHARE:
            day = clock.local(member.created_at).date() + timedelta(days=dice.randint(4, 120))
            _move(desk, member, MovementKind.REPORTED_IN, min(day, _yesterday()), "到社区登记点报到。")


def _enroll_some(desk: Desk) -> None:
    """Most of those who reported in have been placed in a branch of theirs, or of the street's."""
    branches = list(Organisation.objects.filter(kind__in=BRANCHES).order_by("path"))
    for member in desk.members():
        dice = dice_of(member, "enroll")
        if member.status != Status.REPORTED or dice.random() > ENROLLED_SHARE:
            continue
        near = [branch for branch in branches if branch.path.startswith(member.owner_path)]
        day = min((member.reported_on or clock.today()) + timedelta(days=dice.randint(10, 60)), _yesterday())
        branch = dice.choice(near or branches)
        request = custody.ask_enroll(by=desk.user, member=member, branch=branch, effective_on=day)
        custody.decide(by=desk.user, request=request, agreed=True, answer="同意纳入")


def _lose_some(desk: Desk) -> None:
    """Some were lost, and some of them found again."""
    for number, member in enumerate(_reported(desk)[: LOST + FOUND_AGAIN]):
        gone = _yesterday() - timedelta(days=60 + 7 * number)
        note = "电话停机，原单位已搬走，老乡也说不知去向。"
        _move(desk, member, MovementKind.LOST, gone, note)
        if number >= LOST:
            back = gone + timedelta(days=30)
            _move(desk, member, MovementKind.FOUND_AGAIN, back, "换了号码，现已联系上，仍在本街道。")


def _end_some(desk: Desk) -> None:
    """A few records have ended: beside the 325 that are on the register, two of them in these days."""
    node = Organisation.objects.get(code=seeding.YONGMING)
    ends: tuple[tuple[str, Callable[[Member, date], object]], ...] = (
        ("凌返乡", lambda member, day: _move(desk, member, MovementKind.RETURNED, day, "已回乡定居。")),
        ("岑转走", lambda member, day: _move(desk, member, MovementKind.MOVED_ON, day, "到中山工作，已告知当地。")),
        ("游转入", lambda member, day: _move(desk, member, MovementKind.TRANSFERRED_IN, day, "组织关系转入永明社区。")),
        ("骆误记", lambda member, day: movements.close(
            by=desk.user, member=member, reason=CloseReason.MISTAKEN, effective_on=day, note="不是党员，登记有误。")),
    )  # fmt: skip
    for number, (name, end) in enumerate(ends, 1):
        day = _yesterday() - timedelta(days=ENDED[number - 1])
        fields = {"name": name, "phone": f"1370000{number:04d}"}
        start = day - timedelta(days=200)
        member = members.register(
            by=desk.user, organisation=node, direction=Direction.IN, fields=fields, on=start, reported_on=start
        )
        end(member, day)


def _canvass(desk: Desk) -> None:
    """双向摸排: two thirds of the listed sites have been searched."""
    street = Organisation.objects.get(code=desk.code)
    start = _yesterday() - timedelta(days=40)
    campaign = canvass.open_canvass(
        by=desk.user,
        organisation=street,
        name="新业态新就业群体党员摸排",
        starts_on=start,
        note="电话、微信、登记点一起用。",
    )
    kinds = dict.fromkeys(GIG.values(), SiteKind.STATION) | dict.fromkeys(EMPLOYERS, SiteKind.ENTERPRISE)
    channels = list(CanvassChannel)
    for number, (name, kind) in enumerate(kinds.items()):
        site = canvass.add_site(by=desk.user, organisation=street, name=name, kind=kind)
        if number % 3 < 2:
            found = Member.objects.filter(employer=name).order_by("name", "id").values_list("pk", flat=True)[:2]
            canvass.record_visit(
                by=desk.user, canvass=campaign, site=site, visited_on=start + timedelta(days=number),
                channel=channels[number % len(channels)], found=list(found),
            )  # fmt: skip


def _move(desk: Desk, member: Member, kind: MovementKind, day: date, note: str) -> None:
    movements.record_movement(by=desk.user, member=member, kind=kind, effective_on=day, note=note)


def _reported(desk: Desk) -> list[Member]:
    """Members who have reported in long enough ago for a story."""
    early = _yesterday() - timedelta(days=150)
    return [member for member in desk.members() if member.reported_on and member.reported_on < early]


def _yesterday() -> date:
    return clock.today() - timedelta(days=1)


def on_the_line() -> Iterator[tuple[User, Scope, list[Member]]]:
    """Who keeps in touch with whom: a liaison with the members assigned to her, a street with the others."""
    for code, username in STREETS:
        desk = Desk(code, username)
        with work(desk.scope):
            everybody = {member.pk: member for member in desk.members() if member.status != Status.LEAD}
            rows = LiaisonAssignment.objects.filter(ended_on__isnull=True).select_related("liaison")
            held = [(row.liaison, row.member_id) for row in rows.order_by("liaison__username", "id")]
        by_liaison: dict[User, list[Member]] = {}
        for liaison, member_id in held:
            if member_id in everybody:
                by_liaison.setdefault(liaison, []).append(everybody.pop(member_id))
        for liaison, own in by_liaison.items():
            yield liaison, scope_of(liaison), own
        yield desk.user, desk.scope, list(everybody.values())
