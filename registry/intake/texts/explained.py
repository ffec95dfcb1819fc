"""A column that says in a sentence what has no column of its own: 情况说明: 女，湖南隆回人，2025年2月来本村，本科文化.

What such sentences say is put into columns behind the last one, under headings of its own. The sentence stays where it
is; what a column of the sheet asks already is not read from it.
"""

from collections import Counter
from collections.abc import Callable

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.layout import find_head
from registry.intake.words.clauses import ASKED, pairs_of
from registry.intake.words.headers import code_of, field_of, heading_text
from registry.intake.words.mentions import words_of
from registry.lib.values import is_nothing, strip_cell

FEWEST = 2  # things that most sentences say
LONGEST = 300  # characters of a sentence
SHARE = 2  # one sentence in so many has to say them
REMARKS = frozenset(("remark", None))
_NOWHERE = frozenset(("老家", "家乡", "原籍", "户籍地", "原地", "本地", "这里"))
# Which of the sheet's own columns say what a sentence says by such a label.
_SAME = {
    "地点": frozenset(("origin_region", "destination", "place?", "left_for?")),
    "老家": frozenset(("origin_region", "native_place")),
    "时间": frozenset(("flow_in_date", "flow_out_date")),
    "流入时间": frozenset(("flow_in_date", "flow_out_date")),
    "外出时间": frozenset(("flow_in_date", "flow_out_date")),
    "组织关系所在地": frozenset(("home_org_name",)),
}
_UNTOLD = frozenset(("姓名", "联系电话", "身份证号", "备注", "现住址"))


class Explained:
    """Reads the sentences of one column of a table below the heading in row `head`."""

    def __init__(self, head: int, at: int, width: int, labels: tuple[str, ...]) -> None:
        self.head, self.at, self.width, self.labels = head, at, width, labels

    def __call__(self, row: Row) -> Row:
        """A row with what its sentence says behind it."""
        number, cells = row
        if number < self.head or len(cells) > self.width:
            return row
        said = dict.fromkeys(self.labels) if number > self.head else {label: label for label in self.labels}
        if number > self.head:
            said |= {label: text for label, text in told_in(cell_at(cells, self.at)).items() if label in said}
        more = [said[label] for label in self.labels]
        return (number, [*cells, *[None] * (self.width - len(cells)), *more]) if any(more) else row


def told_in(cell: Cell) -> dict[str, str]:
    """What a sentence says, by label: things that are told and no remark."""
    text = strip_cell(cell) if isinstance(cell, str) and len(cell) <= LONGEST else ""
    if not text or is_nothing(text):
        return {}
    pairs = pairs_of(["", *words_of(text)])
    return {label: value for label, value in pairs if value and label not in _UNTOLD and value not in _NOWHERE}


def sentences_explained(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read that have such a column, or None where none of the headings has such sentences below."""
    head = find_head(rows, [])
    if head is None or "name" not in head.fields or head.first != head.last:
        return None
    own = {name for name in head.fields if name}
    cells = next(cells for number, cells in rows if number == head.last)
    below = [cells for number, cells in rows if number > head.last]
    for at, cell in enumerate(cells):
        if cell is None or code_of(heading_text(cell)) not in REMARKS or head.fields[at] not in REMARKS:
            continue
        if labels := _labels([told_in(cell_at(row, at)) for row in below], own):
            return Explained(head.last, at, len(head.fields), labels)
    return None


def _labels(said: list[dict[str, str]], own: set[str]) -> tuple[str, ...]:
    """The labels that the sentences have and the sheet has not, where most of the rows are such sentences."""
    new = [{label for label in found if not _same(label) & own} for found in said]
    if sum(len(found) >= FEWEST for found in new) * SHARE <= len(said):
        return ()
    counted = Counter(label for found in new for label in found)
    return tuple(label for label in dict.fromkeys((*ASKED, *counted)) if label in counted)


def _same(label: str) -> frozenset[str]:
    return _SAME.get(label) or frozenset(filter(None, (field_of(label),)))
