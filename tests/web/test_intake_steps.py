"""Steps 2 to 4 through the pages: columns, check, writing, undoing."""

import io
import json
import re
import unicodedata

import openpyxl
import pytest

from registry.choices import IntakeState
from registry.models import Intake, Member
from registry.tasks import tick_intake
from tests.web.intake_clerk import Clerk, clerk, roster, sheet, text
from tests.web.intake_place import ROSTERS, Place
from tests.world import id_number, phone


def members(who: Clerk) -> int:
    with who.place.at(who.username):
        return Member.objects.filter(is_open=True).count()


def expected(name: str) -> dict[str, int]:
    people = json.loads((ROSTERS / f"{name}.expected.json").read_text(encoding="utf-8"))["people"]
    return {verdict: sum(row["verdict"] == verdict for row in people) for verdict in ("ok", "review", "error")}


def card(page: str, label: str) -> int:
    found = re.search(rf'stat__label">{label}</span>\s*<span class="stat__number">([\d,]+)<', page)
    assert found, label
    return int(found[1].replace(",", ""))


ONE = f"何小山,{id_number(1)},{phone(1)},永明超市"
TWO = f"钟立,{id_number(2)},{phone(2)},永明超市"
NAMELESS = f",{id_number(3)},{phone(3)},永明超市"


def test_progress_polls_and_leaves_when_the_work_is_over(yongming: Clerk) -> None:
    yongming.upload(sheet(ONE))
    pk = yongming.intake().pk
    page = text(yongming.get("progress", pk))
    assert 'http-equiv="refresh"' in page
    part = yongming.get("progress-part", pk, HTTP_HX_REQUEST="true")
    assert 'hx-trigger="every 2s"' in text(part)
    assert "<html" not in text(part)
    tick_intake()
    part = yongming.get("progress-part", pk, HTTP_HX_REQUEST="true")
    assert part["HX-Redirect"].endswith("/columns/")
    assert yongming.get("progress", pk)["Location"].endswith("/columns/")


def test_a_resumed_intake_says_that_nothing_is_done_twice(yongming: Clerk) -> None:
    yongming.upload(sheet(ONE))
    pk = yongming.intake().pk
    with yongming.place.at("yongming"):
        Intake.objects.filter(pk=pk).update(state=IntakeState.READING, attempts=2, rows_done=1200)
    page = text(yongming.get("progress", pk))
    assert "刚才中断过一次" in page
    assert "已读 1,200 行" in page


def test_the_poll_does_not_keep_a_session_alive() -> None:
    from registry.web.intake_run import progress_part

    assert progress_part.passive


def test_a_roster_of_which_no_sheet_was_read_is_not_said_to_be_understood(yongming: Clerk) -> None:
    intake = yongming.brought(f"编号,电话\n1,{phone(1)}\n2,{phone(2)}\n")
    page = text(yongming.get("columns", intake.pk))
    assert "一张表也没有读" in page and "没有读的工作表" in page
    assert "每一列都认出来了" not in page and "都对，去核对" not in page


def test_a_way_that_the_roster_denies_is_pointed_out_and_asked_about(yongming: Clerk) -> None:
    left = f"姓名,手机号,流入地,流出时间\n何小山,{phone(1)},广东省深圳市,2024.5\n"
    intake = yongming.brought(left, direction="in")
    page = text(yongming.get("columns", intake.pk))
    assert "方向请看一下" in page and "与表里写的不一样" in page and "都对，去核对" not in page
    page = text(yongming.get("check", yongming.checked(left, direction="in").pk))
    assert "没有可以写入的行；1 行需要更正的不会写入" in page and "导入时选的却是流入" in page
    page = text(yongming.get("columns", yongming.brought(left).pk))
    assert "每一列都认出来了" in page and "方向请看一下" not in page


def test_of_two_tables_of_a_sheet_each_has_its_own_rows(yongming: Clerk) -> None:
    head, other = "姓名,手机号,流出地,流入时间", "姓名,手机号,流入地,流出时间"
    came = "\n".join(f"何小{name},{phone(at)},湖南省道县,2024.5" for at, name in enumerate("山水田", 1))
    left = f"林小海,{phone(9)},广东省深圳市,2024.6"
    intake = yongming.brought("\n".join(("一、流入党员,,,", head, came, "二、流出党员,,,", other, left, "")))
    page = text(yongming.get("columns", intake.pk))
    assert "表头在第 2 行，共 3 行" in page and "表头在第 7 行，共 1 行" in page


