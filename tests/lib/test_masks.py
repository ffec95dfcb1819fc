"""What stays of a number that somebody may not see whole."""

import pytest

from registry.lib.masks import mask_numbers


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13800001234", "138****1234"),
        ("138 0000 1234、妻138-0000-5678", "138****1234、妻138****5678"),
        ("座机 07503861234", "座机 075****1234"),
        ("0750-3861234 家里", "0750-*****34 家里"),
        ("1381234", "*****34"),
        ("2025-03-05 外出，住3栋1201", "2025-03-05 外出，住3栋1201"),
    ],
)
def test_no_number_is_shown_whole(text: str, shown: str) -> None:
    assert mask_numbers(text) == shown
