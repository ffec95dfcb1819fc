"""A database of another day: an older schema, what went out since, what waited (F07, F10)."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection

from config.backups import keepsakes, restoring, taking, tools
from config.backups.measuring import Snapshot, tables_now
from config.celery import app
from outreach.domain import outbox
from outreach.models import Channel, Message
from registry.domain import trail
from registry.intake import pipeline
from registry.lib import clock
from registry.models import ApiToken, Intake
from tests.conftest import _OWNER
from tests.faults.harness import figure
from tests.faults.safe import Safe, empty_database
from tests.migrated import migrated
from tests.outreach.post import Moment, posted, states, work
from tests.outreach.provider import Book
from tests.owner import as_owner
from tests.web.staff import client_of
from tests.world import World, clerk, id_number, phone

pytestmark = [pytest.mark.fault, pytest.mark.timeout(1800), pytest.mark.django_db(transaction=True)]


def test_an_older_schema_is_brought_up_to_date(world: World, safe: Safe) -> None:
    """A backup that was made two migrations ago."""
    with empty_database("older", like=migrated(_OWNER)):
        with as_owner():
            call_command("migrate", "registry", "0034_undo", verbosity=0, skip_checks=True)
            connection.cursor().execute("INSERT INTO auth_group (name) VALUES ('kept')")
            older = tables_now()
        # That program knew of no column for the size.
        made = _backed_up(safe)
    with empty_database():
        assert "补做" in safe.restore(made)
        with as_owner():
            now = tables_now()
            call_command("migrate", "--check", verbosity=0, skip_checks=True)
    moved = {"django_migrations", "django_content_type", "auth_permission"}
    lost = [name for name in older if name not in moved and older[name] != now.get(name)]
    figure(
        "F07",
        "a backup of an older schema, restored and migrated: tables changed",
        len(lost),
        "",
        not lost,
        n=len(older),
    )


def _backed_up(safe: Safe) -> Path:
    with as_owner():
        return taking.take(safe.backups).path


def test_a_backup_of_a_newer_program_is_refused(world: World, safe: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Snapshot, "migrations", lambda _: [["registry", "9999_later"]])
    made = safe.back_up()
    with pytest.raises(CommandError, match="请先升级程序"):
        safe.restore(made, check=True)


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    return Moment(monkeypatch)


def test_what_went_on_since_is_not_done_again(world: World, safe: Safe, moment: Moment, data_dir: Path) -> None:
    """Beside an empty Redis, on the host that had lived on: messages that went out, a roster that waited, a session, a
    token, later anchors."""
    with posted(world, members=4) as book:
        client_of(world, "community-a11")
        _token(world)
        intake = _uploaded(world)
        _one_on_its_way(world)
        trail.write_anchor()
        made = safe.back_up()
        delivered = _sent(world, moment, book)
        world.member("a11", 12)
        trail.write_anchor()
        text = next((data_dir / "anchors").glob("*.jsonl")).read_text()
        with empty_database():
            _require_told(safe.restore(made))
            with app.connection_for_write() as broker:
                broker.default_channel.client.flushdb()
            _require_held(world, moment)
            assert _state(world, intake) == "uploaded"
            assert app.tasks["registry.tasks.tick_intake"].apply().successful()
            lost = _state(world, intake) == "uploaded"
            _require_trail_goes_on(world, data_dir, text)
        twice = sum(number > 1 for number in book.delivered.values()) + len(set(book.delivered) - delivered)
    figure("F10", "messages that went out after the backup: sent again by a restore", twice, "", twice == 0, n=4)
    figure("F10", "restored beside an empty Redis: rosters that nobody finds", int(lost), "", not lost, n=1)


def _one_on_its_way(world: World) -> None:
    path = world.nodes["a"].path
    assert outbox.claim(path, outbox.senders_of(path)) is not None
    assert states(world) == {"queued": 3, "sending": 1}


def _sent(world: World, moment: Moment, book: Book) -> set[str]:
    """After the backup everything goes out, within half an hour."""
    for _ in range(30):
        moment.passes(minutes=1)
        work(world)
        if len(book.delivered) == 4:
            break
    assert len(book.delivered) == 4
    return set(book.delivered)


def _require_told(said: str) -> None:
    for words in (
        "4 条备份时还没发完的",
        "关掉 1 个发送途径",
        "清掉 1 个会话，撤销 1 个接口令牌",
        "行比备份新",
        "全部完好",
    ):
        assert words in said


def _require_held(world: World, moment: Moment) -> None:
    """An hour of ticks changes nothing."""
    for _ in range(6):
        moment.passes(minutes=10)
        work(world)
    assert states(world) == {"unknown": 4}
    assert Session.objects.count() == 0
    with world.system():
        assert {(row.needs_person, row.reason) for row in Message.objects.all()} == {(True, "restored")}
        assert not Channel.objects.filter(is_on=True).exists()
        assert ApiToken.objects.get().revoked_at is not None


def _require_trail_goes_on(world: World, data_dir: Path, text: str) -> None:
    """What the host's anchors said of rows that are lost is kept, and is no alarm for ever."""
    world.member("a11", 13)
    trail.write_anchor()
    call_command("verify_audit", stdout=StringIO())
    (aside,) = (data_dir / "anchors").glob("later-than-*/*.jsonl")
    assert aside.read_text().strip()
    assert set(aside.read_text().splitlines()) <= set(text.splitlines())
    (now,) = (data_dir / "anchors").glob("*.jsonl")
    now.write_text(now.read_text() + aside.read_text())
    with pytest.raises(SystemExit):
        call_command("verify_audit", stdout=StringIO())


