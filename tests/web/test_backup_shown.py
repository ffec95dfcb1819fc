"""Somebody notices when no backup is made any more: 后台作业 says when the last one was, an alarm that it is old."""

from datetime import timedelta
from typing import Any

import pytest

from registry.choices.jobs import Process
from registry.domain import signs
from registry.models import Alarm, AuditEvent
from tests.domain.test_jobs import Now
from tests.web.staff import client_of, text_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    return Now(monkeypatch)


def row(world: World) -> dict[str, Any]:
    """What the page says of backups."""
    rows = client_of(world, "system_admin-a").get("/jobs/").context["processes"]["rows"]
    (found,) = [row for row in rows if row["id"] == "backup"]
    return {cell["label"]: cell.get("badge", {}).get("text") or cell["text"] for cell in found["cells"]} | {
        "tone": found["cells"][0]["badge"]["tone"],
        "size": found["cells"][0]["sub"],
    }


def test_the_page_says_when_the_last_one_was_and_how_large(world: World, now: Now, settings: Any) -> None:
    settings.BACKUP_RECIPIENTS = []
    assert row(world) == {"状态": "还没有备份过", "最近动静": "没有", "tone": "neutral", "size": ""}
    settings.BACKUP_RECIPIENTS = ["age1"]
    assert row(world)["tone"] == "warning"
    signs.note_backup("buduanxian-x", 12_900_000)
    now.passes(timedelta(hours=5))
    assert row(world) == {"状态": "正常", "最近动静": "5 小时前", "tone": "success", "size": "12.3\xa0MB"}
    signs.note_backup("buduanxian-y", 13_000_000)
    assert row(world)["最近动静"] == "0 秒前"
    now.passes(timedelta(days=2, minutes=1))
    assert row(world)["状态"] == "该备份了" and row(world)["tone"] == "warning"
    with world.at("auditor-a"):
        noted = AuditEvent.objects.filter(action="backup.made").order_by("seq")
        assert dict(noted.values_list("object_id", "detail")) == {
            "buduanxian-x": {"bytes": 12_900_000},
            "buduanxian-y": {"bytes": 13_000_000},
        }


def test_two_nights_without_one_are_an_alarm_on_the_first_page(world: World, now: Now, settings: Any) -> None:
    """Whoever gives a sign of life listens for backups too; only where somebody said for whom they are made."""
    settings.BACKUP_RECIPIENTS = []
    signs.sign(Process.WORKER)
    assert "备份" not in text_of(client_of(world, "district-a").get("/"))
    settings.BACKUP_RECIPIENTS = ["age1"]
    signs.sign(Process.WORKER)
    page = text_of(client_of(world, "district-a").get("/"))
    assert "两天没有新的备份" in page
    assert "buduanxian-backup" in text_of(client_of(world, "system_admin-a").get("/jobs/"))
    assert "两天没有" not in text_of(client_of(world, "street-a1").get("/"))
    signs.note_backup("buduanxian-x", 1)
    assert _standing(world) == 0
    now.passes(timedelta(days=1, hours=23))
    signs.sign(Process.WORKER)
    assert _standing(world, "backup") == 0
    now.passes(timedelta(hours=2))
    signs.sign(Process.WORKER)
    signs.sign(Process.BEAT)
    assert _standing(world, "backup") == 1
    signs.note_backup("buduanxian-y", 1)
    assert _standing(world, "backup") == 0


def _standing(world: World, kind: str = "") -> int:
    with world.system():
        rows = Alarm.objects.all().open()
        return (rows.filter(kind=kind) if kind else rows).count()
