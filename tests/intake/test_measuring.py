"""How far a sheet's cells reach, as the raw XML shows it: the one search finds whatever the collecting would."""

import io
import re

import pytest

from registry.intake.files import archive
from registry.intake.files.archive import Extent, numbers_between
from registry.intake.files.refusals import Refusal

COLUMNS, ROWS = 5, 400
PLACES = ("XFD200", "F200", "A1048576", "AA200", "a200", "A0200", "A200 ")


def xml(stray: str = "", row_tag: str = '<row r="{}">') -> bytes:
    """A regular sheet of many rows, with something strange among its later ones."""
    lines = []
    for number in range(2, ROWS + 2):
        cells = "".join(f'<c r="{"BCDEF"[at]}{number}" t="s"><v>{at}</v></c>' for at in range(COLUMNS))
        lines.append(row_tag.format(number) + cells + (stray if number == 200 else "") + "</row>")
    return f"<worksheet><sheetData>{''.join(lines)}</sheetData></worksheet>".encode()


def measured(monkeypatch: pytest.MonkeyPatch, content: bytes, *, searched: bool) -> Extent:
    with monkeypatch.context() as patched:
        patched.setattr(archive, "CHUNK", 2_000)
        if not searched:
            patched.setattr(archive, "_continues", lambda piece, extent: False)
        extent = Extent()
        archive._scan(io.BytesIO(content), extent)
        return extent


@pytest.mark.parametrize(
    "stray",
    [
        *(f'<c r="{place}"><v>1</v></c>' for place in PLACES),
        "<c><v>1</v></c>", "<x:c r='ZZ9'><v>1</v></x:c>", '<c t="s" r="ZZ9"><v>1</v></c>', "<c r='ZZ9'><v>1</v></c>",
        '<c\nr="ZZ9"><v>1</v></c>', '</row><row><c r="B900"/>', "</row><row r='900'>", '</row><row r="900">',
        '</row><row r="1048576" hidden="1">', '<c r="B200" t="e"><v>#N/A</v></c>', '<cols><col min="3"/></cols>',
    ],
)  # fmt: skip
def test_a_stray_cell_is_measured_as_if_each_were_collected(monkeypatch: pytest.MonkeyPatch, stray: str) -> None:
    content = xml(stray)
    assert measured(monkeypatch, content, searched=True) == measured(monkeypatch, content, searched=False)


def test_a_regular_sheet_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: without it the test above would compare the collecting with itself."""
    found = []
    search = archive._continues
    monkeypatch.setattr(archive, "_continues", lambda piece, extent: found.append(search(piece, extent)) or found[-1])
    extent = measured(monkeypatch, xml(), searched=True)
    assert found[0] is False and found.count(True) >= len(found) - 2 > 5
    assert (extent.top, extent.left, extent.bottom, extent.right) == (2, 2, ROWS + 1, COLUMNS + 1)
    assert extent.filled == ROWS * COLUMNS


def test_entities_in_a_later_piece_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="xml_entities"):
        measured(monkeypatch, xml("<!ENTITY a 'b'>"), searched=True)


@pytest.mark.parametrize("low", [1, 2, 8, 9, 10, 11, 19, 98, 99, 100, 109, 345, 990, 999, 1_000, 9_998, 67_890])
def test_numbers_between_are_those_and_no_others(low: int) -> None:
    for high in (low, low + 1, low + 7, low + 10, low + 95, low + 1_234):
        numbers = re.compile(numbers_between(low, high))
        asked = {*range(150), *range(low - 12, high + 12), low * 10, high * 10, high + 1_000_000}
        found = {number for number in asked if number >= 0 and numbers.fullmatch(str(number))}
        assert found == set(range(low, high + 1))
        assert not numbers.fullmatch(f"0{low}")
