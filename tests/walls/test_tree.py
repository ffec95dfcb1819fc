"""Whatever happens to the tree and to members, everybody sees exactly the own subtree (A25)."""

from collections import Counter
from typing import ClassVar

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from registry.choices import CloseReason, OrganisationKind
from registry.domain import custody, members, movements, tree
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.scope import Scope
from registry.models import Member, Movement, MoveRequest, Organisation
from registry.models.identity import system_scope
from registry.models.unit import step, work
from tests.faults.harness import figure, rounds
from tests.world import World, id_number

RUNS, STEPS = rounds(4, 100), rounds(12, 50)
PICK = st.integers(0, 10**6)


class Registers(RuleBasedStateMachine):
    """Two districts that grow, take members in, hand them on and close; the oracle follows parents, not paths."""

    world: World

    steps: ClassVar[Counter] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()
        self.parent: dict[str, str | None] = {}
        self.node: dict[str, Organisation] = {}
        self.holder: dict[object, str] = {}
        self.gone: set[str] = set()
        self.made = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)

    @initialize(number=PICK)
    def start(self, number: int) -> None:
        """The two districts as the world has them, but for a community that has moved to the other street: whatever is
        drawn, each run has a move.
        """
        self.node = dict(self.world.nodes)
        self.parent = {name: name[:-1] or None for name in self.node}
        name = self.pick(number, [one for one in self.node if len(one) == 3])
        streets = [one for one in self.node if len(one) == 2 and one[0] == name[0] and one != self.parent[name]]
        self.move(name, self.pick(number, streets))

    def pick(self, number: int, names: list[str] | None = None) -> str:
        choice = sorted(names or self.node)
        return choice[number % len(choice)]

    @rule(number=PICK)
    def add_branch(self, number: int) -> None:
        """A party branch under any community or street."""
        above = self.pick(number, [name for name in self.node if len(name) in (2, 3)])
        self.made += 1
        name = f"{above}-branch{self.made}"
        with work(system_scope(self.node[above].path[:4])):
            self.node[name] = tree.add_organisation(
                by=None, parent=self.node[above], kind=OrganisationKind.BRANCH, name=name
            )
        self.parent[name] = above

    @rule(number=PICK)
    def register(self, number: int) -> None:
        """A member anywhere."""
        name = self.pick(number)
        self.made += 1
        with work(system_scope(self.node[name].path[:4])):
            fields = {"name": "何小山", "id_number": id_number(self.made)}
            member = members.register(by=None, organisation=self.node[name], direction="in", fields=fields)
        self.holder[member.pk] = name

    @precondition(lambda self: self.holder)
    @rule(number=PICK, aim=PICK)
    def hand_on(self, number: int, aim: int) -> None:
        """A transfer inside one district, agreed by it."""
        pk = sorted(self.holder)[number % len(self.holder)]
        old = self.holder[pk]
        new = self.pick(aim, [name for name in self.node if name[0] == old[0]])
        district = f"district-{old[0]}"
        user = self.world.users[district]
        try:
            with self.world.at(district):
                request = custody.transfer_out(by=user, member=Member.objects.get(pk=pk), to_id=self.node[new].pk)
                receiving = MoveRequest.objects.get(key=request.key, side="receiving")
                custody.decide(by=user, request=receiving, agreed=True)
        except Refused:
            return
        self.holder[pk] = new

    @precondition(lambda self: self.holder)
    @rule(number=PICK)
    def end(self, number: int) -> None:
        """A record ends; it stays where it is."""
        pk = sorted(self.holder)[number % len(self.holder)]
        try:
            with work(system_scope(self.node[self.holder[pk]].path)):
                movements.close(
                    by=None, member=Member.objects.get(pk=pk), reason=CloseReason.OTHER, effective_on=clock.today()
                )
        except Refused:
            return

    @rule(number=PICK, aim=PICK)
    def move_node(self, number: int, aim: int) -> None:
        """A node under another superior, where it may; what happened stays where it happened."""
        name = self.pick(number, [one for one in self.node if len(one) > 2])
        self.move(name, self.superior(name, aim))

    def move(self, name: str, above: str) -> None:
        """A node under another superior, unless that is refused."""
        with work(system_scope(self.node[name].path[:4])):
            happened, left = self.happened(), self.node[name].path
            try:
                with step():
                    tree.move_organisation(by=None, node=self.fresh(name), parent=self.fresh(above))
            except Refused:
                return
            assert happened.items() <= self.happened().items()
            self.steps["moved"] += 1
            self.node |= {one: self.fresh(one) for one in self.node if one[0] == name[0]}
        self.parent[name] = above
        self.gone.add(left)

    def superior(self, name: str, aim: int) -> str:
        """A node of the same district: mostly one that may be a superior, now and then any."""
        within = [one for one in self.node if one[0] == name[0]]
        fitting = [one for one in within if len(one) == 2 or (len(one) == 3 and "branch" in name)]
        return self.pick(aim // 4, fitting if aim % 4 else within)

    def fresh(self, name: str) -> Organisation:
        """The node as it stands in the database."""
        return Organisation.objects.get(pk=self.node[name].pk)

    def happened(self) -> dict[object, str]:
        """Where each movement of the scope is counted."""
        return dict(Movement.objects.values_list("pk", "node_at_event"))

    @invariant()
    def no_path_comes_back(self) -> None:
        """A path that a node has left is nobody's again."""
        assert not self.gone & {node.path for node in self.node.values()}

    @rule(number=PICK)
    def close_node(self, number: int) -> None:
        """A node goes out of use, where it may."""
        name = self.pick(number, [name for name in self.node if "branch" in name] or None)
        try:
            with work(system_scope(self.node[name].path[:4])):
                tree.close_organisation(by=None, node=Organisation.objects.get(pk=self.node[name].pk))
        except Refused:
            return

    def below(self, name: str) -> set[str]:
        """The node and everything under it, by parents."""
        found, size = {name}, 0
        while size != len(found):
            size = len(found)
            found |= {child for child, above in self.parent.items() if above in found}
        return found

    @invariant()
    def everybody_sees_the_own_subtree(self) -> None:
        """Members, their movements and the nodes, for every node as a scope."""
        for name, node in self.node.items():
            self.steps["checked"] += 1
            names = self.below(name)
            expected = {pk for pk, holder in self.holder.items() if holder in names}
            with work(Scope(path=node.path, office=node.path, role="community")):
                assert set(Member.objects.values_list("pk", flat=True)) == expected, name
                assert set(Movement.objects.values_list("member_id", flat=True)) == expected, name
                nodes = Organisation.objects.filter(moved_as=None)
                assert set(nodes.values_list("pk", flat=True)) == {self.node[one].pk for one in names}
                left = Organisation.objects.filter(moved_as__isnull=False)
                assert all(place.path.startswith(node.path) and not place.is_active for place in left)


@pytest.mark.fault
@pytest.mark.timeout(3600)
def test_visible_sets_follow_the_tree(world: World) -> None:
    machine = type("Machine", (Registers,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS, stateful_step_count=STEPS, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    checked, moved = Registers.steps["checked"], Registers.steps["moved"]
    what = f"visible set = the tree's, {RUNS} runs of up to {STEPS} steps, {moved} moves of nodes: differences"
    figure("A25", what, 0, "", moved > 0, n=checked)
