"""Who may do what through the API: every operation × every role, by a golden file, and as the pages have it."""

import csv
from pathlib import Path
from uuid import UUID

from registry.choices import Role
from registry.lib.ids import uuid7
from registry.policies import MOVEMENT_RIGHTS
from registry.web.member_page import BY_KIND
from tests.accounts.test_rights import ACCOUNTS
from tests.api.caller import browser
from tests.api.test_schema import operations
from tests.world import World

GOLDEN = Path(__file__).parent / "rights.csv"


def test_every_cell(world: World) -> None:
    """Asked about a row that is not there: whoever has the right hears so, everybody else is refused before."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        golden = {row["operation"]: row for row in csv.DictReader(file)}
    assert set(golden) == {operation["operationId"] for _, _, operation in operations()}
    absent, asked = str(uuid7()), 0
    for role, account in ACCOUNTS.items():
        caller = browser(world, account)
        for path, method, operation in operations():
            status = caller.ask(method.upper(), path.replace("{id}", absent)).status_code
            may = golden[operation["operationId"]][role] == "yes"
            assert (status == 403) == (not may), (operation["operationId"], role, status)
            assert status in (200, 400, 403, 404, 415), (operation["operationId"], role, status)
            asked += 1
    assert asked == len(golden) * len(Role) > 250
    assert UUID(absent)


def test_movements_ask_for_the_same_rights_as_on_the_pages() -> None:
    assert {kind: verb.action for kind, verb in BY_KIND.items()} == MOVEMENT_RIGHTS
