"""The book of figures: one row a name, the last measurement stands, and a figure that did not hold fails."""

import pytest

from tests.faults import harness


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of the test's own, in full size."""
    monkeypatch.setattr(harness, "FULL", True)
    monkeypatch.setattr(harness, "BOOK", tmp_path / "docs" / "faults.md")
    return harness.BOOK


def _rows(book) -> list[str]:
    return [line for line in book.read_text("utf-8").splitlines() if line.startswith("| ")][1:]


def test_a_figure_is_one_row_and_the_last_one_stands(book):
    harness.figure("b: rows lost", 0, "rows", True)
    harness.figure("a: longest wait", 2.5, "s", True)
    harness.figure("b: rows lost", 1, "rows", True)
    first, second = _rows(book)
    assert first.startswith("| a: longest wait | 2.5 | s | yes | ")
    assert second.startswith("| b: rows lost | 1 | rows | yes | ")


def test_a_figure_that_did_not_hold_is_written_and_fails(book):
    with pytest.raises(AssertionError, match="a: rows lost"):
        harness.figure("a: rows lost", 3, "rows", False)
    assert "| NO |" in _rows(book)[0]


def test_the_short_copy_writes_nothing(book, monkeypatch):
    monkeypatch.setattr(harness, "FULL", False)
    harness.figure("a", 1, "s", True)
    assert not book.exists()
    assert harness.rounds(1, 20) == 1
