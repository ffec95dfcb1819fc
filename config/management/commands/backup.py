"""`manage.py backup DIR`: everything that a new machine needs, encrypted, in one folder."""

from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat

from config.backups import taking, tools
from config.backups.failed import Failed, first_line
from registry.domain import signs


class Command(BaseCommand):
    """Prints where the backup lies and how large it is; exit code 1 and nothing that looks like one where it failed."""

    help = (
        "备份：数据库、审计锚点和已匿名化的名单，加密后放进 目录/buduanxian-时间/，不用停机。密钥不在里面，要另外保管。"
        "用 sha256sum -c SHA256SUMS 核对，用 manage.py restore 恢复。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """DIR [--keep N]"""
        parser.add_argument("dir", help="放备份的目录，最好在另一块磁盘上")
        parser.add_argument("--keep", type=int, default=0, help="成功以后只留最新的几份（不写就都留着）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, note it."""
        if options["keep"] < 0:
            raise Failed("--keep 后面写要留几份，1 或更多。")
        taken = self._take(Path(options["dir"]), options["keep"])
        signs.note_backup(taken.path.name, taken.size)
        self.stdout.write(
            f"备份好了：{taken.path}，{filesizeformat(taken.size)}，"
            f"{taken.tables} 张表，{taken.rows:,} 行，用了 {taken.seconds:.0f} 秒"
        )
        if taken.removed or taken.swept:
            self.stdout.write(f"清掉更早的 {len(taken.removed)} 份、没做完的 {taken.swept} 份")

    def _take(self, target: Path, keep: int) -> taking.Taken:
        try:
            tools.require_owner()
            return taking.take(target, keep)
        except psycopg.Error as error:
            raise Failed(f"数据库在备份中断开或出错：{first_line(str(error))}。没有留下备份，请再来一次。") from None
        except OSError as error:
            raise Failed(
                f"写不了 {target}（{error.strerror or error}）：请看磁盘是不是满了、目录能不能写。没有留下备份。"
            ) from None