def _token(world: World) -> None:
    with world.system():
        ApiToken(
            owner_path=world.nodes["a11"].path, user=world.users[clerk("a11")], posting=world.postings[clerk("a11")],
            name="x", digest="d" * 64, token_key="bdx_0000", created=clock.now(),
            expiry=clock.now() + timedelta(days=1),
        ).save(force_insert=True)  # fmt: skip


def _uploaded(world: World) -> UUID:
    lines = f"姓名,身份证号,联系电话\n何小山,{id_number(11)},{phone(11)}\n"
    with world.at(clerk("a11")):
        return pipeline.receive(
            by=world.users[clerk("a11")], organisation=world.nodes["a11"], file_name="a.csv", data=lines.encode(),
            direction="in",
        ).pk  # fmt: skip


def _state(world: World, intake: UUID) -> str:
    with world.at(clerk("a11")):
        return str(Intake.objects.get(pk=intake).state)


def test_a_database_that_came_back_another_way_is_settled_too(
    world: World, safe: Safe, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A point in time, a machine's snapshot: the same end, and not beside programs that would send meanwhile."""
    monkeypatch.setattr(restoring, "GOES_SECONDS", 0.3)
    out = StringIO()
    with posted(world, members=2) as book:
        with as_owner():
            with tools.connect(), pytest.raises(CommandError, match="others are connected"):
                call_command("settle_restored")
            assert states(world) == {"queued": 2}
            call_command("settle_restored", stdout=out)
        work(world)
        assert states(world) == {"unknown": 2} and not book.delivered
    assert "2 条备份时还没发完的" in out.getvalue() and "善后完成" in out.getvalue()
    with pytest.raises(CommandError, match="MIGRATION_DATABASE_URL"):
        call_command("settle_restored")


def test_files_of_the_host_lose_no_line(data_dir: Path) -> None:
    (data_dir / "erased").mkdir()
    (data_dir / "erased" / "erased.jsonl").write_text("one\ntwo\n")
    assert keepsakes.put_back({"erased/erased.jsonl": "two\nthree\n", "anchors/2026-11.jsonl": "a\n"}) == 2
    assert (data_dir / "erased" / "erased.jsonl").read_text() == "one\ntwo\nthree\n"
    assert keepsakes.put_back({"erased/erased.jsonl": "two\nthree\n"}) == 0
    (data_dir / "secrets.env").write_text("SECRET_KEY=x")
    (data_dir / "anchors" / "later-than-x").mkdir()
    packed, many = keepsakes.pack()
    assert many == 2 and b"SECRET" not in packed
    assert set(keepsakes.unpack(packed)) == {"erased/erased.jsonl", "anchors/2026-11.jsonl"}
