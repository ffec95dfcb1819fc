"""Which cells of an .xlsx are struck out, by their font or inside their text, read from the raw XML.

Hardly a workbook strikes anything out: the sheets are searched only where `archive.examine` met a strike anywhere.
"""

import html
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from registry.intake.files.archive import MANY, column_number, pieces
from registry.intake.files.wire import Parts, parts_of

STYLES, STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
OVERLAP = 400  # bytes of a piece that are searched again with the next: a cell and its value may be cut apart
LONGEST = 4_000  # characters of a part of a text, and bytes of a cell that holds its own text
_STRIKE = re.compile(rb"<(?:\w+:)?strike(?:\s+val=[\"'](\w*)[\"'])?\s*/?>")
_FONT = re.compile(rb"<(?:\w+:)?font(?=[\s/>])")
_XF = re.compile(rb"<(?:\w+:)?xf\b[^<>]*>")
_FONT_OF = re.compile(rb"\bfontId=[\"'](\d+)[\"']")
_TEXT = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_RUN = re.compile(rb"<(?:\w+:)?r(?=[\s/>])")
_WORDS = re.compile(rb"<(?:\w+:)?t(?=[\s>])[^<>]*>([^<]*)<")
_TEXT_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?=[^<>]*\bt=[\"']s[\"'])[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*>\s*<(?:\w+:)?v>(\d+)<"
)
_OWN_TEXT = re.compile(
    rb"<(?:\w+:)?c\b(?=[^<>]*\bt=[\"']inlineStr[\"'])[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*>"
)
_END_OF_CELL = re.compile(rb"</(?:\w+:)?c>")
Place = tuple[int, int]
Found = dict[Place, Parts]


def struck_cells(archive: zipfile.ZipFile, parts: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Of each of these worksheets the filled cells that are struck out: (row, column), 1-based, and of those that are
    so in part what is left and what is struck."""
    styles = _styles(archive.read(STYLES)) if STYLES in archive.namelist() else []
    texts = _texts(archive.read(STRINGS)) if STRINGS in archive.namelist() else {}
    styled = _styled(styles) if styles else None
    found: dict[str, list[tuple[Any, ...]]] = {}
    for part in parts:
        places: Found = {}
        for piece in _overlapping(archive, part):
            places |= _in_texts(piece, texts) | dict(_in_own_texts(piece))
            if styled:
                places |= {_place(*cell): () for cell in styled.findall(piece)}
        if places:
            found[part] = [(*place, *places[place]) for place in sorted(places)][:MANY]
    return found


def _in_texts(piece: bytes, texts: dict[int, Parts]) -> Found:
    """The cells whose text is one of the shared ones that are struck."""
    cells = _TEXT_CELL.findall(piece) if texts else []
    return {_place(*cell): texts[int(text)] for *cell, text in cells if int(text) in texts}


def _in_own_texts(piece: bytes) -> Iterator[tuple[Place, Parts]]:
    """The cells that hold their text themselves, as some programs write them."""
    for cell in _OWN_TEXT.finditer(piece) if b"strike" in piece else ():
        held = _END_OF_CELL.split(piece[cell.end() : cell.end() + LONGEST], maxsplit=1)
        if len(held) > 1 and _strikes(held[0]):
            yield _place(cell[1], cell[2]), _parts(held[0])


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


def _texts(xml: bytes) -> dict[int, Parts]:
    """The numbers of shared texts of which something is struck out, and their parts."""
    texts = enumerate(_TEXT.split(xml)[1:]) if b"strike" in xml else ()
    return {at: _parts(text) for at, text in texts if _strikes(text)}


def _parts(xml: bytes) -> Parts:
    """What of a text is left, and what is struck out of it, where it is both."""
    said: dict[bool, list[str]] = {True: [], False: []}
    for run in _RUN.split(xml)[1:]:
        said[_strikes(run)] += [word.decode("utf-8", "replace") for word in _WORDS.findall(run)]
    left, gone = (html.unescape("".join(said[struck])).strip()[:LONGEST] for struck in (False, True))
    return parts_of(left, gone)


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
