"""A row of a table that kept another separator (张三，男，440…，138… in one cell): parted into the heading's columns.

A clerk types 、 or ， where the others are commas, or pastes a line out of a chat into the first cell. It is parted
only where the parts fit: the name below 姓名, each number below the heading of its kind.
"""

import re

from registry.intake.files.wire import Cell
from registry.intake.headings.layout import texts
from registry.intake.headings.plans import SheetPlan
from registry.lib import identity, phones
from registry.lib.names import may_be_a_name, parse_name
from registry.lib.values import fold, strip_cell

LONGEST = 400  # characters of a line about one person
SURE = "，"  # behind the last column of such a line stands what a comma in the remark has parted
FEWEST = 3  # parts of a line without an identity number: who signs has a name and a telephone too
A_KEY = 11  # digits of the shortest number that tells people of one name apart
# What parts a line, and what it is put together with where the file was parted at some of them.
SEPARATORS = tuple(
    (re.compile(pattern), glue)
    for pattern, glue in (
        ("[,，]", SURE),
        (r"\t", "\t"),
        ("[;；]", "；"),
        (r"[|｜│]", "|"),
        (r"[、]", "、"),
        (r"[/／]", "/"),
        (r"\s+", " "),
    )
)
_IDENTITY = re.compile(identity.PLAIN)
_PHONE = re.compile(rf"(?:{phones.PLAIN}[^\d\w]*)+")
_DAY = re.compile(r"(?:19|20)\d{2}\s*[年./-]\s*\d{1,2}\s*(?:月|[月./-]\s*\d{1,2}\s*日?)?[^\d\w]*")
_SEX = re.compile("[男女]性?")
# Fields that a cell can be seen to answer; each of the others may hold any text.
KINDS = {"id_number": _IDENTITY, "phone": _PHONE, "gender": _SEX}
DAYS = frozenset(("flow_in_date", "flow_out_date", "join_party_date", "birth_date", "reported_date"))
_NAME = re.compile(
    "[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff]{1,8}(?:[·•.．][\u3400-\u9fff]{1,12}){1,3}"
)
_CUT = re.compile(r"(?<!\d)(\d{6,12})\s+(\d{5,12}[\dXx])(?![\dXx])")  # 440799 1980… that a blank has cut in two


class Pasted:
    """Parts such rows of one table."""

    def __init__(self, plan: SheetPlan) -> None:
        self.name, self.width = plan.by_field["name"][0], len(plan.columns)
        self.kinds = {at: KINDS[name] for name in KINDS for at in plan.by_field.get(name, ()) if at >= 0}
        self.kinds |= {at: _DAY for name in DAYS for at in plan.by_field.get(name, ()) if at >= 0}
        self.keys = [at for name in ("id_number", "phone") for at in plan.by_field.get(name, ()) if at >= 0]
        self.wanted = bool(self.keys) and not (plan.parted or plan.cards or plan.turned)

    def __call__(self, cells: list[Cell]) -> list[Cell]:
        """The row in its columns; as it is where it needs no parting, or where the parts don't fit."""
        name = cells[self.name] if self.name < len(cells) else None
        if not self.wanted or (name is not None and (type(name) is not str or name.isalpha())):
            return cells
        said = texts(cells)
        if not said or sum(map(len, said)) > LONGEST or max(map(_digits, said)) < A_KEY or self._stands(cells):
            return cells
        return self._parted(cells) or cells

    def _parted(self, cells: list[Cell]) -> list[Cell] | None:
        first = next(at for at, cell in enumerate(cells) if cell is not None)
        for separator, glue in SEPARATORS:
            line = _CUT.sub(_mended, glue.join(_whole(cells[first:])))
            parts = [strip_cell(part) or None for part in separator.split(line)]
            for at in dict.fromkeys((first, self.name)):
                row: list[Cell] = [*[None] * at, *parts]
                if self._fits(row) and (glue == SURE or len(row) <= self.width):
                    return row
            if (found := self._aligned([part for part in parts if part])) and self._fits(found):
                return found
        return None

    def _stands(self, cells: list[Cell]) -> bool:
        """Whether a number stands in its column already."""
        return any(self._answers(at, cells[at]) for at in self.keys if at < len(cells))

    def _answers(self, at: int, cell: Cell) -> bool:
        return cell is not None and self.kinds[at].fullmatch(fold(strip_cell(cell))) is not None

    def _fits(self, row: list[Cell]) -> bool:
        """A name below 姓名, below each heading what it asks for or nothing, and one number at least."""
        if len(row) <= self.name or not _is_name(row[self.name], sure=any(map(_is_identity, row))):
            return False
        numbers = {at for at, cell in enumerate(row) if cell is not None and _digits(cell) >= A_KEY}
        asked = all(row[at] is None or self._answers(at, row[at]) for at in self.kinds if at < len(row))
        enough = len(row) - row.count(None) >= FEWEST or any(map(_is_identity, row))
        return asked and enough and bool(numbers) and numbers <= set(self.keys)

    def _aligned(self, parts: list[str]) -> list[Cell] | None:
        """The parts in their columns where one was left out: found by what the others are."""
        row: list[Cell] = [None] * self.width
        waiting: list[str] = []
        at = 0
        for part in [*parts, None]:
            end = self.width if part is None else self._column(part, at)
            if end is None:
                waiting.append(part or "")
                continue
            free = [column for column in range(at, end) if column not in self.kinds]
            if len(waiting) != len(free):
                return None
            for column, text in zip(free, waiting, strict=True):
                row[column] = text
            if part is not None:
                row[end] = part
            waiting, at = [], end + 1
        return row

    def _column(self, part: str, first: int) -> int | None:
        """The next column that asks for what a part is."""
        return next((at for at in sorted(self.kinds) if at >= first and self._answers(at, part)), None)


def _mended(cut: re.Match[str]) -> str:
    """The two pieces of an identity number as one, where they are one."""
    whole = cut[1] + cut[2]
    return whole if identity.is_valid(whole) else cut[0]


def _whole(cells: list[Cell]) -> list[str]:
    """The cells as they were parted, a blank between them kept, those behind the last one not."""
    said = [strip_cell(cell) if cell is not None else "" for cell in cells]
    while said and not said[-1]:
        said.pop()
    return said


def _digits(cell: Cell) -> int:
    return sum(map(str.isdigit, strip_cell(cell)))


def _is_identity(cell: Cell) -> bool:
    return isinstance(cell, str) and identity.is_valid(cell)


def _is_name(cell: Cell, *, sure: bool) -> bool:
    """A name and nothing more; with a usual surname where no identity number is beside it: 联络员 has one too."""
    if not isinstance(cell, str) or not _NAME.fullmatch(text := "".join(cell.split())):
        return False
    found = parse_name(text)
    if not found.text or found.problem or found.remark:
        return False
    return sure or may_be_a_name(found.text)
