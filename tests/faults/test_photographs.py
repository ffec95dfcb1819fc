"""What comes in as a photograph and is none, or carries more: the figures of B09 to B11. What each is told stands in
tests/domain/test_files.py, which shows too what Django's own field takes."""

import time
from itertools import product

import pytest
from PIL import Image

from registry.domain import files
from registry.domain.errors import Refused
from tests.domain import pictures as made
from tests.domain.test_files import BOMBS
from tests.faults.harness import figure, rounds

pytestmark = pytest.mark.fault

NAMES = ("照片.jpg", "照片.png", "a.gif", "a.webp", "扫描件.pdf")
KINDS = ("JPEG", "PNG", "WEBP")
ZIPPED = b"PK\x03\x04" + b"PAYLOAD" * 9
# A second on a quiet machine; the suite has company.
LONGEST = rounds(5, 1)


def test_bombs_by_any_name() -> None:
    """B09: whatever they are called, refused in a second, in a process that stays small."""
    slowest, refused, tried = 0.0, 0, list(product(BOMBS, NAMES[: rounds(1, len(NAMES))]))
    for bomb, name in tried:
        data, begun = BOMBS[bomb](), time.perf_counter()
        with pytest.raises(Refused):
            files.prepare(made.upload(data, name))
        refused, slowest = refused + 1, max(slowest, time.perf_counter() - begun)
    figure("B09", "bombs by any name: refused", 100 * refused / len(tried), "%", refused == len(tried), n=len(tried))
    figure("B09", "bombs: until the slowest is refused", slowest, "s", slowest <= LONGEST, n=len(tried))
    bomb, phone = BOMBS["81 megapixels"](), made.encoded(Image.new("RGB", (12_000, 9000)), quality=40)
    grown = max(made.measured(bomb, "png")[1], made.measured(phone, "jpeg")[1])
    figure("B09", "81 megapixels refused, 108 taken: memory of the process", grown, "MB", grown <= 256, n=2)
    alone = made.measured(bomb, "png", naive=True)[1]
    assert alone > grown, "without the bound it takes what it takes"


def test_metadata_of_any_kind() -> None:
    """B10: marks of place, make, thumbnail and trailer that were in; none comes out, and all stand upright."""
    carried = left = 0
    for kind in KINDS:
        data = made.talkative(kind)
        kept = files.prepare(made.upload(data)).data
        there = [mark for mark in made.SECRETS if mark in data]
        carried, left = carried + len(there), left + sum(mark in kept for mark in (*there, b"PAYLOAD", b"Exif"))
    figure("B10", "marks of place, make and trailer: left", left, "", left == 0, n=carried)
    askew = sum(not _upright(turn) for turn in range(1, 9))
    figure("B10", "orientations: not upright", askew, "of 8", askew == 0, n=8)


def _upright(turn: int) -> bool:
    picture = made.opened(files.prepare(made.upload(made.turned(turn))).data)
    places = [(5, 3), (35, 3), (5, 17), (35, 17)]
    pairs = [zip(made.corners().getpixel(place), picture.getpixel(place), strict=True) for place in places]
    return picture.size == (40, 20) and all(abs(a - b) < 40 for pair in pairs for a, b in pair)


def test_two_files_in_one() -> None:
    """B11: a page, an archive or a script behind a picture: its bytes are not kept; alone they are refused."""
    kept = tried = 0
    for kind, tail in product(KINDS, (made.SCRIPT, ZIPPED, made.pdf())):
        data = made.photo(kind) + tail
        tried, kept = tried + 1, kept + (tail[:20] in files.prepare(made.upload(data)).data)
        assert tail[:20] in data
    for data in (made.SCRIPT, b'<svg xmlns="http://www.w3.org/2000/svg"/>', b"GIF89a" + ZIPPED, ZIPPED):
        with pytest.raises(Refused):
            files.prepare(made.upload(data))
        tried += 1
    figure("B11", "two files in one: second halves kept", kept, "", kept == 0, n=tried)
