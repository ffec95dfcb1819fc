"""`manage.py verify_audit`: is the trail as it was written?"""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registry.domain import trail


class Command(BaseCommand):
    """Prints one line per chain; exit code 1 when any of them is damaged."""

    help = "核对审计记录：逐条验证每个区的链，并与数据库外的锚点文件对照。有问题时退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` for programs."""
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify every chain."""
        results = trail.verify_all()
        damaged = [result for result in results if result.damage]
        if options["json"]:
            self.stdout.write(json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1))
        else:
            self._tell(results, damaged)
        if damaged:
            raise SystemExit(1)

    def _tell(self, results: list[trail.Result], damaged: list[trail.Result]) -> None:
        for result in results:
            whole = f"{result.chain} 链：{result.rows} 条，完好；{_keys(result)}"
            self.stdout.write(str(result.damage) if result.damage else whole)
        if damaged:
            self.stdout.write(f"共 {len(results)} 处核对，{len(damaged)} 处有问题。请保留现场，报告安全管理员。")
        else:
            self.stdout.write(f"共 {len(results)} 条链、{sum(result.rows for result in results)} 条记录，全部完好。")


def _keys(result: trail.Result) -> str:
    """Which key held from which row on."""
    return "，".join(f"第 {seq} 条起用密钥 {key or '（无编号）'}" for key, seq in result.keys)
