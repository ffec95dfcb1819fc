"""The shades of one colour: from a district's own colour to what its pages are painted with."""

import re

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
# Shade → share of white (above 0) or black (below 0) mixed in.
MIXED = {
    "50": 0.95, "100": 0.9, "200": 0.79, "300": 0.6, "400": 0.36, "500": 0.12, "600": 0.0,
    "700": -0.14, "800": -0.27, "900": -0.42, "950": -0.58,
}  # fmt: skip
READABLE = 4.5  # WCAG AA, text on its ground


def shades(colour: str) -> dict[str, str]:
    """`50` (palest) … `600` (the colour itself) … `950` as #rrggbb. `colour` is one that `checked` let pass."""
    return {name: _mixed(_parts(colour), share) for name, share in MIXED.items()}


def checked(text: str) -> str:
    """A colour as #rrggbb. Raises ValueError with a reason for people: misspelt, or too pale to be read."""
    if not _HEX.fullmatch(text):
        raise ValueError("应写成 # 加六位十六进制，如 #1d4f7c")
    found = shades(text.lower())
    if contrast(found["600"], found["100"]) < READABLE:
        raise ValueError("颜色太浅，写在白底上看不清，请选深一些的")
    return text.lower()


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, 1 to 21."""
    pale, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (pale + 0.05) / (dark + 0.05)


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _mixed(parts: list[int], share: float) -> str:
    end = 255 if share > 0 else 0
    return "#" + "".join(f"{round(part + (end - part) * abs(share)):02x}" for part in parts)


def _luminance(colour: str) -> float:
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
