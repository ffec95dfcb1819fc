"""Rows that were mended come back as a workbook of their own: part of the roster before, by which nobody is missing."""

import io

import openpyxl
import pytest

from registry.choices import DifferenceDecision as D
from registry.domain.errors import Refused
from registry.intake import pipeline
from registry.intake.files.corrections import MARK
from registry.models import RosterDifference
from tests.pipeline.conftest import again, person, put_in, sheet
from tests.world import id_number

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = 2  # column


def failed_rows(who, intake):
    """The workbook of the failed rows, opened as somebody's program would."""
    with who.at_work():
        return openpyxl.load_workbook(io.BytesIO(pipeline.failed_rows_workbook(by=who.user, intake=again(intake))))


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mended(book, *, mark=True, title=True, column=True) -> bytes:
    """The first row put right; of what says whose workbook it is only some left."""
    page = book.worksheets[0]
    page.cell(3, NUMBER, id_number(2))
    if not mark:
        del book.defined_names[MARK]
    if not title:
        page.cell(1, 1, "流入党员台账")
    if not column:
        page.delete_cols(page.max_column)
    return saved(book)


def totals(who, intake) -> dict[str, int]:
    with who.at_work():
        return {kind: found["total"] for kind, found in pipeline.difference_counts(intake).items() if found["total"]}


ONLY = ("mark", "title", "column")


@pytest.mark.parametrize("left", ONLY)
def test_nobody_is_missing_by_rows_that_were_mended(district, left) -> None:
    put_in(district, sheet(*map(person, range(1, 6))))
    second = put_in(district, sheet(person(1), person(2, 身份证号码="123"), person(3), person(4)))
    assert totals(district, second) == {"absent": 2, "same": 3}, "who is on a row that failed, and who is not on it"
    back = put_in(district, mended(failed_rows(district, second), **{name: name == left for name in ONLY}))
    with district.at_work():
        assert pipeline.is_of_corrections(back)
    assert totals(district, back) == {"added": 1}, "to the second roster"
    with district.at_work():
        absent = RosterDifference.objects.filter(intake=second, kind="absent")
        assert sorted(absent.values_list("decision", flat=True)) == ["keep", "open"], "she is found again"
    third = put_in(district, sheet(*map(person, range(1, 5))))
    assert totals(district, third) == {"same": 4}, "both together are the roster before"


def test_a_roster_is_no_such_workbook(district) -> None:
    put_in(district, sheet(person(1), person(2)))
    again_ = put_in(district, sheet(person(1)))
    with district.at_work():
        assert not pipeline.is_of_corrections(again_)
    assert totals(district, again_) == {"absent": 1, "same": 1}


def test_where_most_are_missing_somebody_says_first_that_all_are_listed(district) -> None:
    put_in(district, sheet(*map(person, range(1, 6))))
    part = put_in(district, sheet(person(1), person(2)))
    asked = {"by": district.user, "intake": part, "decision": D.RETURNED, "kind": "absent"}
    with district.at_work():
        assert pipeline.holds_a_part(pipeline.difference_counts(part))
        with pytest.raises(Refused, match="只写了 2 位，有 3 位没写"):
            pipeline.decide_differences(**asked, whole=False)
        first = pipeline.differences(part, kind="absent").items[0].id
        assert pipeline.decide_differences(**{**asked, "ids": [first]}, whole=False)[0] == 1, (
            "one by one they are meant"
        )
        assert pipeline.decide_differences(**asked, whole=True)[0] == 2


def test_what_is_only_to_be_looked_at_is_said_with_the_errors(district) -> None:
    """The row comes once, not again for what is found when the error is gone."""
    intake = put_in(district, sheet(person(1, 身份证号码="123", 流入时间="2099.1")))
    page = failed_rows(district, intake).worksheets[0]
    said = str(page.cell(3, page.max_column).value).splitlines()
    assert said[0].startswith("B 列") and any(line.startswith("另请核对 D 列") for line in said[1:]), said
