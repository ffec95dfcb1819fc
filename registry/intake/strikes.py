"""Which cells of an .xlsx are struck out, by their font or inside their text, read from the raw XML.

Hardly a workbook strikes anything out: the sheets are searched only where `archive.examine` met a strike in the styles
or among the shared texts.
"""

import re
import zipfile
from collections.abc import Iterator

from registry.intake.archive import MANY, column_number, pieces

STYLES, STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
OVERLAP = 400  # bytes of a piece that are searched again with the next: a cell and its value may be cut apart
_STRIKE = re.compile(rb"<(?:\w+:)?strike(?:\s+val=[\"'](\w*)[\"'])?\s*/?>")
_FONT = re.compile(rb"<(?:\w+:)?font(?=[\s/>])")
_XF = re.compile(rb"<(?:\w+:)?xf\b[^<>]*>")
_FONT_OF = re.compile(rb"\bfontId=[\"'](\d+)[\"']")
_TEXT = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_TEXT_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?=[^<>]*\bt=[\"']s[\"'])[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*>\s*<(?:\w+:)?v>(\d+)<"
)
Place = tuple[int, int]


def struck_cells(archive: zipfile.ZipFile, parts: list[str]) -> dict[str, list[Place]]:
    """Of each of these worksheets the filled cells that are struck out, wholly or in part: (row, column), 1-based."""
    styles = _styles(archive.read(STYLES)) if STYLES in archive.namelist() else []
    texts = _texts(archive.read(STRINGS)) if STRINGS in archive.namelist() else set()
    styled = _styled(styles) if styles else None
    found: dict[str, list[Place]] = {}
    for part in parts if styles or texts else ():
        places = set[Place]()
        for piece in _overlapping(archive, part):
            if styled:
                places |= {_place(*cell) for cell in styled.findall(piece)}
            if texts:
                places |= {_place(*cell) for *cell, text in _TEXT_CELL.findall(piece) if int(text) in texts}
        if places:
            found[part] = sorted(places)[:MANY]
    return found


def _place(letters: bytes, number: bytes) -> Place:
    return int(number), column_number(letters)


def _overlapping(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    tail = b""
    with archive.open(part) as source:
        for piece in pieces(source):
            yield tail + piece
            tail = piece[-OVERLAP:]


def _styles(xml: bytes) -> list[bytes]:
    """The numbers of cell styles whose font is struck out."""
    fonts = _FONT.split(_section(xml, b"fonts"))[1:]
    struck = {b"%d" % at for at, font in enumerate(fonts) if _strikes(font)}
    styles = _XF.findall(_section(xml, b"cellXfs"))
    return [b"%d" % at for at, style in enumerate(styles) if (font := _FONT_OF.search(style)) and font[1] in struck]


def _texts(xml: bytes) -> set[int]:
    """The numbers of shared texts of which something is struck out."""
    return {at for at, text in enumerate(_TEXT.split(xml)[1:]) if _strikes(text)} if b"strike" in xml else set()


def _strikes(xml: bytes) -> bool:
    return any(value not in (b"0", b"false") for value in _STRIKE.findall(xml))


def _section(xml: bytes, name: bytes) -> bytes:
    """What stands between the first tag of a name and its end."""
    opening = re.search(rb"<(?:\w+:)?" + name + rb"\b[^<>]*>", xml)
    closing = re.compile(rb"</(?:\w+:)?" + name + rb"\s*>").search(xml, opening.end()) if opening else None
    return xml[opening.end() : closing.start()] if opening and closing else b""


def _styled(styles: list[bytes]) -> re.Pattern[bytes]:
    """Finds the filled cells of these styles."""
    numbers = b"|".join(styles)
    return re.compile(
        rb"<(?:\w+:)?c\b(?=[^<>]*\bs=[\"'](?:" + numbers + rb")[\"'])"
        rb"[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*(?<!/)>"
    )
