"""The workbook as LibreOffice opens it: every sheet prints, with its head on each page. Skipped where there is none."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.outreach.post import Moment
from tests.reports import books, form_rows, forms_made
from tests.world import World

# Comma, quotes, UTF-8, everything as it is shown; the seventh sheet.
ROSTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,7"
FIRST = ROSTER.removesuffix("7") + "1"
OFFICE = shutil.which("soffice")


def converted(folder: Path, file: Path, kind: str, ending: str) -> None:
    """What LibreOffice makes of it, in a folder of its own."""
    command = [str(OFFICE), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", kind,
               "--outdir", str(folder / ending), str(file)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)


@pytest.mark.skipif(OFFICE is None, reason="没有装 LibreOffice：apt-get install libreoffice-calc 以后再试")
def test_libreoffice_opens_and_prints_it(world: World, moment: Moment, tmp_path: Path) -> None:
    month = books.drafted(world, moment)
    file = tmp_path / "月报.xlsx"
    file.write_bytes(books.made(world, books.spec_of(world, month)))
    for kind, ending in (("pdf", "pdf"), (ROSTER, "csv")):
        converted(tmp_path, file, kind, ending)
    assert next((tmp_path / "pdf").iterdir()).read_bytes().startswith(b"%PDF")
    roster = next((tmp_path / "csv").iterdir()).read_text()
    assert "身份证号码" in roster and "4410**********" in roster and len(roster.splitlines()) == 3 + 14
    form = form_rows.taken(world, data=forms_made.made(("a1街道", "a2街道")))
    file.write_bytes(form_rows.filled(world, form, month)[1])
    for kind, ending in (("pdf", "form-pdf"), (FIRST, "form")):
        converted(tmp_path, file, kind, ending)
    lines = list(csv.reader(io.StringIO(next((tmp_path / "form").iterdir()).read_text())))
    sums = [line[6] for line in lines[5:8]]
    assert int(sums[2]) == int(sums[0]) + int(sums[1]) > 0, "its own sums are worked out anew"
