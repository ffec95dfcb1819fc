"""Canaries inside the files that are made: every kind and every list, for each role that may ask, searched as pages are
(A03, group I). Made in a wider scope than the asker's, they leak."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from registry.lib import clock
from registry.lib.scope import SEGMENT
from registry.models import Organisation
from registry.models.identity import system_scope
from registry.policies import allowed
from reports.choices.exports import ExportKind, ExportState
from reports.domain import drafting, exports
from reports.figures.month import Month
from reports.models import Export, OfficialForm
from reports.workbook import kinds, listing, making
from reports.workbook.lists import LISTS, asked_with
from tests.reports import form_rows
from tests.walls.canaries import Planted, plant
from tests.world import World

ASKERS = ("community-a11", "community-a12", "street-a1", "district-a", "district-b")
OF_A_MONTH = [kind for kind in ExportKind if kind not in (ExportKind.LIST, ExportKind.FORM)]
WHOLE = {"masked": False, "reason": "报组织部核对"}


@dataclass
class Opened:
    """What was found in the files: by whom, in which, whose it is; and how much of one's own was seen."""

    planted: Planted
    leaks: list[tuple[str, str, str, str]] = field(default_factory=list)
    own: dict[str, int] = field(default_factory=dict)

    def search(self, account: str, what: str, text: str) -> None:
        """As the crawl searches a page."""
        scope = self.planted.world.scope(account)
        self.own.setdefault(what, 0)
        for label, canary in self.planted.labels(text):
            if self.planted.visible(scope, label, canary):
                self.own[what] += 1
            else:
                self.leaks.append((account, what, label, canary))


def asked(world: World, account: str, month: Month) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that the account may ask for, each with the name of what it is."""
    with world.at(account) as scope:
        node = Organisation.objects.get(path=scope.path)
        common = {"by": world.users[account], "organisation": node}
        files = [(str(kind), {"kind": kind, "month": month}) for kind in OF_A_MONTH]
        forms = OfficialForm.objects.all().in_use()
        files += [
            ("form", {"kind": ExportKind.FORM, "month": month, "options": {"form": str(each.pk)}}) for each in forms
        ]
        files += [(name, {"kind": ExportKind.LIST, "options": asked_with(name, LISTS[name].found(query, common["by"]))})
                  for name in LISTS for query in _queries(name) if allowed(LISTS[name].action)]  # fmt: skip
    whole = [(f"{what}, whole", given | WHOLE) for what, given in files if what in ("members", "workbook", "leads")]
    for what, given in (*files, *whole):
        yield what, common | given


def _queries(name: str) -> list[dict[str, str]]:
    """As wide as the list gets, where that is another than it opens with."""
    wide = {"members": {"status": "all"}, "suggestions": {"view": "all"}, "handouts": {"quarter": "all"},
            "materials": {"all": "1"}, "venues": {"all": "1"}, "answers": {"all": "1"}}  # fmt: skip
    return [{}, wide[name]] if name in wide else [{}]


def opened(world: World, account: str, given: dict[str, Any]) -> str:
    """All the text of the file, as its asker gets it; whatever could not be made is a failure."""
    path = world.nodes[account.rpartition("-")[2]].path
    with world.at(account):
        key = exports.ask(**given).pk
    making.work_off(path[:SEGMENT], first=str(key))
    with world.at(account):
        row = Export.objects.get(pk=key)
        assert row.state == ExportState.DONE, (account, given["kind"], row.problem)
        with exports.open_file(by=world.users[account], export=row) as file:
            return row.file_name + text_of(file.read())


def text_of(data: bytes) -> str:
    """A file in the clear, packed or not."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode("utf-8")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.fixture
def planted(db: None, world: World) -> Planted:
    """Rows of everybody's at every node, drafts of this month, a form to be filled."""
    found = plant(world, rosters=False)
    form_rows.taken(world)
    for district in "ab":
        with world.system(district):
            drafting.draft(Month.of(clock.today()), now=clock.now())
    return found


def test_no_file_holds_a_foreign_canary(planted: Planted, world: World, say) -> None:
    month, found, made = Month.of(clock.today()), Opened(planted), 0
    for account in ASKERS:
        for what, given in asked(world, account, month):
            found.search(account, what, opened(world, account, given))
            made += 1
    say(f"files: {made} of {len(found.own)} sorts by {len(ASKERS)} accounts, {sum(found.own.values())} own canaries,"
        f" {len(found.leaks)} leaks")  # fmt: skip
    assert found.leaks == []
    assert {what for what, seen in found.own.items() if not seen} == set(), "a file with nothing of its own"


@pytest.mark.parametrize("wall", ["lists", "months"])
def test_made_in_a_wider_scope_they_leak(
    planted: Planted, world: World, monkeypatch: pytest.MonkeyPatch, wall: str
) -> None:
    """The worker works for the whole district: what narrows a file is the scope of a list, the node of a month."""
    if wall == "lists":
        monkeypatch.setattr(listing, "system_scope", lambda path: system_scope(path[:SEGMENT]))
    else:
        spec_of, root = kinds.spec_of, world.nodes["a"].path
        monkeypatch.setattr(kinds, "spec_of", lambda *given: replace(spec_of(*given), path=root))
    found = Opened(planted)
    for what, given in asked(world, "community-a11", Month.of(clock.today())):
        found.search("community-a11", what, opened(world, "community-a11", given))
    kind = {"lists": set(LISTS), "months": set(OF_A_MONTH)}[wall]
    assert {what for _, what, *_ in found.leaks} & {str(each) for each in kind}
