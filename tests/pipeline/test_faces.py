"""What a person can do with an intake: columns, failed rows, differences, stopping, and who may not."""

import io
from datetime import timedelta

import openpyxl
import pytest

from registry.choices import DifferenceDecision as D
from registry.domain.errors import Refused
from registry.domain.members import index_of, update_details
from registry.intake import pipeline
from registry.intake.staging import purging
from registry.intake.writing import applying
from registry.lib import clock
from registry.models import (
    HeaderMapping,
    Intake,
    IntakeFile,
    IntakeRow,
    LostProposal,
    Member,
    Posting,
    RosterDifference,
)
from tests.pipeline.conftest import HEADERS, ROSTERS, again, check, person, put_in, row_states, send, sheet, work_off
from tests.world import id_number, phone

pytestmark = pytest.mark.django_db(transaction=True)
ODD = ("姓名", "身份证号码", "联系电话", "挂钩点", "爱好")
ODD_ROW = ("何甲", id_number(1), phone(1), "江门电子厂", "象棋")


def read_in(who, data):
    intake = send(who, data)
    work_off(who)
    return again(intake)


def test_an_unknown_column_is_matched_dropped_and_remembered(district):
    intake = read_in(district, sheet(ODD_ROW, headers=ODD))
    assert [column["field"] for column in intake.sheets[0]["columns"]] == ["name", "id_number", "phone", None, None]
    with district.at_work():
        chosen = {4: "employer", 5: ""}
        intake = pipeline.set_mapping(by=district.user, intake=intake, mapping={"名册": chosen})
    assert intake.state == "queued"
    work_off(district)
    with district.at_work():
        pipeline.apply(by=district.user, intake=intake)
    work_off(district)
    with district.at_work():
        member = Member.objects.get()
        assert (member.employer, member.extra) == ("江门电子厂", "")
        assert HeaderMapping.objects.count() == 1
    later = read_in(district, sheet(("何乙", id_number(2), phone(2), "新会机械厂", "跑步"), headers=ODD, name="另一张"))
    assert later.sheets[0]["columns"][3]["field"] == "employer"
    with district.at_work():
        assert pipeline.start_check(by=district.user, intake=later).state == "ready"
        assert pipeline.rows(later).items[0].values["employer"] == "新会机械厂"


def test_unknown_columns_are_kept_unless_dropped(district):
    put_in(district, sheet(ODD_ROW, headers=ODD))
    with district.at_work():
        assert "象棋" in Member.objects.get().extra


def test_an_unknown_field_is_refused(district):
    intake = read_in(district, sheet(ODD_ROW, headers=ODD))
    with district.at_work(), pytest.raises(Refused, match="栏目"):
        pipeline.set_mapping(by=district.user, intake=intake, mapping={"名册": {4: "password"}})


def test_changing_the_direction_checks_again(district):
    intake = read_in(district, sheet(person(1)))
    with district.at_work():
        intake = pipeline.set_mapping(by=district.user, intake=intake, mapping={}, direction="out")
    work_off(district)
    assert again(intake).counts["direction"] == "out"


def test_failed_rows_come_back_as_a_workbook_that_goes_in_again(district, staff):
    yongming = staff("yongming")
    intake = check(yongming, (ROSTERS / "branch-inflow.xls").read_bytes(), "a.xls")
    with yongming.at_work():
        data = pipeline.failed_rows_workbook(by=yongming.user, intake=intake)
        assert data == pipeline.failed_rows_workbook(by=yongming.user, intake=intake)
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    failed = intake.counts["error"]
    last = [cell.value for cell in page[page.max_row]]
    assert page.max_row - 3 == failed and last[-1].startswith("B 列“姓")
    assert page.cell(page.max_row, 2).fill.fgColor.rgb == "FFFDE2E0"
    again_in = check(yongming, data, "更正.xlsx")
    assert again_in.counts["direction"] == "in"
    assert [column["field"] for column in again_in.sheets[0]["columns"]][:-1] == [
        column["field"] for column in intake.sheets[0]["columns"]
    ]
    assert again_in.counts["error"] == failed
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in range(4, page.max_row + 1):
        book.worksheets[0].cell(row, 2).value = f"何{chr(0x4E00 + row)}"
    mended = io.BytesIO()
    book.save(mended)
    done = put_in(yongming, mended.getvalue(), "更正.xlsx")
    assert done.counts["applied"] == failed
    with yongming.at_work():
        assert not any("问题" in member.extra for member in Member.objects.all())


