"""The demo's tree and staff: the district of the press report, and a neighbour to whom it must stay closed.

Everything here goes through the ordinary verbs and may be run again: what is there stays as it is.

The report's 明星村 is not among the 63 villages and communities of the official list, and the report does not say which
of them answers for it (the member who works there was asked to report in at 永明社区, which is another place). So it
stays unknown, an intake warns of it, and staff add it as an alias of the node that they know it to be.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from registry.choices import Direction, Role
from registry.choices import OrganisationKind as Kind
from registry.domain import accounts, calendar, members, tree
from registry.domain.founding import short_name
from registry.lib import clock, tables
from registry.lib import scope as scopes
from registry.lib.identity import compose
from registry.models import LiaisonAssignment, Member, Organisation, User
from registry.models.identity import districts, system_scope, user_by_name
from registry.models.unit import work

DISTRICT, NEIGHBOUR = "440704000000", "440705000000"
JIANGNAN, WAIHAI, LILE = "440704001000", "440704004000", "440704005000"
YONGMING, YONGXIAN, HEPAN = "440704001025", "440704001028", "440705001001"
SINCE = date(2026, 1, 1)

# Nine, as the report counts; the first three are named in it, the others are invented. By the street they belong to.
NEW_EMPLOYMENT = (
    (JIANGNAN, "粤湾云谷AI电商基地流动党员党支部"),
    (JIANGNAN, "饿了么江海区党支部"),
    (JIANGNAN, "名杨餐饮配送服务有限公司党支部"),
    (JIANGNAN, "江海广场商圈联合党支部"),
    (WAIHAI, "外海快递行业联合党支部"),
    (WAIHAI, "银泉网约车司机党支部"),
    (WAIHAI, "麻园货运物流园党支部"),
    (LILE, "礼乐电商直播基地党支部"),
    (LILE, "礼乐物业服务行业联合党支部"),
)
BRANCHES = (YONGMING, YONGXIAN, "440704001021", "440704004007", "440704004206", "440704005201")
MOBILE_BRANCH = (WAIHAI, "外海街道流动党员党支部")


@dataclass(frozen=True, slots=True)
class Account:
    """A demo login and the postings behind it: (role, code of the node)."""

    username: str
    name: str
    postings: tuple[tuple[Role, str], ...]


ACCOUNTS = (
    Account("district", "区委组织部 钟立", ((Role.DISTRICT, DISTRICT),)),
    Account("jiangnan", "江南街道 区敏", ((Role.STREET, JIANGNAN),)),
    Account("waihai", "外海街道 陈海", ((Role.STREET, WAIHAI),)),
    Account("lile", "礼乐街道 黄乐", ((Role.STREET, LILE),)),
    Account("yongming", "永明社区 李明", ((Role.COMMUNITY, YONGMING),)),
    Account("yongxian", "永贤社区 冼贤", ((Role.COMMUNITY, YONGXIAN),)),
    Account("two-posts", "江南街道兼永贤社区 梁双", ((Role.STREET, JIANGNAN), (Role.COMMUNITY, YONGXIAN))),
    Account("liaison", "永明社区联络员 何联", ((Role.LIAISON, YONGMING),)),
    Account("sysadmin", "系统管理员 曾统", ((Role.SYSTEM_ADMIN, DISTRICT),)),
    Account("secadmin", "安全管理员 单安", ((Role.SECURITY_ADMIN, DISTRICT),)),
    Account("auditor", "审计管理员 仇审", ((Role.AUDITOR, DISTRICT),)),
)
NEIGHBOURS = (
    Account("neighbour", "邻区组织部 解邻", ((Role.DISTRICT, NEIGHBOUR),)),
    Account("outsider", "邻区河畔社区 覃远", ((Role.COMMUNITY, HEPAN),)),
)


def seed(password: str) -> None:
    """Plant both districts with their staff. Every account gets `password`, to be kept: this is a demo."""
    with _district(DISTRICT, "江海区") as root:
        nodes = _jianghai(root)
        _staff(ACCOUNTS, nodes, password)
    with _district(NEIGHBOUR, "新会区（演示）") as root:
        nodes = _neighbour(root)
        _staff(NEIGHBOURS, nodes, password)
        _outsiders(nodes[HEPAN])


def give_liaison_members(username: str, node_code: str, most: int = 3) -> None:
    """Assign the first few open members of a node to a liaison who has none yet."""
    liaison = user_by_name(username)
    with work(system_scope(path_of(DISTRICT) or "")):
        if liaison is None or LiaisonAssignment.objects.filter(liaison=liaison).exists():
            return
        for member in Member.objects.filter(organisation__code=node_code, is_open=True).order_by("name", "id")[:most]:
            members.assign_liaison(by=None, member=member, liaison=liaison)


def path_of(code: str) -> str | None:
    """The path of the district with that division code, None when it isn't planted."""
    for path in districts():
        with work(system_scope(path)):
            if Organisation.objects.filter(path=path, code=code).exists():
                return path
    return None


