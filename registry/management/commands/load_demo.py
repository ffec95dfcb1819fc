"""`manage.py load_demo`: the demo's tree, staff, members and their story. Running it again changes nothing."""

import os
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.management.base import BaseCommand

from registry.choices import IntakeState, Role
from registry.domain import accounts, seeding
from registry.intake import pipeline, running
from registry.lib import clock
from registry.lib.tables import DATA
from registry.management.commands.intake import put_in, who
from registry.management.demo import contacts, staff, story, studies
from registry.management.demo.cast import cast
from registry.management.demo.people import HISTORY
from registry.management.demo.rosters import Roster
from registry.models import ContactLog, Intake, LostProposal, Organisation, StudyReport, User
from registry.models.identity import system_scope, user_by_name
from registry.models.unit import work

# Printed below: it protects invented people only.
SHARED = "Demo-7k2m-Pq9x"
UNKNOWN = "（已另设）"
# How soon after that the liaisons were given their members.
ASSIGNED = timedelta(days=3)
# Checked and left alone, so that there is something to try: five of its rows have to be mended.
WAITING = Roster(
    "new-employment.xlsx", seeding.JIANGNAN, "jiangnan", (DATA / "demo" / "new-employment.xlsx").read_bytes
)


class Command(BaseCommand):
    """Seeds through the ordinary verbs and the real importer, as the app role."""

    help = "装入演示数据：江海区的组织、各角色的账号、325 名党员和半年来的工作。可以重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Tree and accounts first, then the rosters of half a year ago, what happened since, then who may log in."""
        password = os.environ.get("DEMO_PASSWORD", "") or SHARED
        seeding.seed(password)
        liaisons = staff.hire(password)
        everybody = cast(clock.today())
        begun = clock.now() - HISTORY
        with clock.as_of(begun):
            for roster in everybody.rosters():
                _put_in(roster)
        if not story.told():
            with clock.as_of(begun):
                story.begin(everybody)
            story.welcome(everybody)
            story.tell()
        with clock.as_of(begun + ASSIGNED):  # they have been in touch since
            staff.assign(liaisons)
            seeding.give_liaison_members("liaison", seeding.YONGMING)
        if not story.has(ContactLog):
            contacts.keep_in_touch()
        if not story.has(StudyReport):
            studies.study()
        if not story.has(LostProposal):  # once; from then on it is done at night
            story.look_over()
        _only_check(WAITING)
        self._print_logins()

    def _print_logins(self) -> None:
        port = os.environ.get("PORT", "8000")
        self.stdout.write(f"\n演示地址 http://127.0.0.1:{port}/\n\n账号         密码              角色")
        found = [(account, user_by_name(account.username)) for account in (*seeding.ACCOUNTS, *seeding.NEIGHBOURS)]
        untouched = [user for _, user in found if user and _as_seeded(user)]
        seeded = _seeded_with(untouched[0]) if untouched else UNKNOWN
        for account, user in found:
            roles = "、".join(Role(role).label for role, _ in account.postings)
            password = seeded if user in untouched else UNKNOWN
            self.stdout.write(f"{account.username:<12} {password:<17} {account.name}（{roles}）")
        first, last = (staff.everybody()[at].username for at in (0, -1))
        self.stdout.write(f"{first} … {last}：外海街道 {len(staff.everybody())} 名联络员，密码相同")


def _put_in(roster: Roster) -> None:
    """As the command does it that staff use from the shell, without its report: that would be a second reading."""
    if _states(roster.file_name) - {IntakeState.FAILED}:
        return  # Also when somebody has undone it since: what the demo's users did stays.
    put_in(*who(roster.username, roster.organisation), roster.file_name, roster.data())


def _only_check(roster: Roster) -> None:
    """Up to the page on which a clerk decides."""
    if _states(roster.file_name):
        return
    user = user_by_name(roster.username)
    assert user is not None
    scope = story.scope_of(user)
    with work(scope):
        node = Organisation.objects.get(code=roster.organisation)
        intake = pipeline.receive(by=user, organisation=node, file_name=roster.file_name, data=roster.data())
    running.run_waiting(intake)
    with work(scope):
        pipeline.start_check(by=user, intake=Intake.objects.get(pk=intake.pk))
    running.run_waiting(intake)


def _states(file_name: str) -> set[str]:
    """How far the intakes of that file have come."""
    with work(system_scope(seeding.path_of(seeding.DISTRICT) or "")):
        return set(Intake.objects.filter(file_name=file_name).values_list("state", flat=True))


def _seeded_with(user: User) -> str:
    """The password that the accounts were seeded with, when it is known. One look: each takes a third of a second."""
    asked = (os.environ.get("DEMO_PASSWORD", ""), SHARED)
    return next((password for password in asked if password and check_password(password, user.password)), UNKNOWN)


def _as_seeded(user: User) -> bool:
    """Whether nobody has set another password since the account was opened."""
    changed = user.password_changed_at
    return changed is not None and changed - accounts.opened_at(user) < timedelta(minutes=1)
