"""From file to register and back."""

from datetime import date

import pytest

from registry.domain import custody
from registry.domain.members import index_of, update_details
from registry.domain.projection import replay
from registry.intake import pipeline
from registry.models import (
    AuditEvent,
    IntakeFile,
    IntakePack,
    Member,
    MemberLink,
    Movement,
    MoveRequest,
    Site,
)
from tests.pipeline.conftest import ROSTERS, again, check, person, put_in, row_states, sheet, work_off
from tests.world import id_number, phone

pytestmark = pytest.mark.django_db(transaction=True)


def everything(who):
    """All members and movements, to compare."""
    with who.at_work():
        members = list(Member.objects.order_by("id").values())
        return members, list(Movement.objects.order_by("id").values())


@pytest.mark.parametrize("name", ["street-ledger.xlsx", "branch-inflow.xls"])
def test_members_are_what_the_movement_verb_would_have_made(district, staff, name):
    who = district if name.startswith("street") else staff("yongming")
    intake = put_in(who, (ROSTERS / name).read_bytes(), name)
    assert intake.state == "applied", intake.problem
    with who.at_work():
        members = list(Member.objects.filter(intake_id=intake.pk))
        assert len(members) == intake.counts["applied"] > 50
        for member in members:
            facts = list(Movement.objects.filter(member=member).order_by("effective_on", "recorded_at", "id"))
            state = replay(facts)
            assert (member.status, member.is_open) == (state.status, state.is_open)
            assert (member.reported_on, member.enrolled_on) == (state.reported_on, state.enrolled_on)
            assert member.version == 1 + len(facts)
            assert {fact.node_at_event for fact in facts} == {member.owner_path}
            assert member.status == "lead" or member.phone or member.id_number


def test_what_is_stored_can_be_read_found_and_is_encrypted(district):
    put_in(district, sheet(person(7, **{"村(社区)": "永明社区"})))
    with district.at_work():
        member = Member.objects.get()
        assert (member.name, member.id_number, member.phone) == ("何辛", id_number(7), phone(7))
        assert member.organisation.name.startswith("永明社区")
        assert (member.status, member.flowed_on, member.employer) == ("reported", date(2024, 3, 5), "江门电子厂")
        assert (member.pinyin, member.initials, member.name_key) == ("hexin", "hx", "何辛")
        assert Site.objects.filter(owner_path=member.owner_path, name="江门电子厂").exists()
        stored = [bytes(pack.payload) for pack in IntakePack.objects.all()]
        stored += [bytes(part.data) for part in IntakeFile.objects.all()]
        assert stored and not any(id_number(7).encode() in blob or b"PK\x03\x04" in blob for blob in stored)


def test_a_repeated_file_changes_nothing(district):
    data = (ROSTERS / "street-ledger.xlsx").read_bytes()
    put_in(district, data)
    before = everything(district)
    for _ in range(2):
        intake = check(district, data)
        assert intake.state == "ready"
        assert {action for action, _ in row_states(district, intake)} == {"unchanged", "none"}
        assert not pipeline_progress(district, intake).can_apply
    assert everything(district) == before


def pipeline_progress(who, intake):
    with who.at_work():
        return pipeline.progress(intake)


def test_name_only_rows_are_found_again(district, staff):
    yongming = staff("yongming")
    data = (ROSTERS / "branch-outflow.xlsx").read_bytes()
    put_in(yongming, data)
    before = everything(yongming)
    intake = check(yongming, data)
    assert {action for action, _ in row_states(yongming, intake)} == {"unchanged", "none"}
    assert everything(yongming) == before


def test_two_alike_leads_stay_two(district):
    rows = [person(1, 身份证号码="", 联系电话="", 是否已报到="")] * 2
    put_in(district, sheet(*rows))
    with district.at_work():
        assert Member.objects.filter(status="lead").count() == 2
    intake = check(district, sheet(*rows))
    assert [action for action, _ in row_states(district, intake)] == ["unchanged", "unchanged"]