def test_formulas_in_failed_rows_stay_text(district):
    bad = person(1, 身份证号码="=1+1", 工作单位='=HYPERLINK("http://x")')
    intake = check(district, sheet(bad))
    with district.at_work():
        data = pipeline.failed_rows_workbook(by=district.user, intake=intake)
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0] for cell in row]
    assert "=1+1" in {cell.value for cell in cells}
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)


def test_failed_rows_are_the_uploaders_alone_for_a_day(district, staff):
    yongming = staff("yongming")
    intake = check(yongming, sheet(person(1, 身份证号码="123")))
    with district.at_work(), pytest.raises(Refused, match="上传"):
        pipeline.failed_rows_workbook(by=district.user, intake=again(intake))
    with yongming.at_work():
        pipeline.failed_rows_workbook(by=yongming.user, intake=intake)
        IntakeFile.objects.filter(kind__startswith="failed").update(expires_at=clock.now() - timedelta(minutes=1))
        purging.purge()
        assert not IntakeFile.objects.filter(kind__startswith="failed").exists()
        intake.counts["checked_at"] = (clock.now() - timedelta(hours=25)).isoformat()
        with pytest.raises(Refused, match="24"):
            pipeline.failed_rows_workbook(by=yongming.user, intake=intake)


def test_two_rosters_are_compared_and_decided_on(district):
    put_in(district, sheet(*[person(number) for number in (1, 2, 3, 4)]))
    second = sheet(person(1), person(2, 工作单位="新会机械厂"), person(5))
    intake = put_in(district, second)
    with district.at_work():
        counts = pipeline.difference_counts(intake)
        assert {kind: number["total"] for kind, number in counts.items()} == {
            "added": 1, "absent": 2, "changed": 1, "same": 1,
        }  # fmt: skip
        changed = pipeline.differences(intake, kind="changed").items[0]
        assert changed.fields == ["工作单位"]
        assert Member.objects.filter(is_open=True).count() == 5
        absent = pipeline.differences(intake, kind="absent").items
        decide = {"by": district.user, "intake": intake}
        done, reasons = pipeline.decide_differences(**decide, decision=D.RETURNED, ids=[absent[0].id])
        assert (done, reasons) == (1, [])
        assert pipeline.decide_differences(**decide, decision=D.CHECK, kind="absent") == (1, [])
        assert pipeline.decide_differences(**decide, decision=D.ACCEPT, kind="added") == (1, [])
        with pytest.raises(Refused):
            pipeline.decide_differences(**decide, decision=D.RETURNED, kind="changed")
        assert Member.objects.get(pk=absent[0].member_id).status == "returned"
        assert LostProposal.objects.get().member_id == absent[1].member_id


def test_the_first_roster_has_nothing_to_compare_with(district):
    put_in(district, sheet(person(1)))
    with district.at_work():
        assert not RosterDifference.objects.exists()


def test_purging_leaves_no_personal_data_but_still_compares(district):
    first = put_in(district, sheet(person(1), person(2)))
    with district.at_work():
        Intake.objects.filter(pk=first.pk).update(purge_after=clock.today() - timedelta(days=1))
        assert purging.purge() == 1
        assert not IntakeRow.objects.exists()
        assert set(IntakeFile.objects.values_list("kind", flat=True)) == {"roster"}
        with pytest.raises(Refused, match="30"):
            pipeline.undo(by=district.user, intake=again(first))
    second = put_in(district, sheet(person(1)))
    with district.at_work():
        counts = pipeline.difference_counts(second)
        assert (counts["same"]["total"], counts["absent"]["total"]) == (1, 1)


def test_cancelling_before_it_is_written_leaves_nothing(district):
    intake = check(district, sheet(person(1)))
    with district.at_work():
        assert pipeline.cancel(by=district.user, intake=intake).state == "cancelled"
        assert not IntakeRow.objects.exists() and not Member.objects.exists()
        with pytest.raises(Refused, match="已取消"):
            pipeline.apply(by=district.user, intake=intake)


