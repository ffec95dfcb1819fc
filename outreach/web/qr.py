"""A QR code as what an `<svg>` in a page needs: no image file, nothing that an address would have to carry."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_Q

# White modules around the code (ISO/IEC 18004 asks for four).
QUIET = 4


@dataclass(frozen=True, slots=True)
class Drawing:
    """Modules on a side, and the path of the black ones."""

    size: int
    path: str


def drawn(text: str) -> Drawing:
    """The QR code of a text, readable with a quarter of it torn or stained."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    black = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on]
    return Drawing(len(rows), "".join(black))