def test_columns_show_heading_samples_and_choice(yongming: Clerk) -> None:
    intake = yongming.brought(sheet(ONE, TWO))
    page = text(yongming.get("columns", intake.pk))
    assert "每一列都认出来了" in page
    assert "何小山" in page
    assert id_number(1) not in page
    assert phone(1) not in page
    assert re.search(r'<option value="id_number" selected>', page)


def test_an_unknown_column_is_pointed_out(yongming: Clerk) -> None:
    intake = yongming.brought(sheet(ONE + ",红", header="姓名,身份证号,手机号,工作单位,幸运颜色"))
    page = text(yongming.get("columns", intake.pk))
    assert "1 列没有认出来" in page
    assert re.search(r'is-review[^<]*>\s*<th scope="row">\s*E', page)
    assert "都对，去核对" not in page


def test_one_click_accepts_what_was_recognised(yongming: Clerk) -> None:
    intake = yongming.checked(sheet(ONE, TWO))
    assert intake.state == IntakeState.READY


def test_a_changed_column_is_checked_anew(yongming: Clerk) -> None:
    intake = yongming.brought(sheet(ONE, header="姓名,身份证号,手机号,幸运颜色"))
    yongming.post("columns", intake.pk, {"c-1-4": "employer", "direction": "in", "remember": "1"})
    assert yongming.intake().state == IntakeState.QUEUED
    tick_intake()
    assert yongming.intake().state == IntakeState.READY
    yongming.post("apply", intake.pk)
    tick_intake()
    with yongming.place.at("yongming"):
        assert Member.objects.get(name="何小山").employer == "永明超市"


def test_a_mapping_is_remembered_and_said_so(yongming: Clerk) -> None:
    odd = "姓名,身份证号,手机号,幸运颜色"
    first = yongming.brought(sheet(ONE, header=odd))
    yongming.post("columns", first.pk, {"c-1-4": "employer", "direction": "auto", "remember": "1"})
    tick_intake()
    second = yongming.brought(sheet(TWO, header=odd))
    page = text(yongming.get("columns", second.pk))
    assert "按您上次对同样表头的选择" in page
    assert "每一列都认出来了" in page


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"c-1-1": "name", "c-1-4": "name"}, "A 列已经是“姓名”了"),
        ({"c-1-1": "keep"}, "还没有哪一列是“姓名”"),
        ({"c-1-4": "no_such_field"}, "没有这个选项"),
    ],
)
def test_contradictions_are_told_at_the_column(yongming: Clerk, choice: dict[str, str], said: str) -> None:
    intake = yongming.brought(sheet(ONE))
    answer = yongming.post("columns", intake.pk, choice | {"direction": "auto"})
    assert answer.status_code == 400
    assert said in text(answer)
    assert yongming.intake().state == IntakeState.MAPPING


@pytest.mark.parametrize(
    ("name", "who"),
    [("street-ledger.xlsx", "district"), ("branch-inflow.xls", "yongming"), ("branch-outflow.xlsx", "yongming")],
)
def test_the_figures_of_the_samples(place: Place, name: str, who: str) -> None:
    somebody = clerk(place, who)
    intake = somebody.checked(roster(name), name)
    page = text(somebody.get("check", intake.pk))
    want = expected(name)
    assert card(page, "可以写入") == want["ok"]
    assert card(page, "作为线索") == want["review"]
    assert card(page, "需要更正") == want["error"]


def test_no_whole_number_of_the_sample_is_on_any_page(place: Place) -> None:
    who, people = clerk(place, "district"), []
    for name in ("street-ledger.xlsx", "system-extract.csv"):
        people += json.loads((ROSTERS / f"{name}.expected.json").read_text(encoding="utf-8"))["people"]
        intake = who.brought(roster(name), name)
        pages = text(who.get("columns", intake.pk))
        who.post("accept", intake.pk)
        pages += text(who.get("check", intake.pk, "?verdict=")) + text(who.get("check", intake.pk, "?verdict=error"))
        plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", pages)).upper()
        numbers = {row.get(kind) for row in people for kind in ("id_number", "phone")} - {None}
        assert len(numbers) > 50
        assert not [number for number in numbers if number in plain]


