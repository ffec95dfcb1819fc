"""`manage.py load_demo`: the demo's tree, staff and rosters. Running it again changes nothing."""

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from registry.choices import IntakeState, Role
from registry.domain import accounts, seeding
from registry.lib.tables import DATA
from registry.models import Intake, User
from registry.models.identity import system_scope, user_by_name
from registry.models.unit import work

# Printed below: it protects invented people only.
SHARED = "Demo-7k2m-Pq9x"
UNKNOWN = "（已另设）"
# Which roster is put in where and by whom, in this order.
ROSTERS = (
    ("street-ledger.xlsx", "440704000000", "district"),
    ("branch-inflow.xls", seeding.YONGMING, "yongming"),
    ("branch-outflow.xlsx", seeding.YONGMING, "yongming"),
    ("new-employment.xlsx", seeding.JIANGNAN, "jiangnan"),
    ("one-sheet-a-village.xlsx", "440704000000", "district"),
    ("system-extract.csv", "440704000000", "district"),
)


class Command(BaseCommand):
    """Seeds through the ordinary verbs and the real importer, as the app role."""

    help = "装入演示数据：江海区的组织、各角色的账号、六份样例名册。可以重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Tree and accounts first, then the rosters, then who may log in."""
        seeding.seed(os.environ.get("DEMO_PASSWORD", "") or SHARED)
        for name, organisation, username in ROSTERS:
            self._put_in(DATA / "demo" / name, organisation, username)
        seeding.give_liaison_members("liaison", seeding.YONGMING)
        self._print_logins()

    def _put_in(self, file: Path, organisation: str, username: str) -> None:
        if _states(file.name) - {IntakeState.FAILED}:
            return  # Also when somebody has undone it since: what the demo's users did stays.
        with tempfile.TemporaryDirectory() as folder:
            report = str(Path(folder) / "report.json")
            call_command("intake", str(file), organisation=organisation, by=username, report=report)
        if IntakeState.APPLIED not in _states(file.name):
            raise CommandError(f"样例名册 {file.name} 没有导入成功。")

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
