"""Lists of which each value, or what is said last of somebody, stands in a line of its own.

张三 / 女 / 4407… / 138… / 湖南隆回 below each other without a label, and 组织关系：… below 1.张三 | 男 | 4407… | 138…:
both are put into one line, which is then read like any other list without a heading.
"""

from collections.abc import Iterator
from itertools import pairwise

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.intake.headings.layout import find_head, texts
from registry.intake.texts.lines import lines_parted
from registry.intake.texts.together import Together
from registry.intake.words.headers import code_of
from registry.intake.words.mentions import has_number, is_about_somebody
from registry.intake.words.notes import is_footer_text
from registry.lib import identity, phones
from registry.lib.names import may_be_a_name
from registry.lib.values import fold, strip_cell

MOST = 20_000  # rows of such a list
FEWEST = 2  # people
LINES = range(2, 13)  # that one person takes
SHORTER = 2  # lines that somebody's may be fewer than another's; who has less signs the list
LONGEST = 60  # characters of a value
TITLES = 4  # lines above the first name
GLUE, NAME = "，", "姓名"
Line = tuple[int, str]


def values_below(rows: list[Row]) -> Together | None:
    """How rows are read of a list whose people have a line for each value, or None where it is no such list."""
    if not rows or not all(len(cells) - cells.count(None) == 1 for _, cells in rows):
        return None
    blocks = list(_blocks([(number, texts(cells)[0] if texts(cells) else "") for number, cells in rows]))
    found = [block for block in blocks if _is_person(block)]
    fewest = max(map(len, found), default=0) - SHORTER
    people = [block for block in found if len(block) >= fewest]
    others = [line for block in blocks if block not in found for line in block]
    if len(people) < FEWEST or any(has_number(text) and not is_about_somebody(text) for _, text in others):
        return None
    together = Together()
    for (first, name), *more in people:
        together.whole[first] = [GLUE.join((name, *(text for _, text in more)))]
        together.gone.update(number for number, _ in more)
    return together


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines that stand together, cut where somebody begins."""
    block: list[Line] = []
    for line in lines:
        if block and line[0] > block[-1][0] + 1:
            yield from _people_in(block)
            block = []
        block.append(line)
    yield from _people_in(block)


def _people_in(block: list[Line]) -> Iterator[list[Line]]:
    """The people of a block that has no blank line in it, each with as many lines; titles above them apart."""
    for titles in range(min(TITLES, len(block))):
        left = block[titles:]
        for size in (len(left), *LINES):
            parts = [left[at : at + size] for at in range(0, len(left), size)] if size in LINES else []
            if parts and all(map(_is_person, parts)):
                yield from filter(None, (block[:titles], *parts))
                return
    yield block


def _is_person(lines: list[Line]) -> bool:
    """A name, and below it among short lines one number of each kind at most, and one at least."""
    said = [text for _, text in lines]
    if len(said) not in LINES or not may_be_a_name(said[0]) or max(map(len, said)) > LONGEST:
        return False
    cards, mobiles = sum(map(identity.is_valid, said)), sum(phones.is_mobile(fold(text)) for text in said)
    others = any(has_number(text) and not (identity.is_valid(text) or phones.is_mobile(fold(text))) for text in said)
    return cards < FEWEST and mobiles < FEWEST and cards + mobiles > 0 and not others


def hung_below(rows: list[Row]) -> Together | None:
    """How rows are read of a list without a heading, in which a line of labels goes on with who stands above it."""
    found = Together()
    for (above, cells), (number, below) in pairwise(rows):
        if number == above + 1 and _says_more(below) and _is_unlabelled(GLUE.join(texts(cells))):
            found.whole[above] = [*cells, strip_cell(next(cell for cell in below if cell is not None))]
            found.gone.add(number)
    return found if found.gone and not (find_head(rows, []) or lines_parted(rows)) else None


def _is_unlabelled(line: str) -> bool:
    """Whether a line is about somebody, without 姓名： before the name, as on a card."""
    return NAME not in line and is_about_somebody(line)


def _says_more(cells: list[Cell]) -> bool:
    """One text that begins with a known label, which asks for no name, and has no number of a person."""
    if len(cells) - cells.count(None) != 1:
        return False
    text = strip_cell(next(cell for cell in cells if cell is not None))
    if is_footer_text(text) or has_number(text):
        return False
    label, colon, value = fold(text).partition(":")
    asked = code_of(label) if colon and value else None
    return asked is not None and asked != "name" and not asked.startswith("-")
