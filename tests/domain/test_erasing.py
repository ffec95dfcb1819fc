"""匿名化 by the calendar, by hand, and once more after a restore (H12, H13, F08)."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from registry import tasks
from registry.choices import EraseCause, MovementKind
from registry.domain import contacts, erasing, members, merging, movements, studies, tombstones, unmerging
from registry.domain.errors import Blocked, Refused
from registry.lib import clock
from registry.models import AuditEvent, Member, MemberMerge, Movement
from tests import stories
from tests.conftest import become_app, become_owner
from tests.world import World, clerk

DISTRICT = "district-a"


pytestmark = pytest.mark.usefixtures("data_dir")


def ended(world: World, sequence: int, on: date, node: str = "a11") -> Member:
    """Somebody of the node whose record ended on that day."""
    member = world.member(node, sequence)
    with world.at(clerk(node)):
        movements.record_movement(by=None, member=member, kind=MovementKind.RETURNED, effective_on=clock.today())
        Member.objects.filter(pk=member.pk).update(closed_on=on)
        member.refresh_from_db()
    return member


def erased(world: World, *members: Member) -> list[bool]:
    with world.system():
        found = Member.objects.in_bulk([member.pk for member in members])
    return [found[member.pk].erased_on is not None for member in members]


def test_records_are_erased_on_the_day_and_none_before(world: World, settings) -> None:
    today = clock.today()
    day = clock.years_before(today, settings.RETENTION_YEARS)
    over, on_the_day = ended(world, 1, day - timedelta(days=400)), ended(world, 2, day)
    early, still = ended(world, 3, day + timedelta(days=1)), world.member("a11", 4)
    with world.system():
        assert erasing.erase_due(day=today) == 2
        assert erasing.erase_due(day=today) == 0
    assert erased(world, over, on_the_day, early, still) == [True, True, False, False]


@pytest.mark.parametrize("years", [1, 30])
def test_the_term_is_the_installations_own(world: World, settings, years: int) -> None:
    settings.RETENTION_YEARS = years
    member = ended(world, 1, clock.years_before(clock.today(), 10))
    with world.system():
        assert erasing.erase_due(day=clock.today()) == (years == 1)
    assert erased(world, member) == [years == 1]


def test_what_was_merged_goes_with_the_record_that_stands(world: World) -> None:
    kept, absorbed = world.member("a11", 1), world.member("a11", 2, name="何小珊")
    with world.at("street-a1"):
        merging.merge(by=world.users["street-a1"], kept=kept, absorbed=absorbed)
    long_ago = clock.years_before(clock.today(), 20)
    with world.system():
        Member.objects.filter(pk=absorbed.pk).update(closed_on=long_ago)
        assert erasing.erase_due(day=clock.today()) == 0
        movements.record_movement(by=None, member=kept, kind=MovementKind.RETURNED, effective_on=clock.today())
        Member.objects.filter(pk=kept.pk).update(closed_on=long_ago)
        assert erasing.erase_due(day=clock.today()) == 2
        merge = MemberMerge.objects.get()
    assert erased(world, kept, absorbed) == [True, True]
    with world.at("street-a1"), pytest.raises(Blocked, match="已经匿名化"):
        unmerging.undo_merge(by=world.users["street-a1"], merge=merge, reason="看错了")


def test_by_hand_only_what_has_ended_and_stands_for_itself(world: World) -> None:
    still, gone = world.member("a11", 1), ended(world, 2, clock.today())
    by = world.users[DISTRICT]
    with world.at(DISTRICT):
        with pytest.raises(Refused, match="还在册"):
            erasing.erase(by=by, member=still, cause=EraseCause.ASKED)
        assert erasing.erase(by=by, member=gone, cause=EraseCause.ASKED) == [gone.pk]
        with pytest.raises(Refused, match="已经匿名化"):
            erasing.erase(by=by, member=gone, cause=EraseCause.ASKED)
    with world.at("auditor-a"):
        event = AuditEvent.objects.get(action="member.erased")
    assert event.detail == {"cause": "asked", "keys": [str(gone.pk)]}


WRITTEN: dict[str, Callable[[World, Member], object]] = {
    "details": lambda world, her: members.update_details(by=None, member=her, changes={"name": "何小山"}),
    "movement": lambda world, her: movements.record_movement(
        by=None, member=her, kind=MovementKind.FOUND_AGAIN, effective_on=clock.today()
    ),
    "voiding": lambda world, her: movements.void_movement(
        by=None, movement=Movement.objects.get(member=her, kind=MovementKind.RETURNED), reason="写错了"
    ),
    "contact": lambda world, her: contacts.record_contact(
        by=world.users[DISTRICT], member=her,
        fields={"happened_at": clock.now(), "channel": "phone", "outcome": "reached"},
    ),
    "study": lambda world, her: studies.file_study(
        by=world.users[DISTRICT], member=her,
        fields={"topic": "党史", "form": "self_study", "studied_on": date(2026, 1, 5), "channel": "paper"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITTEN)
def test_nothing_is_written_to_an_erased_record(world: World, what: str) -> None:
    her = ended(world, 1, clock.today())
    with world.at(DISTRICT):
        erasing.erase(by=world.users[DISTRICT], member=her, cause=EraseCause.ASKED)
        her.refresh_from_db()
        with pytest.raises(Refused, match=r"已经匿名化|已经结束"):
            WRITTEN[what](world, her)


def test_a_contact_of_hers_is_not_corrected(world: World) -> None:
    her, by = ended(world, 1, clock.today()), world.users[DISTRICT]
    with world.at(DISTRICT):
        row = stories.contact(her, by, clock.now())
        erasing.erase(by=by, member=her, cause=EraseCause.ASKED)
        with pytest.raises(Refused, match="已经匿名化"):
            contacts.correct_contact(
                by=by, contact=row, changes={"summary": "她说"}, reason="补记", version=row.version
            )


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_is_erased_again(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The nightly job erases; then the rows are back as a backup of the day before has them, one of them on the
    register still."""
    long_ago = clock.years_before(clock.today(), 9)
    closed, opened_again, other = (ended(world, number, long_ago) for number in (1, 2, 3))
    with world.system():
        kept = [*Member.objects.filter(pk__in=(closed.pk, opened_again.pk))]
        Member.objects.filter(pk=other.pk).update(closed_on=clock.today())
    assert tasks.erase_due() == 2
    named = tombstones.keys_of(tombstones.path().read_text("utf-8"))
    assert set(named) == {closed.pk, opened_again.pk}
    assert "何小山" not in tombstones.path().read_text("utf-8")
    restore(kept, still_open=opened_again)
    call_command("erase_again")
    assert "2 条这次重新匿名化" in capsys.readouterr().out
    assert erased(world, closed, opened_again, other) == [True, True, False]
    with world.system():
        assert set(Member.objects.filter(erased_on__isnull=False).values_list("name", flat=True)) == {"（已匿名化）"}
    call_command("erase_again")
    assert "0 条这次重新匿名化" in capsys.readouterr().out