def test_an_update_says_what_it_changes_and_never_takes_away(district):
    put_in(district, sheet(person(1), person(2)))
    changed = sheet(person(1, 工作单位="新会机械厂", 流入时间="2024.03", 联系电话=""), person(2))
    intake = check(district, changed)
    with district.at_work():
        first, second = pipeline.rows(intake).items
        assert (first.action, second.action) == ("update", "unchanged")
        assert first.changes == [("工作单位", "江门电子厂", "新会机械厂")]
        pipeline.apply(by=district.user, intake=intake)
    work_off(district)
    with district.at_work():
        member = Member.objects.get(id_index=index_of(id_number(1)))
        assert (member.employer, member.phone, member.flowed_on) == ("新会机械厂", phone(1), date(2024, 3, 5))
        first = pipeline.rows(again(intake)).items[0]
        assert first.changes == [("工作单位", "江门电子厂", "新会机械厂")]


def test_a_masked_number_changes_nothing(district):
    put_in(district, sheet(person(1)))
    masked = id_number(1)[:4] + "**********" + id_number(1)[-4:]
    intake = check(district, sheet(person(1, 身份证号码=masked)))
    assert row_states(district, intake) == [("unchanged", "staged")]


def test_a_lead_that_got_a_number_is_registered(district):
    bare = {"身份证号码": "", "联系电话": "", "是否已报到": ""}
    put_in(district, sheet(person(1, **bare)))
    intake = put_in(district, sheet(person(1, 身份证号码="")))
    assert row_states(district, intake) == [("update", "applied")]
    with district.at_work():
        member = Member.objects.get()
        assert (member.status, member.phone) == ("reported", phone(1))
        kinds = list(Movement.objects.order_by("recorded_at", "id").values_list("kind", flat=True))
        assert kinds == ["found", "registered", "reported_in"]


def test_a_row_that_was_struck_out_is_a_lead_until_a_roster_has_it_again(district):
    intake = put_in(district, sheet(person(1), person(2), struck=(0,)))
    assert row_states(district, intake) == [("create", "applied")] * 2
    with district.at_work():
        member = Member.objects.get(id_index=index_of(id_number(1)))
        assert (member.status, member.phone) == ("lead", phone(1))
    put_in(district, sheet(person(1)))
    with district.at_work():
        assert Member.objects.get(pk=member.pk).status == "reported"
        assert Member.objects.count() == 2


def test_somebody_held_elsewhere_becomes_a_request(district, staff):
    yongming, yongxian = staff("yongming"), staff("yongxian")
    put_in(yongming, sheet(person(1)))
    intake = put_in(yongxian, sheet(person(1), person(2)))
    assert row_states(yongxian, intake) == [("take_over", "applied"), ("create", "applied")]
    with yongxian.at_work():
        assert MoveRequest.objects.get().state == "waiting_release"
        assert Member.objects.count() == 1
    with staff("auditor").at_work():
        seen = AuditEvent.objects.filter(action="intake.checked", object_id=str(intake.pk))
        assert {event.detail["elsewhere"] for event in seen} == {1}, "how many she was told of stands on the trail"
    intake = check(yongxian, sheet(person(1), person(2)))
    assert row_states(yongxian, intake) == [("unchanged", "staged"), ("unchanged", "staged")]


def test_of_a_request_that_was_refused_nothing_is_left_to_be_taken_back(district, staff):
    yongming, yongxian = staff("yongming"), staff("yongxian")
    put_in(yongming, sheet(person(1)))
    intake = put_in(yongxian, sheet(person(1), person(2)))
    with yongming.at_work():
        custody.release(by=yongming.user, request=MoveRequest.objects.get(), agreed=False, answer="还在我们这里")
    with yongxian.at_work():
        pipeline.undo(by=yongxian.user, intake=intake)
    work_off(yongxian)
    assert row_states(yongxian, intake) == [("take_over", "undone"), ("create", "undone")]


