"""`manage.py backup_key FILE`: a pair of keys for backups."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.backups import age
from config.backups.failed import Failed


class Command(BaseCommand):
    """Writes the secret key into a file that its user alone can read, and prints the public key."""

    help = (
        "给备份做一把密钥：私钥写进只有自己能读的新文件，打印公钥。公钥写进 BACKUP_RECIPIENTS，私钥不要留在这台机器上。"
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE"""
        parser.add_argument("file", help="私钥写到哪个新文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Never over a file that is there."""
        path, (public, secret) = Path(options["file"]), age.new_identity()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise Failed(f"写不了 {path}（{error.strerror}）：请写一个还没有的文件，原有的密钥不会被盖掉。") from None
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"# public key: {public}\n{secret}\n")
            file.flush()
            os.fsync(file.fileno())
        self.stdout.write(public)
        self.stderr.write(
            f"私钥在 {path}：请移到别处保管，没有它就恢复不了备份。另做一把封存在保险柜；"
            "两把的公钥都写进 BACKUP_RECIPIENTS。"
        )
