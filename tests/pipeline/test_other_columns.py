"""What rosters say in columns of their own: each adds to what the record keeps, and none takes anything away."""

import json

import pytest

from registry.intake import pipeline
from registry.intake.words import extras
from registry.models import Member
from registry.web.intake_rows import shown
from tests.pipeline.conftest import HEADERS, again, check, person, put_in, row_states, sheet, work_off

pytestmark = pytest.mark.django_db(transaction=True)
FOUND_AT = {"摸排方式": "登记点", "特长": "电工"}


def roster(**beyond: str) -> bytes:
    return sheet((*person(1), *beyond.values()), headers=(*HEADERS, *beyond))


def kept(who) -> dict[str, str]:
    with who.at_work():
        return json.loads(str(Member.objects.get().extra))


def told(who, intake) -> list[tuple[str, str, str]]:
    """What the page says of the changes of the one row."""
    with who.at_work():
        (row,) = pipeline.rows(intake).items
        return [(change["title"], change["before"], change["after"]) for change in shown(row)["changes"]]


def test_a_roster_with_another_column_adds_to_what_is_kept_and_undo_takes_that_away(district) -> None:
    put_in(district, roster(**FOUND_AT))
    second = check(district, roster(爱好="广场舞", 特长="焊工"))
    work_off(district)
    said = [("其他信息“特长”", "电工", "焊工"), ("其他信息“爱好”", "空", "广场舞")]
    assert told(district, again(second)) == said, "in words, before it is written"
    with district.at_work():
        pipeline.apply(by=district.user, intake=second)
    work_off(district)
    assert kept(district) == {"摸排方式": "登记点", "特长": "焊工", "爱好": "广场舞"}
    assert told(district, again(second)) == said, "and after it was"
    with district.at_work():
        pipeline.undo(by=district.user, intake=again(second))
    work_off(district)
    assert kept(district) == FOUND_AT


def test_a_roster_that_says_no_more_than_is_kept_changes_nothing(district) -> None:
    put_in(district, roster(**FOUND_AT))
    with district.at_work():
        version = Member.objects.get().version
    assert row_states(district, put_in(district, roster(特长="电工"))) == [("unchanged", "applied")]
    with district.at_work():
        assert Member.objects.get().version == version


def test_what_is_no_table_of_headings_stays_as_one_text() -> None:
    whole = extras.merged("随亲属居住", '{"爱好": "广场舞"}')
    assert extras.pairs(whole) == [("原文", "随亲属居住"), ("爱好", "广场舞")]
    assert extras.merged("随亲属居住", "") == "随亲属居住"
