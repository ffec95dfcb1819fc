"""Who might keep in touch with whom: a proposal that balances load and nearness. A person decides.

Load comes first: nobody is given one member too many while a colleague has room, and then whoever is over by least.
Among those, who is nearer: posted in the member's community > has members of that community > of the same employer >
of the same branch > from the same province. Ties go to the lighter load, then to the name. The same facts give the same
proposal.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from registry.domain import assignments
from registry.lib import clock, divisions
from registry.lib.scope import SEGMENT
from registry.models import LiaisonProfile
from registry.models.liaison import LiaisonAssignmentQuerySet, LiaisonProfileQuerySet
from registry.models.member import MemberQuerySet

# As many members are looked at in one go; a larger node is gone through part by part.
MOST = 3000
STREET_DEPTH = 2 * SEGMENT
COMMUNITY, EMPLOYER, BRANCH, PROVINCE = "community", "employer", "branch", "province"
Ties = dict[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """What nearness needs of a member."""

    id: UUID
    path: str
    community: str
    employer: str
    branch: str
    ties: Ties


@dataclass(slots=True)
class Candidate:
    """A liaison as the proposal goes on: `load` and `ties` grow with each member given. `held`, `has` and `shared` are
    what she has now: how many, who, and what they have in common."""

    profile: UUID
    user: UUID
    name: str
    path: str
    node: str
    kind: str
    capacity: int
    held: int = 0
    load: int = 0
    ties: Counter[tuple[str, str]] = field(default_factory=Counter)
    has: set[UUID] = field(default_factory=set)
    shared: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def over(self) -> int:
        """How many too many she has, with one more."""
        return max(0, self.load + 1 - self.capacity)

    def near(self, person: Person) -> int:
        """How near, as bits: a nearer kind of nearness outweighs all the farther ones."""
        posted = self.path == person.path or len(self.path) > STREET_DEPTH
        bits = 16 * posted
        for weight, name in ((8, COMMUNITY), (4, EMPLOYER), (2, BRANCH), (1, PROVINCE)):
            value = person.ties.get(name)
            bits += weight * bool(value and self.ties[name, value] > (person.id in self.has))
        return bits

    def others(self, person: Person, name: str) -> int:
        """How many of those whom she has now, but for himself, share this with him."""
        value = person.ties.get(name, "")
        return self.shared[name, value] - (person.id in self.has) if value else 0

    def rank(self, person: Person) -> tuple[int, int, float, str, str, str]:
        """The smallest goes first."""
        ratio = self.load / self.capacity if self.capacity else float(self.load)
        return self.over, -self.near(person), ratio, self.name, str(self.user), self.path

    def take(self, person: Person) -> None:
        """One member more."""
        self.load += 1
        self.ties.update(person.ties.items())

    def why(self, person: Person) -> str:
        """Why this one, in words, as things stand before the member is given."""
        return "；".join([*_nearness(self, person)[:2], _load(self)]) + "。"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who might keep in touch with a member, and why; no liaison where nobody is posted over the member.

    `others` are the next best, in order, from the facts before the member was given; `over` is how many too many the
    liaison would then have.
    """

    person: Person
    liaison: Candidate | None
    why: str = ""
    others: tuple[Candidate, ...] = ()
    over: int = 0


def propose(members: MemberQuerySet, *, but: UUID | None = None, shown: range = range(0)) -> list[Suggestion]:
    """A proposal for `members`, in their order, at most MOST of them; `but` is a liaison who is not to be proposed.

    The next best are worked out for the positions `shown` only. Four queries, whatever there is.
    """
    people = people_of(members)
    candidates = candidates_over({person.path for person in people}, but=but)
    return list(_paired(people, candidates, shown))


def _paired(people: Sequence[Person], candidates: Sequence[Candidate], shown: range) -> Iterable[Suggestion]:
    over: dict[str, list[Candidate]] = {}
    for position, person in enumerate(people):
        if person.path not in over:
            over[person.path] = _once_each(candidates, person.path)
        able = over[person.path]
        if not able:
            yield Suggestion(person, None)
            continue
        others = sorted(able, key=lambda one: one.rank(person)) if position in shown else ()
        best = others[0] if others else min(able, key=lambda one: one.rank(person))
        yield Suggestion(person, best, best.why(person), tuple(others), best.over)
        best.take(person)


