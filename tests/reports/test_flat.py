"""CSV, JSON and the brief hold the workbook's figures; texts begin no formula; the same bytes twice."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from docx import Document

from registry.models import Organisation
from reports.domain import cycle
from reports.workbook import brief, flat
from tests.outreach.post import Moment
from tests.reports import books
from tests.reports.test_cycle import WRITTEN, report_of
from tests.world import World, clerk


def made(world: World, spec: Any, writer: Any) -> bytes:
    """The bytes that a writer makes, twice the same."""
    found = []
    for _ in range(2):
        out = io.BytesIO()
        with world.system("a"):
            writer(spec, out)
        found.append(out.getvalue())
    assert found[0] == found[1]
    return found[0]


def test_every_kind_says_the_same(world: World, moment: Moment) -> None:
    month = books.drafted(world, moment)
    with world.system("a"):
        Organisation.objects.filter(path=world.nodes["a12"].path).update(name='=HYPERLINK("http://evil.example")')
    with world.at(clerk("a11")):
        row = report_of(world)
        fields = WRITTEN | {"practice": "走访企业\r\n\r\n送学上门"}
        cycle.write(by=None, report=row, fields=fields, revision=row.revision)
    spec = books.spec_of(world, month)
    basics = books.texts(books.read(books.made(world, spec))["基本情况"])
    with zipfile.ZipFile(io.BytesIO(made(world, spec, flat.make_csv))) as archive:
        assert len(archive.namelist()) == 7
        data = archive.read("1 基本情况.csv")
        assert data.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines[0][3] == "本月新增：新登记" and lines[-2][1:12] == ["合计", *(str(cell) for cell in basics[-1][2:12])]
    assert any(line[1].startswith("'=HYPERLINK") for line in lines[1:-1])
    document = json.loads(made(world, spec, flat.make_json))
    total = document["tables"][0]["rows"][-1]
    assert total["label"] == "合计" and total["figures"]["total"] == basics[-1][10] and document["draft"]
    own = books.spec_of(world, month, "a11")
    found = Document(io.BytesIO(made(world, own, brief.make)))
    texts = [paragraph.text for paragraph in found.paragraphs]
    assert (
        texts.index("送学上门") > texts.index("走访企业")
        and texts[0].endswith("流动党员工作简报")
        and len(found.tables) == 5
    )


def as_read(lines: list[list[Any]]) -> list[list[str]]:
    """Lines as a program reads them back."""
    return list(csv.reader(io.StringIO(flat._csv(lines).decode().removeprefix(flat.BOM), newline="")))


@pytest.mark.parametrize("before", ["", " ", "\u3000", "\ufeff"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\n="])
def test_no_text_begins_a_formula(before: str, sign: str) -> None:
    [[cell, number]] = csv.reader(
        io.StringIO(flat._csv([[f"{before}{sign}1+1", -1]]).decode().removeprefix(flat.BOM), newline="")
    )
    assert (cell, number) == (f"'{before}{sign}1+1", "-1")


def test_other_texts_stay_as_they_are() -> None:
    line = ["永明社区", "a=b", "'x"]
    assert as_read([line]) == [line]