def test_the_button_says_what_it_will_do_and_that_happens(yongming: Clerk) -> None:
    yongming.written(sheet(ONE, TWO))
    changed = ONE.replace("永明超市", "江海电子厂")
    intake = yongming.checked(sheet(changed, TWO, f"覃远,{id_number(4)},{phone(4)},甲厂", NAMELESS))
    assert "请补上姓名" in text(yongming.get("check", intake.pk))
    page = text(yongming.get("check", intake.pk, "?verdict="))
    assert "将登记 1 人、更新 1 人；1 行需要更正的不会写入；1 人没有变化，不动。" in page
    assert "永明超市" in page
    assert "江海电子厂" in page
    before = members(yongming)
    yongming.post("apply", intake.pk)
    tick_intake()
    assert members(yongming) == before + 1
    assert "已写入" in text(yongming.get("done", intake.pk))


def test_rows_are_masked_explained_and_filtered(yongming: Clerk) -> None:
    intake = yongming.checked(sheet(ONE, NAMELESS))
    page = text(yongming.get("check", intake.pk, "?verdict=error"))
    assert "何小山" not in page
    assert "A 列“姓名”" in page
    assert "请补上姓名" in page
    assert id_number(3) not in page
    assert phone(3) not in page
    assert "138****0003" in page


def test_strange_filters_are_ignored(yongming: Clerk) -> None:
    intake = yongming.checked(sheet(ONE))
    answer = yongming.get("check", intake.pk, "?verdict=';--&action=x&from=-5&state=%00")
    assert answer.status_code == 200
    assert "何小山" in text(answer)


def test_pages_of_rows(yongming: Clerk) -> None:
    lines = [f"第{number}号,{id_number(number)},{phone(number)},厂" for number in range(1, 61)]
    lines = [line.replace(line.split(",")[0], f"何{chr(0x4E00 + at)}") for at, line in enumerate(lines)]
    intake = yongming.checked(sheet(*lines))
    first = text(yongming.get("check", intake.pk))
    assert "第 1–50 行，共 60 行" in first
    assert "from=50" in first
    assert "第 51–60 行，共 60 行" in text(yongming.get("check", intake.pk, "?from=50"))


def test_the_failed_rows_are_a_finished_workbook(yongming: Clerk) -> None:
    intake = yongming.checked(sheet(ONE, NAMELESS), "十一月 名册.csv")
    answer = yongming.get("failed-rows", intake.pk)
    assert not answer.streaming
    assert "no-store" in answer["Cache-Control"]
    assert "filename*=UTF-8''%E5%8D%81" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert id_number(3) in cells
    assert id_number(1) not in cells


def test_cancel_says_what_it_means_and_leaves_nothing(yongming: Clerk) -> None:
    intake = yongming.checked(sheet(ONE))
    assert "党员库没有任何变化" in text(yongming.get("cancel", intake.pk))
    yongming.post("cancel", intake.pk)
    assert yongming.intake().state == IntakeState.CANCELLED
    assert "这次导入已取消" in text(yongming.get("show", intake.pk))
    assert members(yongming) == 0


def test_undo_takes_everything_back_but_lists_what_was_worked_on(yongming: Clerk) -> None:
    intake = yongming.written(sheet(ONE, TWO))
    with yongming.place.at("yongming"):
        touched = Member.objects.get(name="钟立")
        from registry.domain import members as verbs

        verbs.update_details(by=yongming.place.users["yongming"], member=touched, changes={"employer": "别处"})
    confirm = text(yongming.get("undo", intake.pk))
    assert "写入以后又有人办理过的" in confirm
    yongming.post("undo", intake.pk)
    tick_intake()
    page = text(yongming.get("done", intake.pk))
    assert "已撤销 1 行；1 行写入后又办理过，没有动。" in page
    assert members(yongming) == 1


def test_a_verb_that_is_refused_says_so_and_changes_nothing(yongming: Clerk) -> None:
    intake = yongming.brought(sheet(ONE))
    answer = yongming.client.post(f"/intake/{intake.pk}/undo/", follow=True)
    assert answer.status_code == 200
    assert "notice--error" in text(answer)
    assert yongming.intake().state == IntakeState.MAPPING


def test_the_result_links_to_the_members(yongming: Clerk) -> None:
    intake = yongming.written(sheet(ONE))
    with yongming.place.at("yongming"):
        member = Member.objects.get(name="何小山")
    page = text(yongming.get("done", intake.pk))
    assert f'href="/members/{member.pk}/"' in page
    assert "到期自动清除" in page
