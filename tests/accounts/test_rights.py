"""The permission matrix: every role × every action, by a golden file, and nobody holds two offices."""

import csv
from pathlib import Path

import pytest

from registry.choices import OFFICERS, Role
from registry.policies import RIGHTS, Action, allowed, check
from registry.policies.rights import NotAllowed
from tests.world import World

GOLDEN = Path(__file__).parent / "rights.csv"
ACCOUNTS = {
    Role.DISTRICT: "district-a",
    Role.STREET: "street-a1",
    Role.COMMUNITY: "community-a11",
    Role.LIAISON: "liaison-a11",
    Role.SYSTEM_ADMIN: "system_admin-a",
    Role.SECURITY_ADMIN: "security_admin-a",
    Role.AUDITOR: "auditor-a",
}


def golden() -> list[dict[str, str]]:
    """Rows `action`, then one column a role with `yes` or `no`."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_names_every_role_and_action() -> None:
    rows = golden()
    assert [row["action"] for row in rows] == [str(action) for action in Action]
    assert set(rows[0]) - {"action"} == {str(role) for role in Role} == set(RIGHTS) - {"system"}


def test_every_cell(world: World) -> None:
    asked = 0
    for role, account in ACCOUNTS.items():
        with world.at(account):
            for row in golden():
                action = Action(row["action"])
                assert allowed(action) == (row[role] == "yes"), (role, action)
                if row[role] == "yes":
                    check(action)
                else:
                    with pytest.raises(NotAllowed):
                        check(action)
                asked += 1
    assert asked == len(Role) * len(Action)


def test_officers_share_no_right_and_see_no_members() -> None:
    for first in OFFICERS:
        for second in OFFICERS - {first}:
            assert not RIGHTS[first] & RIGHTS[second], (first, second)
        assert not any(str(action).startswith(("member.", "intake.", "canvass.")) for action in RIGHTS[first])
