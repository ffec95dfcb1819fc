"""No whole number of a person on a page of the intake, however a ledger wrote it."""

import pytest

from registry.entry.covering import covered, sample


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("440799198506011234", "4407**********1234"),
        ("44079919850601123Ｘ", "4407**********123Ｘ"),
        ("44079919850601123 x", "4407**********123x"),
        ("440799 19850601 1234", "4407**********1234"),
        ("４４０７９９１９８５０６０１１２３４", "４４０７**********１２３４"),
        ("440799850601123", "4407*******1123"),
        ("4407991985060112", "4407********0112"),
        ("139 2715 1192", "139****1192"),
        ("139-2715-1192", "139****1192"),
        ("电话13927151192，晚上", "电话139****1192，晚上"),
        ("13927151192/13800001234", "139****1192/138****1234"),
    ],
)
def test_numbers_are_covered(text: str, shown: str) -> None:
    assert covered(text) == shown


@pytest.mark.parametrize("text", ["2021-11-17", "2022.03.09", "1955年1月", "贵州省独山县", "0.5", "1.38E+10", ""])
def test_everything_else_is_left_alone(text: str) -> None:
    assert covered(text) == text


def test_a_long_cell_is_cut_after_masking() -> None:
    shown = sample("某某公司某某车间某某班组某某工位，联系人 13927151192 转分机")
    assert "1392715" not in shown
    assert shown.endswith("…")