def restore(rows: list[Member], *, still_open: Member) -> None:
    """Put rows back as they were, as the owner of the tables does it."""
    become_owner()
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(
                "UPDATE registry_member SET erased_on = NULL, name = %s, is_open = %s, status = %s WHERE id = %s",
                [row.name, row.pk == still_open.pk, "reported" if row.pk == still_open.pk else "returned", row.pk],
            )
            if row.pk == still_open.pk:
                cursor.execute("DELETE FROM registry_movement WHERE member_id = %s AND kind = 'returned'", [row.pk])
    become_app()


@pytest.mark.parametrize(("text", "said"), [("", "读不到名单"), ('{"member": "x"}\n', "第 1 行")])
@pytest.mark.django_db
def test_a_list_that_is_missing_or_broken_changes_nothing(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "erased.jsonl"
    if text:
        path.write_text(text, "utf-8")
    with pytest.raises(CommandError, match=said):
        call_command("erase_again", str(path))


def test_a_list_that_a_killed_process_left_behind_is_brought_up(world: World) -> None:
    her = ended(world, 1, clock.years_before(clock.today(), 9))
    with world.system():
        erasing.erase_due(day=clock.today())
        assert not tombstones.path().exists()  # it is written when the transaction is, and that goes on
        assert tombstones.keep() == 1
        assert tombstones.keep() == 0
    assert tombstones.keys_of(tombstones.path().read_text("utf-8")) == [her.pk]
