"""`manage.py confirm_officer`: a district without a security administrator gets its first one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.domain.confirming import confirm_officer
from registry.domain.errors import Refused
from registry.lib.scope import SEGMENT
from registry.models.identity import system_scope, user_by_name
from registry.models.unit import work


class Command(BaseCommand):
    """Confirms what waits for nobody, because there is no other officer to confirm it."""

    help = "区里没有别的安全管理员在任时，复核这个账号的“安全管理员”任职和重设的密码。"

    def add_arguments(self, parser: CommandParser) -> None:
        """ACCOUNT"""
        parser.add_argument("account", help="新任安全管理员的账号，任职由系统管理员先加好")

    def handle(self, *args: Any, **options: Any) -> None:
        """Confirm, or say why not."""
        user = user_by_name(options["account"])
        if user is None:
            raise CommandError(f"没有账号“{options['account']}”，请核对。")
        try:
            with work(system_scope(user.owner_path[:SEGMENT])):
                confirmed = confirm_officer(user=user)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if not confirmed:
            raise CommandError(f"“{user}”没有等着复核的“安全管理员”任职或密码，请系统管理员先办。")
        self.stdout.write(f"已复核 {user}，马上可以登录。")
