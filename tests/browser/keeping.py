"""Pictures of pages, kept where somebody asks for them: SCREENSHOTS names the folder.

With SCREENSHOTS=docs/images, `pytest tests/browser` takes those pictures of docs/manual.md again that its tests come
by; `tests.browser.pictures` takes the others from a running demo.
"""

import io
import os
from functools import cache
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

DOCS = Path(__file__).resolve().parents[2] / "docs"
IMAGES = DOCS / "images"
FOLDER = os.environ.get("SCREENSHOTS", "")
# Pages are flat: with so many colours nobody sees a difference, and a clone carries a third as many bytes.
COLOURS = 128


def keep(page: Page, name: str) -> None:
    """A picture of the whole page as it stands, if somebody asked; in docs/images only those that the manual shows."""
    if FOLDER and (Path(FOLDER).resolve() != IMAGES or _is_shown(name)):
        written(page.screenshot(full_page=True), Path(FOLDER) / f"{name}.png")


def written(taken: bytes, to: Path, *, tallest: int = 0) -> None:
    """Write a picture (PNG) with few colours, cut off below `tallest` pixels where that is given."""
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, tallest or image.height)))
    image.quantize(COLOURS).save(to, optimize=True)


@cache
def _is_shown(name: str) -> bool:
    return f"images/{name}.png" in (DOCS / "manual.md").read_text(encoding="utf-8")
