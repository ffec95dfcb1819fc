"""The 51 liaisons of 外海街道 (25 + 21 + 5, as the report counts), each with two or three members."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from registry.choices import LiaisonKind, Role, Status
from registry.domain import accounts, liaisons, members, seeding
from registry.lib import clock, tables
from registry.management.demo.story import Desk
from registry.models import LiaisonAssignment, LiaisonProfile, Member, Organisation, User
from registry.models.identity import system_scope, user_by_name
from registry.models.unit import work

SURNAMES = "梁温钟丁袁曹余杜叶程魏苏吕任卢沈姜崔谭范汪廖金贾夏付方邹熊孟秦邱侯江尹薛闫段雷黎史陶毛郝顾龚邵万钱汤尤"
INSTRUCTORS, STEWARDS = 25, 5
# How many members each takes on at most: the report counts two to three each, a steward is in the buildings all day.
CAPACITIES = {LiaisonKind.INSTRUCTOR: 3, LiaisonKind.COMMITTEE: 3, LiaisonKind.STEWARD: 5}


@dataclass(frozen=True, slots=True)
class Liaison:
    """A demo liaison: where she is posted (division code) and as what."""

    username: str
    name: str
    code: str
    kind: LiaisonKind


def everybody() -> list[Liaison]:
    """25 党建指导员 and 5 红色管家 of the street, and one of the 两委 of each of its 21 villages and communities."""
    places = [row["code12"] for row in tables.rows("jianghai_divisions") if row["parent_code12"] == seeding.WAIHAI]
    kinds = [("zhidao", "党建指导员", seeding.WAIHAI, LiaisonKind.INSTRUCTOR)] * INSTRUCTORS
    kinds += [("liangwei", "两委干部", code, LiaisonKind.COMMITTEE) for code in places]
    kinds += [("guanjia", "红色管家", seeding.WAIHAI, LiaisonKind.STEWARD)] * STEWARDS
    return [
        Liaison(f"{slug}{number:02d}", f"外海街道{label} {surname}联", code, kind)
        for number, ((slug, label, code, kind), surname) in enumerate(zip(kinds, SURNAMES, strict=True), 1)
    ]


def hire(password: str) -> list[User]:
    """Open the accounts that aren't there yet. One hash for all: it protects invented people only."""
    everyone = everybody()
    if user_by_name(everyone[-1].username) is None:
        hashed = make_password(password)
        with work(system_scope(seeding.path_of(seeding.DISTRICT) or "")):
            for liaison in everyone:
                _open(liaison, hashed)
        _newcomer(hashed)
    _describe(everyone)
    return [user for liaison in everyone if (user := user_by_name(liaison.username))]


def _open(liaison: Liaison, hashed: str) -> None:
    node = Organisation.objects.get(code=liaison.code)
    user = accounts.create_user(by=None, username=liaison.username, name=liaison.name, home=node, hashed=hashed)
    user.must_change_password, user.password_changed_at = False, clock.now()
    user.save()
    accounts.post(by=None, user=user, organisation=node, role=Role.LIAISON, starts_on=seeding.SINCE)


def _newcomer(hashed: str) -> None:
    """A clerk whom the system administrator has posted just now, so that there is something to confirm."""
    keeper = Desk(seeding.DISTRICT, "sysadmin")
    with work(keeper.scope):
        node = Organisation.objects.get(code=seeding.YONGMING)
        user = accounts.create_user(by=keeper.user, username="xinlai", name="永明社区 新干部", home=node, hashed=hashed)
        today = clock.today()
        accounts.post(by=keeper.user, user=user, organisation=node, role=Role.COMMUNITY, starts_on=today)


def _describe(everyone: list[Liaison]) -> None:
    """What kind each is, and how many members she takes on; said by the street. What somebody has said since stays."""
    kinds = {liaison.username: liaison.kind for liaison in everyone}
    street = Desk(seeding.WAIHAI, "waihai")
    with work(street.scope):
        for profile in LiaisonProfile.objects.filter(kind="", user__username__in=kinds).select_related("user"):
            kind = kinds[profile.user.username]
            liaisons.describe(by=street.user, profile=profile, kind=kind, capacity=CAPACITIES[kind])


def assign(staff: list[User]) -> None:
    """Two or three members each: those of a village to its own liaison first, the rest in turn; by the street."""
    street = Desk(seeding.WAIHAI, "waihai")
    with work(street.scope):
        if LiaisonAssignment.objects.filter(liaison=staff[0]).exists():
            return
        for member, liaison in _pairs(staff):
            members.assign_liaison(by=street.user, member=member, liaison=liaison)


def _pairs(staff: list[User]) -> Iterator[tuple[Member, User]]:
    street = Organisation.objects.get(code=seeding.WAIHAI)
    waiting = list(
        Member.objects.filter(owner_path__gte=street.path, owner_path__lt=street.path + "~", is_open=True)
        .exclude(status=Status.LEAD)
        .order_by("owner_path", "name", "id")
    )
    load = dict.fromkeys(staff, 0)
    for liaison in [one for one in staff if len(one.owner_path) > len(street.path)]:
        for member in [one for one in waiting if one.owner_path == liaison.owner_path][:2]:
            waiting.remove(member)
            load[liaison] += 1
            yield member, liaison
    for member in waiting:
        liaison = min((one for one in staff if member.owner_path.startswith(one.owner_path)), key=lambda one: load[one])
        load[liaison] += 1
        yield member, liaison
