"""People who take several lines each below a heading of as many: 姓名 | 性别 | 电话 above 身份证号 | 学历 | 来源地."""

from dataclasses import replace

from registry.intake.files.reading import Sheet
from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.layout import Merge, Row
from registry.intake.sheets.stacked import Block, are_stacked, is_somebodys_name, stacked
from registry.intake.words.headers import field_of, heading_text

FEWEST = 2  # headings in each line below the first, and people with the heading
DEPTHS = (4, 3, 2)  # lines that a person may take
LOOK = 20  # rows in which the heading is searched


def first_line(rows: list[Row], merges: list[Merge]) -> Block | None:
    """Where the heading begins, or None where no such heading stands above people of several lines."""
    for at in range(min(LOOK, len(rows))):
        for depth in DEPTHS:
            block = Block(rows[at][0], depth)
            tops, lines = _tops(merges, block), rows[at : at + depth]
            if _is_heading(lines, block, tops, _aside(lines, merges)) and _are_people(rows, lines, merges, block):
                return block
            apart = replace(block, apart=True)
            if _is_heading(lines, apart, set()) and are_stacked(rows, apart):
                return apart
    return None


def _is_heading(lines: list[Row], block: Block, tops: set[int], aside: frozenset[int] = frozenset()) -> bool:
    """Known headings in lines below each other, none of them twice, and the name in the first."""
    if [number for number, _ in lines] != list(range(block.first, block.first + block.depth)):
        return False
    upper, *lower = [_fields(cells, aside) for _, cells in lines]
    closed = all(block.first + block.depth * nth in tops for nth in range(FEWEST + 1))
    fewest = 1 if closed else FEWEST  # 姓名 | 身份证号, below the latter only 手机
    if "name" not in upper or any(None in below or len(below) < fewest for below in lower):
        return False
    known = [field for fields in (upper, *lower) for field in fields if field]
    return len(known) == len(set(known))


def _are_people(rows: list[Row], lines: list[Row], merges: list[Merge], block: Block) -> bool:
    """Whether what is merged below the heading is one person each."""
    tops = _tops(merges, block)
    stands_above = _spans(merges, block.first) and not _aside(lines, merges)
    if block.first not in tops or len(tops) < FEWEST or stands_above:
        return False
    return not _named(rows, lines[0][1], tops, block)


def joined(sheet: Sheet, rows: list[Row], block: Block) -> tuple[Sheet, list[Row]]:
    """The sheet with the lines of each person as one row, the lower lines behind the first one."""
    lines = dict(rows)
    tops = stacked(lines, block) if block.apart else _tops(sheet.merges, block)
    lower = _lower(tops, block)
    merges = [merge for merge in sheet.merges if merge[0] < block.first]
    whole = [(number, _whole(lines, number, block) if number in tops else cells) for number, cells in rows]
    return replace(sheet, merges=merges), [row for row in whole if row[0] not in lower]


def _whole(lines: dict[int, list[Cell]], top: int, block: Block) -> list[Cell]:
    width = max(map(len, lines.values()))
    whose = (lines.get(top + more, []) for more in range(block.depth))
    return [cell_at(cells, at) for cells in whose for at in range(width)]


def _lower(tops: set[int], block: Block) -> set[int]:
    """The lines below each person's first."""
    return {top + more for top in tops for more in range(1, block.depth)}


def _tops(merges: list[Merge], block: Block) -> set[int]:
    """The rows in which a cell is merged with those of its person and no further: a number or a name."""
    return {
        top
        for top, left, bottom, right in merges
        if top >= block.first and bottom == top + block.depth - 1 and left == right
    }


def _named(rows: list[Row], head: list[Cell], tops: set[int], block: Block) -> bool:
    """Whether a lower line has a name of its own below 姓名: then a couple shares what is merged (社区)."""
    at = next(at for at, cell in enumerate(head) if field_of(heading_text(cell)) == "name")
    lower = _lower(tops, block)
    return any(is_somebodys_name(cell_at(cells, at)) for number, cells in rows if number in lower)


def _spans(merges: list[Merge], first: int) -> list[Merge]:
    """Cells of the heading's first line that are merged sideways: they stand above others, and are no heading alone."""
    return [merge for merge in merges if merge[0] == first == merge[2] and merge[3] > merge[1]]


def _aside(lines: list[Row], merges: list[Merge]) -> frozenset[int]:
    """The columns of 年审: 2024 | 2025, which say nothing of whose lines are whose; none where what stands below such
    a heading is asked of a member (流出地: 省 | 市)."""
    spans = _spans(merges, lines[0][0]) if lines else []
    wide = frozenset(at for _, left, _, right in spans for at in range(left - 1, right))
    asked = any(field_of(text) for _, cells in lines[1:] for at in wide if (text := heading_text(cell_at(cells, at))))
    return frozenset() if asked else wide


def _fields(cells: list[Cell], aside: frozenset[int]) -> set[str | None]:
    return {field_of(text) for at, cell in enumerate(cells) if at not in aside and (text := heading_text(cell))}
