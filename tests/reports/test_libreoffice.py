"""The workbook as LibreOffice opens it: every sheet prints, with its head on each page. Skipped where there is none."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.outreach.post import Moment
from tests.reports import books
from tests.world import World

# Comma, quotes, UTF-8, everything as it is shown; the seventh sheet.
ROSTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,7"
OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="没有装 LibreOffice：apt-get install libreoffice-calc 以后再试")
def test_libreoffice_opens_and_prints_it(world: World, moment: Moment, tmp_path: Path) -> None:
    month = books.drafted(world, moment)
    file = tmp_path / "月报.xlsx"
    file.write_bytes(books.made(world, books.spec_of(world, month)))
    for kind, ending in (("pdf", "pdf"), (ROSTER, "csv")):
        command = [str(OFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", kind,
                   "--outdir", str(tmp_path / ending), str(file)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert next((tmp_path / "pdf").iterdir()).read_bytes().startswith(b"%PDF")
    roster = next((tmp_path / "csv").iterdir()).read_text()
    assert "身份证号码" in roster and "4410**********" in roster and len(roster.splitlines()) == 3 + 14