def test_the_wording_is_the_same_whoever_holds_him(district, staff):
    yongming, jiangnan, outsider = staff("yongming"), staff("jiangnan"), staff("outsider")
    put_in(outsider, sheet(person(1)))
    put_in(yongming, sheet(person(2)))
    intake = check(jiangnan, sheet(person(1), person(2, **{"村(社区)": "永贤社区"})))
    with jiangnan.at_work():
        first, second = pipeline.rows(intake).items
        assert (first.action, first.note) == (second.action, second.note) == ("take_over", first.note)
        assert first.note


def test_enrolled_needs_a_superior(district, staff):
    headers = ("姓名", "身份证号码", "是否已报到", "是否纳入支部")
    rows = [("何甲", id_number(1), "是", "是")]
    yongming = staff("yongming")
    intake = put_in(yongming, sheet(*rows, headers=headers))
    with yongming.at_work():
        assert Member.objects.get().status == "reported"
        assert "needs_superior" in {issue.kind for issue in pipeline.rows(intake).items[0].issues}
    intake = put_in(district, sheet(("何乙", id_number(2), "是", "是"), headers=headers))
    with district.at_work():
        assert Member.objects.get(intake_id=intake.pk).status == "enrolled"


def test_both_halves_are_linked(district, staff):
    put_in(staff("outsider"), sheet(person(1), title="流出党员名册"))
    put_in(district, sheet(person(1)))
    with district.at_work():
        assert MemberLink.objects.count() == 1


def test_undo_takes_everything_back_but_what_was_worked_on(district):
    put_in(district, sheet(person(1)))
    before = everything(district)
    second = sheet(person(1, 工作单位="新会机械厂"), person(2), person(3))
    intake = put_in(district, second)
    with district.at_work():
        touched = Member.objects.get(id_index=index_of(id_number(3)))
        update_details(by=district.user, member=touched, changes={"remark": "打过电话"})
        pipeline.undo(by=district.user, intake=intake)
    work_off(district)
    intake = again(intake)
    assert intake.state == "undone"
    assert row_states(district, intake) == [("update", "undone"), ("create", "undone"), ("create", "undo_refused")]
    members, _ = everything(district)
    assert {row["id"] for row in members} == {row["id"] for row in before[0]} | {touched.pk}
    with district.at_work():
        assert Member.objects.get(pk=before[0][0]["id"]).employer == "江门电子厂"
        kept = pipeline.rows(intake, state="undo_refused").items
        assert len(kept) == 1 and kept[0].note


def test_a_whole_sample_can_be_undone_and_put_in_again(district, staff):
    yongming = staff("yongming")
    data = (ROSTERS / "branch-inflow.xls").read_bytes()
    intake = put_in(yongming, data, "a.xls")
    with yongming.at_work():
        pipeline.undo(by=yongming.user, intake=intake)
    work_off(yongming)
    assert again(intake).state == "undone"
    assert everything(yongming) == ([], [])
    assert put_in(yongming, data, "a.xls").counts["applied"] == intake.counts["applied"]


def test_the_trail_counts_every_row_in_batches(district, staff):
    people = [person(number, 姓名=f"何{chr(0x4E00 + number)}") for number in range(1, 1202)]
    intake = put_in(district, sheet(*people))
    assert intake.counts["applied"] == 1201
    with staff("auditor").at_work():
        batches = AuditEvent.objects.filter(action="intake.rows_applied", object_id=str(intake.pk))
        rows = [event.detail["rows"] for event in batches]
        assert sum(rows) == 1201 and max(rows) <= 1000
        assert all(len(event.detail["digest"]) == 64 for event in batches)


def test_out_of_scope_rows_are_errors_and_stay_out(district, staff):
    yongming = staff("yongming")
    intake = put_in(yongming, sheet(person(1), person(2, **{"村(社区)": "永贤社区"})))
    assert row_states(yongming, intake) == [("create", "applied"), ("none", "staged")]
    with yongming.at_work():
        assert [issue.kind for issue in pipeline.rows(intake, verdict="error").items[0].issues] == ["out_of_scope"]
