"""Which rows below a heading are people, and which are sums, notes, headings of a group or nothing at all."""

from collections.abc import Iterable

from registry.intake.headers import spellings
from registry.intake.layout import is_footer_text, is_note
from registry.intake.recognising import SheetPlan
from registry.intake.wire import Cell
from registry.lib.values import is_nothing, strip_cell

AROUND = frozenset(("row_no", "community", "street"))  # says where a row stands, not who somebody is
BLANK, FOOTER, GROUP = "blank", "footer", "group"
LONGEST_NAME = 20
STEMS = frozenset("甲乙丙丁戊己庚辛壬癸") | {"栏次"}
EXAMPLES = frozenset(
    word + colon
    for word in ("示例", "样例", "范例", "例", "例如", "例子", "填写示例", "样表")
    for colon in ("", "：", ":")
)
SUMS = frozenset(("合计", "总计", "小计", "共计", "累计"))


def _is_no_name(name: str) -> bool:
    """Alone in its row: 无 (a village without members), a note, a sentence."""
    return is_nothing(name) or is_note(name) or len(name) > LONGEST_NAME


def _is_numbering(cells: list[Cell]) -> bool:
    """The row 1 2 3 4 … (or 甲 乙 1 2 …) that forms have below their heading."""
    written = [text for cell in cells if cell is not None and (text := strip_cell(cell)) and text not in STEMS]
    numbers = [int(text) for text in written if text.isdigit() and len(text) < 3]
    return len(numbers) == len(written) and len(cells) > 2 and numbers == list(range(1, len(numbers) + 1))


class Sorter:
    """Tells people from the rest of a table's rows. Remembers whether the notes below the table have begun."""

    def __init__(self, plan: SheetPlan, headings: Iterable[str]) -> None:
        self.no_names = spellings() | set(headings) | SUMS
        self.name = plan.by_field["name"][0]
        self.around = {column.index for column in plan.columns if column.field in AROUND}
        self.keys = [at for name in ("id_number", "phone") for at in plan.by_field.get(name, ())]
        self.below = False

    def is_plainly_person(self, cells: list[Cell]) -> bool:
        """The quick answer for nearly every row: two to four characters that are neither heading nor sum."""
        name = cells[self.name] if self.name < len(cells) else None
        return (
            type(name) is str
            and 1 < len(name) < 5
            and name.isalpha()
            and name not in self.no_names
            and cells[0] not in EXAMPLES
            and not self.below
        )

    def why_not(self, cells: list[Cell]) -> str | None:
        """None for a person's row, else blank, footer or group."""
        name = cells[self.name] if self.name < len(cells) else None
        if name is None or not strip_cell(name):
            return self._without_name(cells)
        return self._with_odd_name(cells, strip_cell(name))

    def _without_name(self, cells: list[Cell]) -> str | None:
        filled = [at for at, cell in enumerate(cells) if cell is not None and strip_cell(cell)]
        if not filled:
            return BLANK
        first = strip_cell(cells[filled[0]])
        if not self._has_key(cells) and is_footer_text(first):
            self.below = True
            return FOOTER
        if all(at in self.around for at in filled):
            return self._group_or_blank(cells, filled)
        if len(filled) == 1 and (self.below or is_note(first) or (filled[0] == 0 and len(first) > LONGEST_NAME)):
            return FOOTER
        return None

    def _group_or_blank(self, cells: list[Cell], filled: list[int]) -> str:
        """Printed row numbers without a person, or a line such as 一、快递行业 across the table."""
        written = [strip_cell(cells[at]) for at in filled]
        return BLANK if all(text.isdigit() for text in written) or len(filled) > 1 else GROUP

    def _with_odd_name(self, cells: list[Cell], name: str) -> str | None:
        others = [
            at
            for at, cell in enumerate(cells)
            if cell is not None and at != self.name and at not in self.around and not is_nothing(strip_cell(cell))
        ]
        first = next(strip_cell(cell) for cell in cells if cell is not None and strip_cell(cell))
        if not self._has_key(cells) and (is_footer_text(name) or is_footer_text(first)):
            self.below = True
            return FOOTER
        if first in EXAMPLES or _is_numbering(cells) or (not others and _is_no_name(name)):
            return FOOTER
        self.below = False  # it was only a subtotal
        return None

    def _has_key(self, cells: list[Cell]) -> bool:
        """A sum may have figures, but no ID number or telephone."""
        return any(at < len(cells) and sum(char.isdigit() for char in strip_cell(cells[at])) > 6 for at in self.keys)
