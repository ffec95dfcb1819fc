"""What colleagues wrote in comments on cells of an .xlsx (批注): no cell holds it, and it is about somebody."""

import html
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from registry.intake.archive import column_number
from registry.intake.limits import MB

MOST = 5_000  # comments of a sheet: more are not worth telling
LONGEST = 200  # characters of one
BIGGEST = 16 * MB  # bytes of a part that is read
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^<>]*/relationships/comments[\"'][^<>]*>")
_TARGET = re.compile(r"\bTarget=[\"']([^\"'<>]+)[\"']")
_COMMENT = re.compile(r"<(?:\w+:)?comment(?=\s)")
_PLACE = re.compile(r"[^<>]*?\sref=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)</(?:\w+:)?t>")
Comment = tuple[int, int, str]  # row and column, 1-based, and the text


def comments_on(archive: zipfile.ZipFile, part: str) -> list[Comment]:
    """The comments on the cells of a worksheet, in the file's order."""
    folder, name = posixpath.split(part)
    relations = _text(archive, f"{folder}/_rels/{name}.rels")
    named = (target[1] for tag in _RELATION.findall(relations) if (target := _TARGET.search(tag)))
    targets = (posixpath.normpath(posixpath.join("/", folder, target)) for target in named)
    bodies = (body for target in targets for body in _COMMENT.split(_text(archive, target.lstrip("/")))[1:])
    placed = ((_PLACE.match(body), _said(body)) for body in islice(bodies, MOST))
    return [(int(place[2]), column_number(place[1].encode()), text) for place, text in placed if place and text]


def _text(archive: zipfile.ZipFile, part: str) -> str:
    """A part as text, "" where there is none, or a far too big one."""
    try:
        size = archive.getinfo(part).file_size
    except KeyError:
        return ""
    return archive.read(part).decode("utf-8", "replace") if size <= BIGGEST else ""


def _said(body: str) -> str:
    return " ".join(html.unescape("".join(_TEXT.findall(body))).split())[:LONGEST]


def by_row(comments: Iterable[Comment]) -> dict[int, list[tuple[int, str]]]:
    """The comments of each row: column and text."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row, column, text in comments:
        found[row].append((column, text))
    return dict(found)
