"""`manage.py close_month`: close a month for a district and keep its workbook, from the shell."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.domain.errors import Refused
from reports.figures.month import Month
from reports.workbook.closing import close_month


class Command(BaseCommand):
    """Prints JSON. Run again on a closed month it gives the same file; a refusal is one line and a non-zero exit."""

    help = "归档一个月，并把工作簿写到一个目录；已经归档的，给出同一个文件。输出 JSON：数字、文件、SHA-256。"

    def add_arguments(self, parser: CommandParser) -> None:
        """2026-11 --organisation CODE --out DIR [--reason WHY]"""
        parser.add_argument("month", help="月份，如 2026-11")
        parser.add_argument("--organisation", required=True, help="区的区划代码，可写前 6 位，如 440704")
        parser.add_argument("--out", required=True, help="工作簿写到这个目录")
        parser.add_argument("--reason", default="", help="有单位没有审核通过时，为什么照现在的数字归档")

    def handle(self, *args: Any, **options: Any) -> None:
        """Close, make, print."""
        try:
            month = Month.parse(options["month"])
        except ValueError as problem:
            raise CommandError(f"看不懂月份“{options['month']}”，请写成 2026-11 这样。") from problem
        try:
            found = close_month(month, options["organisation"], Path(options["out"]), options["reason"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as problem:
            raise CommandError(
                f"写不了目录 {options['out']}：{problem.strerror}。请核对路径、权限和剩余空间。"
            ) from problem
        self.stdout.write(json.dumps(asdict(found), ensure_ascii=False, indent=1))
