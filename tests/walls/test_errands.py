"""Tasks and commands work without anybody's session: each says whose scope it takes (A23). Enumerated, not trusted."""

import importlib
import pkgutil
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.db import connection

from config.celery import app
from config.timetable import TIMETABLE
from registry.lib.scope import peek
from registry.management import commands
from tests.walls.canaries import planted_world
from tests.walls.test_pool import settings_now

# Whose scope each one works in. A task or command that is not signed here fails, and so does one that is gone.
TASKS = {
    "config.tasks.heartbeat": "逐区 system，写一行动静",
    "outreach.tasks.tick_planner": "逐区 system",
    "outreach.tasks.tick_messages": "逐区 system；发送前逐条再核对",
    "reports.tasks.draft_months": "逐区 system",
    "reports.tasks.refresh_board": "逐区 system",
    "reports.tasks.tick_exports": "逐区 system；台账只在文件所属单位的范围里读",
    "registry.tasks.tick_intake": "每个导入按上传人的范围",
    "registry.tasks.anchor_audit": "system，只读各链末尾",
    "registry.tasks.tick_jobs": "逐区 system",
    "registry.tasks.purge_jobs": "逐区 system",
    "registry.tasks.purge_intake": "逐区 system",
    "registry.tasks.propose_lost": "逐区 system",
    "registry.tasks.erase_due": "逐区 system",
    "registry.tasks.find_duplicates": "逐区 system",
    "registry.tasks.find_new_pairs": "逐区 system",
    "registry.tasks.tidy_accounts": "逐区 system",
    "registry.tasks.seed_calendar": "逐区 system",
}
COMMANDS = {
    "backup": "属主角色，整库加密带走，不看内容；逐区记入审计",
    "backup_key": "不碰数据库，只做一把密钥",
    "close_month": "system，归档一个区的月份",
    "erase_again": "system，逐区；只匿名化名单上的",
    "confirm_officer": "system，一个区没有别的安全管理员时复核他的",
    "found_district": "system，建一个区",
    "intake": "--by 账号的任职",
    "load_demo": "system，建演示数据",
    "load_demo_work": "system，演示区的规则和任务",
    "load_demo_months": "system，演示区的月报",
    "restore": "属主角色，只放进空库；善后逐区 system，记入审计",
    "rotate_keys": "属主角色，只换加密的密钥，不看内容；结果逐区记入审计",
    "settle_restored": "属主角色；逐区 system，与恢复的善后相同，记入审计",
    "verify_audit": "system，只读审计链",
}


def our_tasks() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if name.partition(".")[0] in ("config", "registry", "outreach", "reports")}


def test_every_task_is_signed_and_every_tick_has_a_task() -> None:
    assert our_tasks() == set(TASKS)
    assert {entry["task"] for entry in TIMETABLE.values()} <= our_tasks()


def test_every_command_is_signed() -> None:
    apps = ("config", "registry", "outreach", "reports")
    ours = {name for name, module in get_commands().items() if str(module).partition(".")[0] in apps}
    assert ours == set(COMMANDS)
    for module in pkgutil.iter_modules(commands.__path__):
        assert importlib.import_module(f"{commands.__name__}.{module.name}").__doc__


@pytest.mark.parametrize("name", sorted(TASKS))
def test_a_task_takes_its_own_scope_and_leaves_none_behind(db: None, name: str, data_dir: Path) -> None:
    """Called as the worker calls it: no scope, no settings. It says nothing of anybody, and leaves nothing declared."""
    planted = planted_world()
    assert name in our_tasks()
    result = app.tasks[name].apply()
    assert result.successful(), result.traceback
    assert list(planted.labels(str(result.result))) == []
    assert name != "registry.tasks.anchor_audit" or len(list((data_dir / "anchors").glob("*.jsonl"))) == 1
    assert peek() is None
    assert set(settings_now()) == {""}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_member")
        assert cursor.fetchone() == (0,)
