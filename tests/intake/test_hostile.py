"""Hostile files: each is refused with its own word or read to the end; the parent lives, its memory stays flat.

The negative controls take a guard away and show that the file then does its harm.
"""

import io
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from registry.intake.files import slices, xlsx
from registry.intake.files.limits import MB, Limits
from registry.intake.files.reading import ROOT, Workbook
from registry.intake.files.refusals import Refusal
from registry.intake.files.wire import tidy
from tests.intake import bombs
from tests.intake.district import ROSTERS

FEW_SECONDS = 20.0  # two cores are shared; alone each takes under one


def read(source: bytes | Path, filename: str = "名册.xlsx", limits: Limits | None = None) -> int:
    """How many rows come out; raises Refusal."""
    with Workbook(source, filename, limits) as book:
        return sum(1 for _, rows in book.sheets() for _ in rows)


def refusal(source: bytes | Path, filename: str = "名册.xlsx", limits: Limits | None = None) -> Refusal:
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Refusal) as caught:
        read(source, filename, limits)
    assert time.monotonic() - began < FEW_SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) < 64 * 1024
    assert "。" in caught.value.message
    return caught.value


HTML = "<html><head><meta charset='gbk'></head><table><tr><td>姓名</td></tr></table></html>".encode("gb18030")
ODS = {"content.xml": "<office/>", "mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
SMALL = {
    "sparse_bomb": bombs.sparse,
    "xml_entities": bombs.entities,
    "empty_file": lambda: b"",
    "html_as_xls": lambda: HTML,
    "damaged": lambda: bombs.workbook("")[:300],
    "zip_bomb": lambda: bombs.many_entries(6_000),
    "encrypted": lambda: bombs.compound("Root Entry", "EncryptionInfo", "EncryptedPackage"),
    "not_a_table": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "unsupported": lambda: bombs.workbook("", extra={"xl/vbaProject.bin": b"\0"}),
    "encoding": lambda: "姓名,电话\n张三,1\n".encode() * 9 + "李四,2\n".encode("gb18030") + b"\xff\xfe\xff,\n",
}


@pytest.mark.parametrize("kind", SMALL)
def test_refused_with_its_own_word(kind: str) -> None:
    assert refusal(SMALL[kind]()).kind == kind


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("xml_entities", bombs.outside()),
        ("unsupported", bombs.workbook("", extra={"xl/workbook.bin": b"\0"})),
        ("unsupported", bombs.workbook("", extra=ODS)),
        (
            "unsupported",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
        ),
        ("not_a_table", bombs.compound("Root Entry", "WordDocument")),
        ("not_a_table", b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
        ("not_a_table", bytes(range(256)) * 20),
        ("damaged", bombs.lying_sizes()),
        ("damaged", (ROSTERS / "branch-inflow.xls").read_bytes()[:3000]),
        ("damaged", (ROSTERS / "street-ledger.xlsx").read_bytes()[:9000]),
        ("xml_entities", bombs.workbook("", extra={"xl/sharedStrings.xml": "<!DOCTYPE x><sst/>".encode("utf-16")})),
        ("html_as_xls", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>"),
        ("empty_file", b"\xef\xbb\xbf\r\n,,,\r\n"),
    ],
)
def test_other_ways_to_the_same_word(kind: str, content: bytes) -> None:
    assert refusal(content).kind == kind


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = bombs.unpacking(300 * MB, tmp_path / "bomb.xlsx")
    assert bomb.stat().st_size < 4 * MB
    began = time.monotonic()
    assert refusal(bomb).kind == "zip_bomb"
    assert time.monotonic() - began < 5


def test_too_large_and_too_many_rows() -> None:
    rows = "".join(f"{number},张三\n" for number in range(5_000)).encode()
    assert refusal(rows, limits=Limits(file_bytes=1_000)).kind == "too_large"
    assert refusal(rows, limits=Limits(rows=1_000)).kind == "too_many_rows"


def test_memory_and_time_are_bounded() -> None:
    rows = "".join(f'<row r="{n}">{bombs.text_cell(f"A{n}", "张" * 400 + str(n))}</row>' for n in range(1, 60_000))
    assert refusal(bombs.workbook(rows), limits=Limits(memory=90 * MB)).kind == "memory"
    assert refusal(bombs.workbook(rows), limits=Limits(wall=0.05)).kind == "timeout"


def test_an_open_quote_names_its_row() -> None:
    content = ('姓名,备注\n张三,好\n李四,"没有配对\n' + "王五,好\n" * 40_000).encode()
    problem = refusal(content, "a.csv")
    assert problem.kind == "damaged"
    assert "第 3 行" in problem.message


@pytest.mark.parametrize("name", ["名册.xlsx", "名册.xls", "名册", "名册.csv", "名册.pdf"])
def test_the_name_decides_nothing(name: str) -> None:
    assert read((ROSTERS / "system-extract.csv").read_bytes(), name) == 61
    assert read((ROSTERS / "branch-inflow.xls").read_bytes(), name) == 64


def test_the_parent_goes_on_after_each(tmp_path: Path) -> None:
    for make in SMALL.values():
        refusal(make())
    assert read(ROSTERS / "street-ledger.xlsx") == 65


def test_leaving_early_ends_the_reader() -> None:
    with Workbook(ROSTERS / "street-ledger.xlsx") as book:
        next(iter(book.sheets()))
        process = book._process
    assert process is not None
    assert process.poll() is not None


def test_the_reader_has_no_network_and_writes_nothing(tmp_path: Path) -> None:
    """What `confine` leaves possible, tried from inside."""
    probe = (
        "import socket, sys\nfrom registry.intake.files.limits import Limits\n"
        "from registry.intake.files.sandbox import confine\n"
        "confine(Limits())\n"
        f"open({str(tmp_path / 'x')!r}, 'w').close()\n"
        "try:\n    f = open(sys.argv[1], 'w'); f.write('x' * 99); f.close(); print('wrote')\n"
        "except OSError: print('kept')\n"
        "s = socket.socket(); s.settimeout(1)\n"
        "try:\n    s.connect(('127.0.0.1', int(sys.argv[2]))); print('reached')\nexcept OSError: print('alone')\n"
    )
    import signal
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        signal_safe = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        done = subprocess.run(
            [sys.executable, "-c", signal_safe + probe, str(tmp_path / "y"), str(server.getsockname()[1])],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    assert signal.SIGXFSZ
    assert done.stdout.split() == ["kept", "alone"]


def test_slices_and_streaming_read_what_the_fast_parser_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """The three ways to read a sheet differ in memory and time, never in what they read."""

    def everything(limits: Limits | None = None) -> list:
        with Workbook(ROSTERS / "street-ledger.xlsx", limits=limits) as book:
            return [row for _, rows in book.sheets() for row in rows]

    with (ROSTERS / "street-ledger.xlsx").open("rb") as file:
        streamed = [tidy(row) for row in xlsx._streamed(file, "流入党员台账")]
    monkeypatch.setattr(slices, "SLICE", 5_000)
    monkeypatch.setattr(slices, "MB", 700)
    with (ROSTERS / "street-ledger.xlsx").open("rb") as file:
        sliced = [tidy(row) for row in slices.rows_of(file, "流入党员台账", "xl/worksheets/sheet1.xml")]
    whole = everything()
    assert everything(Limits(dense_cells=1)) == whole
    assert list(enumerate(sliced, 1)) == whole
    assert [len(row) for row in streamed] == [len(row) for _, row in whole]


# ---- negative controls -----------------------------------------------------------------------------------------------

PARSE = (
    "import sys, io, resource, python_calamine\n"
    "resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))\n"
    "book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))\n"
    "print(sum(1 for _ in book.get_sheet_by_index(0).iter_rows()))\n"
)


def unguarded(content: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", PARSE], input=content, capture_output=True, timeout=120, check=False)


def test_control_the_parser_reads_an_ordinary_file() -> None:
    assert unguarded((ROSTERS / "street-ledger.xlsx").read_bytes()).stdout.strip() == b"65"


def test_control_without_the_guard_the_sparse_bomb_kills() -> None:
    """Neither an exception nor an answer: the process that parses it is gone."""
    done = unguarded(bombs.sparse())
    assert done.returncode < 0
    assert done.stdout == b""


def test_control_without_the_ratio_the_bomb_is_unpacked(tmp_path: Path) -> None:
    bomb = bombs.unpacking(60 * MB, tmp_path / "bomb.xlsx")
    assert refusal(bomb).kind == "zip_bomb"
    open_door = Limits(ratio=10_000, memory=200 * MB)
    assert refusal(bomb, limits=open_door).kind == "memory"


def test_control_a_reader_that_dies_is_told_as_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the extent check switched off the reading process dies, and only it."""
    loose = Limits(dense_cells=1 << 40)
    assert refusal(bombs.sparse(), limits=loose).kind == "memory"
    assert read(io.BytesIO((ROSTERS / "street-ledger.xlsx").read_bytes()).getvalue()) == 65
