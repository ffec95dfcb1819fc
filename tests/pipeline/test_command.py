"""`manage.py intake`: the six sample rosters come out exactly, and every refusal is one clear line."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from registry.models import Intake, IntakeFile, IntakeRow, Member
from tests.pipeline.conftest import ROSTERS

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLES = {
    "street-ledger.xlsx": ("440704", "district"),
    "branch-inflow.xls": ("440704001025", "yongming"),
    "branch-outflow.xlsx": ("440704001025", "yongming"),
    "new-employment.xlsx": ("440704001", "jiangnan"),
    "one-sheet-a-village.xlsx": ("440704", "district"),
    "system-extract.csv": ("440704", "district"),
}


def run(tmp_path, name, organisation, by, **options):
    out = tmp_path / "out.json"
    call_command("intake", str(ROSTERS / name), organisation=organisation, by=by, report=str(out), **options)
    return json.loads(out.read_text(encoding="utf-8"))


def agree(told, expected):
    """Every key of the expected file, in every row."""
    for key, value in expected.items():
        if key not in ("people", "errors"):
            assert told[key] == value, key
    found = {(row["sheet"], row["row"]): row for row in told["people"]}
    assert len(found) == len(told["people"]) == len(expected["people"])
    for row in expected["people"]:
        mine = found[row["sheet"], row["row"]]
        assert {key: mine.get(key, "absent") for key in row} == row
    keys = ("sheet", "row", "column", "kind")
    assert sorted(tuple(error[key] for key in keys) for error in told["errors"]) == sorted(
        tuple(error[key] for key in keys) for error in expected["errors"]
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_comes_out_exactly_and_goes_in(district, tmp_path, name):
    expected = json.loads((ROSTERS / f"{name}.expected.json").read_text(encoding="utf-8"))
    told = run(tmp_path, name, *SAMPLES[name])
    agree(told, expected)
    applicable = sum(row["verdict"] != "error" for row in expected["people"])
    assert told["intake"]["applied"] == applicable
    with district.at_work():
        assert Member.objects.filter(intake_id=told["intake"]["id"]).count() == applicable


@pytest.mark.parametrize("name", SAMPLES)
def test_check_alone_changes_nothing(district, tmp_path, name):
    expected = json.loads((ROSTERS / f"{name}.expected.json").read_text(encoding="utf-8"))
    with district.at_work():
        before = [model.objects.count() for model in (Member, Intake, IntakeRow, IntakeFile)]
    agree(run(tmp_path, name, *SAMPLES[name], check=True), expected)
    with district.at_work():
        assert [model.objects.count() for model in (Member, Intake, IntakeRow, IntakeFile)] == before


@pytest.mark.parametrize(
    ("organisation", "by", "says"),
    [
        ("440704001025", "nobody", "没有账号"),
        ("44070", "district", "组织代码"),
        ("440704001999", "district", "没有代码为"),
        ("440704001028", "yongming", "没有代码为"),
        ("440704001025", "liaison", "角色"),
        ("440704", "auditor", "角色"),
    ],
)
def test_a_wrong_caller_gets_one_line(district, tmp_path, organisation, by, says):
    with pytest.raises(CommandError, match=says) as found:
        run(tmp_path, "street-ledger.xlsx", organisation, by)
    assert "\n" not in str(found.value)


def test_a_hostile_file_is_refused_with_a_report(district, tmp_path):
    bad, out = tmp_path / "bad.xls", tmp_path / "out.json"
    bad.write_text("<html><table><tr><td>姓名</td></tr></table></html>")
    with pytest.raises(CommandError, match="网页"):
        call_command("intake", str(bad), organisation="440704", by="district", report=str(out))
    assert json.loads(out.read_text())["refused"]["kind"] == "html_as_xls"
    with district.at_work():
        assert not Intake.objects.exists()


def test_a_text_in_which_nobody_is_told_apart_says_what_to_do(district, tmp_path, capsys):
    text, out = tmp_path / "汇报.txt", tmp_path / "out.json"
    text.write_text("流入党员：张三的电话是13800001234，李四的电话是13800001235，都住永明社区。", encoding="utf-8")
    call_command("intake", str(text), organisation="440704", by="district", report=str(out), check=True)
    said = capsys.readouterr().out
    assert "共 0 行" in said and "没有找到表头" in said and "请改成一人一行" in said


def test_people_of_one_paragraph_go_in_each_by_himself(district, tmp_path):
    text, out = tmp_path / "汇报.txt", tmp_path / "out.json"
    text.write_text("流入党员共2名：张三（男，电话13800001234）；李四（女，电话13800001235）。", encoding="utf-8")
    call_command("intake", str(text), organisation="440704001025", by="yongming", report=str(out))
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["intake"]["applied"] == 2
    with district.at_work():
        found = Member.objects.filter(intake_id=told["intake"]["id"])
        assert sorted(found.values_list("name", flat=True)) == ["张三", "李四"]
