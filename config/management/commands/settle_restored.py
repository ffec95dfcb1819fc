"""`manage.py settle_restored`: what `restore` does at its end, for a database that came back some other way."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from config.backups import aftermath, folder, restoring, tools
from registry.lib import clock


class Command(BaseCommand):
    """Prints what was done, a line each; exit code 1 unless all of it went well."""

    help = (
        "用别的办法恢复了数据库（时间点恢复、虚拟机快照）以后、启动网页和后台之前运行："
        "没发完的消息交给人核实，关掉发送途径，清掉会话和令牌，把匿名化过的重新匿名化，核对审计链。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Nobody else may be at work meanwhile: messages would go out."""
        tools.require_owner()
        connection.close()
        restoring.require_alone()
        aftermath.settle(folder.name_of(clock.now()), self.stdout.write)
        self.stdout.write("善后完成。可以启动网页、后台和定时了。")
