"""Step 1: the file, its place, and what is wrong with it, said at the field."""

import pytest
from celery import Celery

from registry.choices import IntakeState
from registry.models import Intake
from registry.tasks import tick_intake
from registry.web import intake_ceiling
from tests.web.intake_clerk import Clerk, clerk, roster, sheet, text
from tests.web.intake_place import Place
from tests.world import id_number, phone

ONE = sheet(f"何小山,{id_number(1)},{phone(1)},永明超市")


def count(who: Clerk) -> int:
    with who.place.at(who.username):
        return Intake.objects.count()


def test_the_page_tells_the_limit_and_presets_the_own_node(yongming: Clerk) -> None:
    page = text(yongming.get("new"))
    assert "最大 60 MB" in page
    assert "永明社区" in page
    assert '<select name="organisation"' not in page


def test_a_street_may_choose_within_its_subtree_only(place: Place) -> None:
    page = text(clerk(place, "jiangnan").get("new"))
    assert '<select name="organisation"' in page
    assert "永明社区" in page
    assert "东南村" not in page


def test_an_upload_is_stored_and_leads_to_its_progress(yongming: Clerk) -> None:
    answer = yongming.upload(ONE)
    intake = yongming.intake()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/{intake.pk}/progress/")
    assert intake.state == IntakeState.UPLOADED
    assert intake.organisation == yongming.place.nodes["yongming"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "空.xlsx", "文件是空的"),
        (b"%PDF-1.7 whatever", "名册.pdf", "这不是表格文件"),
        (b"<html><table></table></html>", "名册.xls", "这是网页，只是名字写成了 .xls"),
    ],
)
def test_a_wrong_file_is_told_at_the_field(yongming: Clerk, content: bytes, name: str, said: str) -> None:
    answer = yongming.upload(content, name)
    page = text(answer)
    assert answer.status_code == 400
    assert said in page
    assert 'id="id_file_error"' in page
    assert count(yongming) == 0


def test_no_file_chosen(yongming: Clerk) -> None:
    answer = yongming.post("new", data={"organisation": str(yongming.place.nodes["yongming"].pk), "direction": "auto"})
    assert "还没有选文件" in text(answer)


def test_too_large_a_file_is_told_at_the_field(yongming: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_ceiling, "MB", 10)
    answer = yongming.upload(b"x" * 2000, direction="out")
    page = text(answer)
    assert answer.status_code == 400
    assert "文件超过 60 MB，没有收下" in page
    assert "还没有选文件" not in page
    assert count(yongming) == 0


def test_too_large_a_body_is_a_page_in_chinese(yongming: Clerk) -> None:
    answer = yongming.client.post("/intake/new/", {"direction": "x" * (3 << 20)})
    assert answer.status_code == 400
    assert "这一次提交没有收下" in text(answer)


def test_a_forged_organisation_is_refused(yongming: Clerk) -> None:
    answer = yongming.upload(ONE, node="yongxian")
    assert answer.status_code == 400
    assert "不在您的管理范围内" in text(answer)
    assert count(yongming) == 0


def test_the_same_file_again_is_allowed_and_told_kindly(yongming: Clerk) -> None:
    yongming.written(ONE)
    yongming.upload(ONE)
    said = "已经导入过，再导入不会重复登记"
    assert said in text(yongming.get("progress", yongming.intake().pk))
    tick_intake()
    assert said in text(yongming.get("columns", yongming.intake().pk))
    assert count(yongming) == 2


def test_the_list_shows_states_and_narrows(yongming: Clerk) -> None:
    yongming.brought(ONE, "甲.csv")
    yongming.upload(ONE, "乙.csv")
    everything = text(yongming.get("list"))
    assert "甲.csv" in everything
    assert "乙.csv" in everything
    waiting = text(yongming.get("list", query="?state=waiting"))
    assert "甲.csv" in waiting
    assert "乙.csv" not in waiting


def test_an_unfinished_intake_is_offered_on_the_upload_page(yongming: Clerk) -> None:
    intake = yongming.brought(ONE, "没做完.csv")
    page = text(yongming.get("new"))
    assert "“没做完.csv”还没有做完" in page
    assert f"/intake/{intake.pk}/" in page


def test_a_file_that_cannot_be_read_gets_a_page_with_the_reason(yongming: Clerk) -> None:
    intake = yongming.brought(roster("branch-inflow.xls")[:3000], "坏的.xls")
    assert intake.state == IntakeState.FAILED
    page = text(yongming.get("show", intake.pk))
    assert intake.problem in page
    assert "现在可以这样做" in page
    assert "重新上传" in page


def test_without_a_broker_the_upload_succeeds_all_the_same(yongming: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real client against a port where nobody listens; the next tick of beat finds the intake in the database."""
    nobody = Celery("nobody", broker="redis://127.0.0.1:1/0")
    monkeypatch.setattr(tick_intake, "_get_app", lambda: nobody)
    assert yongming.upload(ONE).status_code == 302
    assert yongming.intake().state == IntakeState.UPLOADED