def _once_each(candidates: Sequence[Candidate], path: str) -> list[Candidate]:
    """Those who may have members at `path`; a liaison of several nodes over it counts as that of the nearest."""
    nearest = {one.user: one for one in sorted(candidates, key=lambda one: len(one.path)) if path.startswith(one.path)}
    return list(nearest.values())


def people_of(members: MemberQuerySet) -> list[Person]:
    """The members, as far as nearness needs them, with what they are called where reasons are given."""
    columns = (
        "id",
        "owner_path",
        "organisation__name",
        "employer_key",
        "employer",
        "branch_id",
        "branch_label",
        "origin_code",
    )
    return [_person(*row) for row in members.values_list(*columns)[:MOST]]


def _person(
    key: UUID, path: str, community: str, employer_key: str, employer: str, branch: UUID | None, label: str, origin: str
) -> Person:
    return Person(key, path, community, employer, label, _ties(path, employer_key, branch, origin))


def _ties(path: str, employer_key: str, branch: UUID | None, origin: str) -> Ties:
    """What may be shared. A member in the street's own custody is of no community."""
    community = path if len(path) > STREET_DEPTH else ""
    found = {COMMUNITY: community, EMPLOYER: employer_key, BRANCH: str(branch or ""), PROVINCE: origin[:2]}
    return {name: value for name, value in found.items() if value}


def candidates_over(paths: Iterable[str], *, but: UUID | None = None) -> list[Candidate]:
    """Liaisons of the scope who may be given members at any of these paths, with their load and whom they have."""
    wanted = set(paths)
    if not wanted:
        return []
    above = {path[:end] for path in wanted for end in range(SEGMENT, len(path) + 1, SEGMENT)}
    found = LiaisonProfile.objects.all().in_office(clock.today()).filter(owner_path__in=above).exclude(user=but)
    candidates = {row.pk: _candidate(row) for row in _named(found)}
    _load_up(list(candidates.values()))
    return sorted(candidates.values(), key=lambda one: (one.name, str(one.user), one.path))


def _named(found: LiaisonProfileQuerySet) -> LiaisonProfileQuerySet:
    return found.select_related("user", "organisation")


def _candidate(row: LiaisonProfile) -> Candidate:
    kind, node = row.get_kind_display() or "联络员", row.organisation.name
    return Candidate(row.pk, row.user_id, row.user.name, row.owner_path, node, kind, row.capacity)


def _load_up(candidates: Sequence[Candidate]) -> None:
    """Whom they have already: one query."""
    by_user: dict[UUID, list[Candidate]] = {}
    for one in candidates:
        by_user.setdefault(one.user, []).append(one)
    columns = (
        "liaison_id", "member_id", "owner_path", "member__employer_key", "member__branch_id", "member__origin_code",
    )  # fmt: skip
    for user, member, path, *facts in _held(by_user).values_list(*columns):
        for one in by_user[user]:
            if path.startswith(one.path):
                one.held = one.load = one.load + 1
                one.has.add(member)
                one.shared.update(_ties(path, *facts).items())
    for one in candidates:
        one.ties.update(one.shared)


def _held(users: Iterable[UUID]) -> LiaisonAssignmentQuerySet:
    return assignments.in_force().primary().filter(liaison__in=list(users)).order_by()


def _nearness(one: Candidate, person: Person) -> list[str]:
    """What those whom she has already share with him, the nearest first."""
    shared = {name: many for name in person.ties if (many := one.others(person, name)) > 0}
    found = [f"就在{one.node}任职"] if one.path == person.path or len(one.path) > STREET_DEPTH else []
    if COMMUNITY in shared and not found:
        found.append(f"{person.community}已有 {shared[COMMUNITY]} 位归他")
    if EMPLOYER in shared:
        found.append(f"同单位（{person.employer}）的 {shared[EMPLOYER]} 位也归他")
    if BRANCH in shared:
        found.append(f"同在{person.branch or '一个支部'}的 {shared[BRANCH]} 位也归他")
    if PROVINCE in shared:
        found.append(f"{_province(person)}来的 {shared[PROVINCE]} 位也归他")
    return found


def _province(person: Person) -> str:
    place = divisions.current().get(person.ties[PROVINCE] + "0000")
    return place.name if place else "同一省份"


def _load(one: Candidate) -> str:
    planned = f"，前面建议了 {one.load - one.held} 位" if one.load > one.held else ""
    full = "能分的都满了，他超出最少：" if one.over else ""
    return f"{full}现有 {one.held} 位{planned}，上限 {one.capacity} 位"