@contextmanager
def _district(code: str, name: str) -> Iterator[Organisation]:
    """A unit of work over one district, planted on the next free path when it isn't there."""
    taken = districts()
    path = path_of(code) or scopes.segment(max((int(path, 36) for path in taken), default=0) + 1)
    with work(system_scope(path)):
        root = Organisation.objects.filter(path=path).first()
        yield root or tree.plant(name=name, code=code)
        calendar.seed_calendar(by=None)


def _jianghai(root: Organisation) -> dict[str, Organisation]:
    """Streets, villages and communities of the official list, party branches, and the nodes already there, by code."""
    nodes = {root.code: root}
    for row in tables.rows("jianghai_divisions"):
        if row["level"] in ("street", "community", "village"):
            parent = nodes[row["parent_code12"]]
            code, official = row["code12"], row["name"]
            nodes[code] = _node(parent, Kind(row["level"]), short_name(official), code, official)
    for code in BRANCHES:
        _node(nodes[code], Kind.BRANCH, f"{nodes[code].name}党支部")
    for code, name in NEW_EMPLOYMENT:
        _node(nodes[code], Kind.NEW_EMPLOYMENT, name)
    _node(nodes[MOBILE_BRANCH[0]], Kind.MOBILE_BRANCH, MOBILE_BRANCH[1])
    return nodes


def _neighbour(root: Organisation) -> dict[str, Organisation]:
    street = _node(root, Kind.STREET, "会城街道（演示）", "440705001000")
    nodes = {root.code: root, street.code: street}
    for code, name in ((HEPAN, "河畔社区（演示）"), ("440705001002", "桥东社区（演示）")):
        nodes[code] = _node(street, Kind.COMMUNITY, name, code)
    return nodes


def _node(parent: Organisation, kind: Kind, name: str, code: str = "", official: str = "") -> Organisation:
    """The node, found by its code or by a name it has or had, else added; the official name becomes an alias. One that
    has moved under another superior since is found where it is now."""
    known = Organisation.objects.filter(parent=parent)
    named = known.filter(Q(name=name) | Q(aliases__alias=name) | Q(moved_as__name=name))
    node = (Organisation.objects.filter(code=code) if code else named).first()
    if node is not None and node.moved_as:
        node = node.moved_as
    if node is None:
        node = tree.add_organisation(by=None, parent=parent, kind=kind, name=name, code=code)
        if official and official != name:
            tree.add_alias(by=None, node=node, alias=official)
    return node


def _staff(wanted: tuple[Account, ...], nodes: dict[str, Organisation], password: str) -> None:
    for account in wanted:
        if user_by_name(account.username) is not None:
            continue
        home = nodes[account.postings[0][1]]
        user = accounts.create_user(by=None, username=account.username, name=account.name, password=password, home=home)
        User.objects.filter(pk=user.pk).update(must_change_password=False, password_changed_at=clock.now())
        for role, code in account.postings:
            accounts.post(by=None, user=user, organisation=nodes[code], role=role, starts_on=SINCE)


def _outsiders(node: Organisation) -> None:
    """Three members of the neighbour's, for nobody else's eyes. County part 99 is unallocated."""
    if Member.objects.filter(organisation=node).exists():
        return
    for sequence, name in enumerate(("佘小河", "麦远航", "简秀英"), 1):
        number = compose("440799", date(1980 + sequence, 5, 10 + sequence), sequence)
        fields = {"name": name, "id_number": number, "phone": f"1390000{sequence:04d}"}
        members.register(by=None, organisation=node, direction=Direction.IN, fields=fields)
