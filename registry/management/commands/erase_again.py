"""`manage.py erase_again`: after a backup was restored, what was erased since is erased again."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.domain import erasing, tombstones
from registry.models.identity import districts, system_scope
from registry.models.unit import work


class Command(BaseCommand):
    """Reads the list kept outside the database, and prints how many records were back."""

    help = "恢复备份以后，把备份之后匿名化过的记录重新匿名化。名单在数据目录的 erased/erased.jsonl，不在数据库里。"

    def add_arguments(self, parser: CommandParser) -> None:
        """[FILE]"""
        parser.add_argument("file", nargs="?", help="名单（不写就用数据目录里的那一份）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, district by district, BATCH records a transaction."""
        keys = _read(Path(options["file"]) if options["file"] else tombstones.path())
        done = sum(_in(path, keys) for path in districts())
        self.stdout.write(f"名单上有 {len(keys)} 条，其中 {done} 条这次重新匿名化，其余本来就是，或者库里没有。")


def _read(path: Path) -> list[UUID]:
    try:
        return tombstones.keys_of(path.read_text("utf-8"))
    except OSError as problem:
        raise CommandError(f"读不到名单 {path.name}：请把备份之外保存的 erased.jsonl 放好，再运行一次。") from problem
    except ValueError as problem:
        raise CommandError(
            f"名单 {path.name} 第 {problem} 行不是一条记录。请换一份完好的，一条都还没有动。"
        ) from problem


def _in(path: str, keys: list[UUID]) -> int:
    done = 0
    for first in range(0, len(keys), erasing.BATCH):
        with work(system_scope(path)):
            done += erasing.erase_again(keys[first : first + erasing.BATCH])
    with work(system_scope(path)):
        tombstones.keep()
    return done