def test_cancelling_while_it_is_written_takes_back_what_was(district, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 2)
    intake = check(district, sheet(*[person(number) for number in range(1, 8)]))
    with district.at_work():
        pipeline.apply(by=district.user, intake=intake)
    write = applying._write
    calls = []

    def stop_after_two(*args):
        write(*args)
        calls.append(1)
        if len(calls) == 2:
            Intake.objects.filter(pk=intake.pk).update(cancel_requested=True)

    monkeypatch.setattr(applying, "_write", stop_after_two)
    work_off(district)
    with district.at_work():
        assert Intake.objects.get().state == "cancelled"
        assert not Member.objects.exists()
        assert Intake.objects.get().counts["undone"] >= 4


def test_a_changed_record_is_a_conflict_not_an_overwrite(district):
    put_in(district, sheet(person(1), person(2)))
    intake = check(district, sheet(person(1, 工作单位="新会机械厂"), person(2, 工作单位="新会机械厂"), person(3)))
    with district.at_work():
        member = Member.objects.get(id_index=index_of(id_number(1)))
        update_details(by=district.user, member=member, changes={"employer": "蓬江商场"})
        pipeline.apply(by=district.user, intake=intake)
    work_off(district)
    assert row_states(district, intake) == [("update", "conflict"), ("update", "applied"), ("create", "applied")]
    with district.at_work():
        assert Member.objects.get(pk=member.pk).employer == "蓬江商场"
        assert pipeline.rows(again(intake), state="conflict").items[0].note


def test_somebody_registered_meanwhile_is_a_conflict(district, staff):
    yongming = staff("yongming")
    mine = check(district, sheet(person(1), person(2)))
    put_in(yongming, sheet(person(1)))
    with district.at_work():
        pipeline.apply(by=district.user, intake=mine)
    work_off(district)
    assert row_states(district, mine) == [("create", "conflict"), ("create", "applied")]
    with district.at_work():
        assert Member.objects.count() == 2


def test_somebody_registered_in_this_very_moment_is_a_conflict_too(district, staff, monkeypatch):
    """What no look beforehand can see: the unique index decides, and everybody else of the block is put in."""
    yongming = staff("yongming")
    mine = check(district, sheet(person(1), person(2), person(3)))
    put_in(yongming, sheet(person(2)))
    with district.at_work():
        pipeline.apply(by=district.user, intake=mine)
    monkeypatch.setattr(applying, "decide", lambda *_: {})
    work_off(district)
    assert row_states(district, mine) == [("create", "applied"), ("create", "conflict"), ("create", "applied")]
    with district.at_work():
        assert Member.objects.count() == 3
        assert pipeline.rows(again(mine), state="conflict").items[0].note == applying.REGISTERED


def test_who_lost_the_posting_has_nothing_put_in(district, staff):
    yongming = staff("yongming")
    intake = check(yongming, sheet(person(1)))
    with yongming.at_work():
        pipeline.apply(by=yongming.user, intake=intake)
    with staff("sysadmin").at_work():
        ended = Posting.objects.filter(user=yongming.user).update(ends_on=clock.today() - timedelta(days=1))
        assert ended == 1
    work_off(district)
    intake = again(intake)
    assert intake.state == "failed" and "任职" in intake.problem
    with district.at_work():
        assert not Member.objects.exists()


def test_a_neighbour_sees_nothing_of_it(district, staff):
    intake = put_in(staff("yongming"), sheet(person(1, 身份证号码="123"), person(2)))
    for name in ("yongxian", "outsider", "auditor", "liaison"):
        with staff(name).at_work():
            assert not Intake.objects.filter(pk=intake.pk).exists()
            assert not IntakeRow.objects.exists() and not IntakeFile.objects.exists()


def test_a_hostile_file_fails_with_a_sentence(district):
    intake = send(district, b"%PDF-1.4 ...", "名册.xlsx")
    work_off(district)
    intake = again(intake)
    assert (intake.state, intake.problem_kind) == ("failed", "not_a_table")
    assert "上传" in intake.problem
    with district.at_work():
        assert not pipeline.progress(intake).can_retry
        with pytest.raises(Refused):
            pipeline.retry(by=district.user, intake=intake)


def test_headers_of_the_helper_are_known():
    assert len(HEADERS) == len(person(1))
