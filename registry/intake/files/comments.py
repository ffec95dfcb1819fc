"""What colleagues wrote in comments on cells of an .xlsx (批注): no cell holds it, and it is about somebody."""

import posixpath
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree

from registry.intake.files.archive import column_number
from registry.intake.files.limits import MB
from registry.intake.files.wire import Comment

MOST = 5_000  # comments of a sheet: more are not worth telling
LONGEST = 200  # characters of one
BIGGEST = 16 * MB  # bytes of a part that is read


def comments_on(archive: zipfile.ZipFile, part: str) -> list[Comment]:
    """The comments on the cells of a worksheet, in the file's order."""
    folder, name = posixpath.split(part)
    targets = (
        posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        for relation in _elements(archive, f"{folder}/_rels/{name}.rels", "Relationship")
        if relation.get("Type", "").endswith("/comments")
    )
    said = (_placed(comment) for target in targets for comment in _elements(archive, target, "comment"))
    return [comment for comment in islice(said, MOST) if comment]


def _elements(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[etree._Element]:
    """What has this name in a part; nothing where there is no such part, a far too big or a damaged one."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(archive.read(part), parser) if archive.getinfo(part).file_size <= BIGGEST else None
    except (KeyError, etree.XMLSyntaxError):
        return
    if root is not None:
        yield from root.iter(f"{{*}}{name}")


def _placed(comment: etree._Element) -> Comment | None:
    """Where a comment stands and what it says; None where it says nothing, or of no cell."""
    place = str(comment.get("ref", ""))
    letters = place.rstrip("0123456789")
    text = " ".join("".join(str(piece.text or "") for piece in comment.iter("{*}t")).split())[:LONGEST]
    is_cell = letters.isascii() and letters.isalpha() and letters.isupper() and 0 < len(place) - len(letters) < 8
    return Comment(int(place[len(letters) :]), column_number(letters.encode()), text) if text and is_cell else None


def by_row(comments: Iterable[Comment]) -> dict[int, list[Comment]]:
    """The comments of each row."""
    found: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        found[comment.row].append(comment)
    return dict(found)
