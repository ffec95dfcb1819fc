"""One colour, its shades, and which colours can be read."""

import pytest

from registry.lib.colours import READABLE, checked, contrast, shades


@pytest.mark.parametrize("colour", ["#1d4f7c", "#8f1d16", "#1e6b3a", "#000000"])
def test_a_deep_colour_is_readable_in_every_use(colour: str) -> None:
    found = shades(checked(colour.upper()))
    assert found["600"] == colour
    for ground in ("#ffffff", found["100"], found["50"]):
        assert contrast(found["600"], ground) >= READABLE
        assert contrast(found["800"], ground) >= READABLE


@pytest.mark.parametrize("colour", ["red", "#fff", "#ffcc00", "#1d4f7c;}", "#6f9fc8"])
def test_others_are_refused(colour: str) -> None:
    with pytest.raises(ValueError, match=r"请选深一些|应写成"):
        checked(colour)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
