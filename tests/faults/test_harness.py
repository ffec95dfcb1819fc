"""The book of figures: one row an id and name, the last measurement stands, and nothing tried is nothing held."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests import conftest
from tests.faults import harness
from tests.faults.harness import FULL


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of the test's own, in full size."""
    monkeypatch.setattr(harness, "FULL", True)
    monkeypatch.setattr(harness, "BOOK", tmp_path / "docs" / "faults.md")
    return harness.BOOK


def _rows(book) -> list[str]:
    return [line for line in book.read_text("utf-8").splitlines() if line.startswith("| ")][1:]


def test_a_figure_is_one_row_and_the_last_one_stands(book):
    harness.figure("Z02", "rows lost", 0, "rows", True, n=1000)
    harness.figure("Z01", "longest wait", 2.5, "s", True, n=3)
    harness.figure("Z02", "rows lost", 1, "rows", True, n=2)
    first, second = _rows(book)
    assert first.startswith("| Z01 | longest wait | 3 | 2.5 s | yes | ")
    assert second.startswith("| Z02 | rows lost | 2 | 1 rows | yes | ")


@pytest.mark.parametrize(("passed", "n"), [(False, 5), (True, 0)])
def test_a_figure_that_did_not_hold_or_tried_nothing_is_written_and_fails(book, passed, n):
    with pytest.raises(AssertionError, match="rows lost"):
        harness.figure("Z02", "rows lost", 3, "rows", passed, n=n)
    assert "| NO |" in _rows(book)[0]


def test_the_short_copy_writes_nothing(book, monkeypatch):
    monkeypatch.setattr(harness, "FULL", False)
    harness.figure("Z01", "a", 1, "s", True, n=1)
    assert not book.exists()
    assert harness.rounds(1, 20) == 1


@pytest.mark.parametrize(("full", "noted", "code"), [(True, 0, 1), (True, 1, 0), (False, 0, 0)])
def test_a_full_run_without_a_figure_is_none(monkeypatch, capsys, full, noted, code):
    """Nothing that was chosen makes a figure: the run says so, although no test failed."""
    monkeypatch.setattr(conftest, "FULL", full)
    monkeypatch.setattr(harness.Book, "noted", noted)
    writer = SimpleNamespace(get_terminal_writer=lambda: SimpleNamespace(line=print))
    run = SimpleNamespace(exitstatus=0, config=writer)
    conftest.pytest_sessionfinish(run)
    assert (run.exitstatus, "没有一项数字" in capsys.readouterr().out) == (code, bool(code))


@pytest.mark.skipif(not FULL, reason="只在 FAULTS=full 里跑：pytest 自己怎样收场")
def test_a_full_run_without_a_figure_fails(tmp_path):
    """The same of a run of its own."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/faults/test_worker.py",
        "-q",
        "-k",
        "defaults_would",
        *("-p", "no:randomly", "-p", "no:schemathesis", "-p", "no:playwright", "-p", "no:xdist"),
    ]
    env = harness.environment(tmp_path, FAULTS="full") | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run(command, cwd=harness.CHECKOUT, env=env, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout
    assert done.returncode == 1
    assert "没有一项数字" in done.stdout
