"""`manage.py restore DIR --identity FILE`: a backup into an empty database, and all that has to follow."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.backups import age, checking, restoring
from config.backups.checking import Checked
from config.backups.failed import Failed


class Command(BaseCommand):
    """Prints what was done, a line each; exit code 1 unless all of it went well."""

    help = (
        "恢复备份：先核对每一个字节，再放进空库，逐表核对，升级，核对审计链，把备份之后匿名化过的重新匿名化。"
        "--check 只核对，不碰数据库。"
    )
    # A database without tables is what this command is for.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """DIR --identity FILE [--check] [--report OUT]"""
        parser.add_argument("dir", help="一份备份的目录（buduanxian-时间）")
        parser.add_argument("--identity", required=True, help="私钥文件（manage.py backup_key 写的）")
        parser.add_argument("--check", action="store_true", help="只核对备份是否完好、这里能不能恢复，不碰数据库")
        parser.add_argument("--report", help="把结果另写成 JSON 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check; unless that was all, restore."""
        report: dict[str, object] = {"ok": False, "backup": Path(options["dir"]).name}
        try:
            report |= self._do(options)
            report["ok"] = True
        except Failed as failed:
            report["problem"] = str(failed)
            raise
        finally:
            if options["report"]:
                Path(options["report"]).write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")

    def _do(self, options: dict[str, Any]) -> dict[str, object]:
        checked = checking.check(Path(options["dir"]).absolute(), age.identities_of(Path(options["identity"])))
        said = checked.manifest
        self.stdout.write(
            f"备份完好：{said.at[:19].replace('T', ' ')} UTC 的 {len(said.tables)} 张表、{said.rows:,} 行，"
            f"PostgreSQL {said.postgres}，程序 {said.program} {said.commit}".rstrip()
        )
        return {"made": said.at, "checked": True} | ({} if options["check"] else self._restore(checked))

    def _restore(self, checked: Checked) -> dict[str, object]:
        done = restoring.restore(checked, self.stdout.write)
        self.stdout.write("恢复完成。可以启动网页、后台和定时了。")
        return done
