"""`manage.py found_district`: the first district and accounts of a new installation."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.choices import Role
from registry.domain.errors import Refused
from registry.domain.founding import found_district

OFFICERS = {Role.SYSTEM_ADMIN: "admin", Role.SECURITY_ADMIN: "security"}


class Command(BaseCommand):
    """Plants a district and prints its two officers' first passwords, once."""

    help = "新建一个区：组织树的根、街道和村(社区)，以及系统管理员、安全管理员的账号。首次口令只显示这一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        """--name --code --admin --admin-name --security --security-name [--divisions FILE.csv]"""
        parser.add_argument("--name", required=True, help="区的名称，如 江海区")
        parser.add_argument("--code", required=True, help="区划代码，如 440704")
        parser.add_argument("--admin", required=True, help="系统管理员的账号")
        parser.add_argument("--admin-name", required=True, help="系统管理员的姓名")
        parser.add_argument("--security", required=True, help="安全管理员的账号：任职和重设的密码由他复核")
        parser.add_argument("--security-name", required=True, help="安全管理员的姓名，和系统管理员不是同一个人")
        parser.add_argument("--divisions", help="街道和村(社区)清单（CSV）：code12,name,level,parent_code12，上级在前")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the list, plant the tree, print the password."""
        rows = _rows(options["divisions"]) if options["divisions"] else []
        try:
            root, given = found_district(
                name=options["name"],
                code=options["code"],
                divisions=rows,
                officers={role: (options[arg], options[f"{arg}_name"]) for role, arg in OFFICERS.items()},
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已建立 {root}。首次口令（登录后须修改）：")
        for role, arg in OFFICERS.items():
            self.stdout.write(f"{role.label} {options[arg]}：{given[role]}")


def _rows(file: str) -> list[dict[str, str]]:
    try:
        with Path(file).open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"读不到清单 {Path(file).name}，请核对路径，并存为 UTF-8 的 CSV。") from problem
    if rows and not {"code12", "name", "level", "parent_code12"} <= set(rows[0]):
        raise CommandError("清单要有 code12、name、level、parent_code12 四列。")
    return rows
