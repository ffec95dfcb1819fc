"""Hostile files in the queue: each is set aside with a sentence, and the rosters beside them go through."""

import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from registry.intake import running
from tests.faults.harness import figure, rounds
from tests.pipeline.conftest import again, district, person, send, sheet, staff

__all__ = ["district", "staff"]

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def sparse(path: Path) -> bytes:
    """Two cells, 17 thousand million apart."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "姓名")
        page.write_string(1_048_575, 16_383, "何甲")
    return path.read_bytes()


def bomb(path: Path, megabytes: int) -> bytes:
    """A sheet that unpacks to `megabytes` MB of blanks."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_string(0, 0, "姓名")
    blown = path.with_suffix(".blown.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(blown, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            with new.open(item.filename, "w") as part:
                part.write(old.read(item))
                if item.filename == "xl/worksheets/sheet1.xml":
                    for _ in range(megabytes):
                        part.write(b" " * (1 << 20))
    return blown.read_bytes()


def test_hostile_files_fail_alone(district, staff, tmp_path):
    hostile = [
        sparse(tmp_path / "sparse.xlsx"),
        bomb(tmp_path / "bomb.xlsx", rounds(64, 2_000)),
        b"",
        b"<html><table><tr><td>\xe5\xa7\x93\xe5\x90\x8d</td></tr></table></html>",
    ]
    bad, good = [], []
    for number, data in enumerate(hostile, 1):
        bad.append(send(district, data, f"{number}.xlsx"))
        good.append(send(district, sheet(person(number)), f"good{number}.xlsx"))
    began = time.monotonic()
    running.work_off(district.node.path)
    spent = time.monotonic() - began
    for intake in map(again, bad):
        assert intake.state == "failed" and intake.problem.endswith("。") and intake.attempts == 0
    assert {again(intake).state for intake in good} == {"mapping"}
    what = "bombs, empty and disguised files beside good ones: until all are refused or read"
    figure("C01", what, spent, "s", spent < 60, n=len(bad))
