"""The tables of a sheet: heading found, plan made, rows numbered, merged cells filled down, everything else told."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from registry.intake.files.reading import Row, Sheet
from registry.intake.headings.layout import find_head, is_data
from registry.intake.headings.others import are_others
from registry.intake.headings.plans import SheetPlan, Wishes
from registry.intake.headings.table import Table
from registry.intake.rows.amended import amended
from registry.intake.sheets.beside import figures_aside, parts_of, without
from registry.intake.sheets.cards import are_cards, cards_beside
from registry.intake.sheets.continued import heading_before
from registry.intake.sheets.doubled import Block, first_line, joined
from registry.intake.sheets.framed import frame_taken_off
from registry.intake.sheets.groups import goes_on
from registry.intake.sheets.joining import cells_joined
from registry.intake.sheets.misspelt import headings_mended
from registry.intake.sheets.people import FOOTER
from registry.intake.sheets.recognising import make_plan
from registry.intake.sheets.repeated import Known
from registry.intake.sheets.sections import Sections
from registry.intake.sheets.skipped import BLANK_SHEET, NO_HEADER, NO_NAME_COLUMN, OTHERS, TURNED, Skipped
from registry.intake.sheets.source import Source
from registry.intake.sheets.stretches import tables_of_cards
from registry.intake.sheets.turned import MOST as MOST_LABELS
from registry.intake.sheets.turned import are_in_blocks, are_turned, turn
from registry.intake.texts.bracketed import cards_parted
from registry.intake.texts.labelled import people_in_cells
from registry.intake.texts.lines import Lines
from registry.intake.texts.numbered import numbers_spoken
from registry.intake.texts.paragraphs import paragraphs_parted
from registry.intake.texts.quoted import quotes_taken_off
from registry.intake.texts.sentences import Told
from registry.intake.texts.twofold import messages_joined
from registry.intake.texts.upright import MOST as MOST_LINES
from registry.intake.texts.upright import hung_below, values_below
from registry.intake.words.communities import Communities
from registry.intake.words.headers import spellings
from registry.lib.values import strip_cell

LOOK_FOR_NAMES = 40  # rows among which a heading 姓 | 名 is searched
A_LIST = 3  # people that a sheet of explanations may show as examples
_HOW_TO = re.compile(
    "^(?:填[写表报]|使用|操作|导入|模板|编制)?(?:说明|须知|指引|规范|要求)$|^(?:数据)?字典$|^(?:下拉)?选项|^代码表$"
)


def tables_of(
    sheet: Sheet, rows: Iterable[Row], wishes: Wishes, communities: Communities, before: SheetPlan | None = None
) -> Iterator[Table | Skipped]:
    """The tables of one sheet (mostly one), or the reason why it has none. `before` is the last table before it."""
    sheet, source = _with_amendments(sheet, Source(rows))
    source = _as_meant(source, is_text=sheet.encoding is not None)
    source.ahead.extendleft(reversed(heading_before(before, source.filled(), sheet.merges)))
    filled = source.filled()
    if _HOW_TO.search(sheet.name) and sum(is_data(cells) for _, cells in filled) < A_LIST:
        yield Skipped(sheet.name, NO_HEADER, sheet.visible)
    elif are_turned(filled):
        yield from _turned(sheet, source, wishes, communities)
    elif beside := cards_beside(filled):
        held = list(source)
        for part in beside:
            yield from tables_of(sheet, map(part.of, held), wishes, communities)
    elif first := first_line(filled, sheet.merges):
        yield from _doubled(sheet, source, first, wishes, communities)
    elif are_cards(filled, sheet.merges):
        yield from tables_of_cards(sheet, source, wishes, communities)
    elif source.told:  # labels and values, of which no heading is to be made
        yield Skipped(sheet.name, NO_HEADER, sheet.visible)
    else:
        yield from _side_by_side(sheet, source, wishes, communities)


def _with_amendments(sheet: Sheet, source: Source) -> tuple[Sheet, Source]:
    """The rows as messages behind them change them and as headings are meant, and the sheet with what is told of it."""
    if sheet.encoding is not None and (together := messages_joined(source.filled())):
        source.alter(together)
    for way in (values_below, hung_below):
        if way(source.filled()) and (whole := way(source.filled(MOST_LINES))):
            source.alter(whole)
    if changed := amended(source.filled()):
        source.alter(changed)
        sheet = replace(sheet, comments=[*sheet.comments, *changed.told])
    if mended := headings_mended(source.filled()):
        source.alter(mended)
        sheet = replace(sheet, comments=[*sheet.comments, mended.told])
    return sheet, source


def _as_meant(source: Source, *, is_text: bool) -> Source:
    """The rows with what is one thing in one cell, and what stands before the headings of a line above them."""
    for way in (partial(quotes_taken_off, is_text=is_text), *((frame_taken_off,) if is_text else ()), numbers_spoken):
        if change := way(source.filled(LOOK_FOR_NAMES)):
            source.alter(change)
    for parted in (cards_parted, people_in_cells, partial(paragraphs_parted, is_text=is_text)):
        if each := parted(source.filled(LOOK_FOR_NAMES)):
            source.expand(each)
    for found in cells_joined(source.filled(LOOK_FOR_NAMES)):
        change = replace(found, head=0) if isinstance(found, Lines) and found.late else found
        source.alter(change)
        source.told = source.told or isinstance(change, Told)
        if isinstance(change, Lines) and change.late:
            source.ahead.appendleft((0, [*[None] * change.at, *change.parts]))
        if isinstance(change, Lines) and change.lead:
            source.ahead.appendleft((-1 if change.late else 0, [change.lead]))
    return source


def _side_by_side(sheet: Sheet, source: Source, wishes: Wishes, communities: Communities) -> Iterator[Table | Skipped]:
    """The tables of each list that stands beside another, mostly of the only one."""
    head = find_head(source.filled(), sheet.merges)
    if head and (aside := figures_aside(head)):
        source.alter(partial(without, aside, head.first))
        head = find_head(source.filled(), sheet.merges)
    parts = parts_of(head) if head else []
    if not parts:
        yield from _stacked(sheet, source, wishes, communities)
        return
    held = list(source)
    for part in parts:
        yield from _stacked(sheet, Source(map(part.of, held)), wishes, communities)


def _stacked(sheet: Sheet, source: Source, wishes: Wishes, communities: Communities) -> Iterator[Table | Skipped]:
    """The tables below one another."""
    found: SheetPlan | None = None
    while True:
        filled = source.filled()
        head = find_head(filled, sheet.merges) if filled else None
        if head is None:
            if not found:
                yield Skipped(sheet.name, NO_HEADER if filled else BLANK_SHEET, sheet.visible)
            return
        above = [row for row in filled if row[0] < head.first]
        below = [row for row in filled if row[0] > head.last]
        plan = goes_on(make_plan(sheet, head, above, below, wishes, communities), found)
        if _explains(plan, below):
            yield Skipped(sheet.name, NO_HEADER, sheet.visible)
            return
        if "name" not in plan.by_field:
            yield Skipped(sheet.name, NO_NAME_COLUMN, sheet.visible)
            return
        source.drop_through(head.last)
        found = plan
        tables = Sections(source, sheet, head, communities, wishes).of(plan, Known(head, filled), above)
        yield from _passed_over(sheet, tables) if are_others(plan) else tables
        if not source.stopped_at_head:
            return
        source.stopped_at_head = False


def _turned(sheet: Sheet, source: Source, wishes: Wishes, communities: Communities) -> Iterator[Table | Skipped]:
    """The tables of a sheet whose people stand in columns."""
    rows = source.filled(MOST_LABELS + 1)
    if len(rows) > MOST_LABELS or are_in_blocks(rows):
        yield Skipped(sheet.name, TURNED, sheet.visible)
        return
    found = turn(sheet, rows)
    for table in _stacked(found.sheet, Source(found.rows), wishes, communities):
        if isinstance(table, Table):
            table.plan = replace(table.plan, turned=True)
            table.left_out += [(number, FOOTER) for number in found.left_out]
            found.left_out.clear()
        yield table


def _doubled(
    sheet: Sheet, source: Source, first: Block, wishes: Wishes, communities: Communities
) -> Iterator[Table | Skipped]:
    """The tables of a sheet whose people take several lines: their columns are none of the sheet's."""
    whole, together = joined(sheet, list(source), first)
    for table in _stacked(whole, Source(together), wishes, communities):
        if isinstance(table, Table):
            table.plan = replace(table.plan, cards=True)
        yield table


def _passed_over(sheet: Sheet, tables: Iterator[Table]) -> Iterator[Skipped]:
    """A table of other people: its rows are taken from the sheet, since there may be members below."""
    for table in tables:
        deque(table.rows, maxlen=0)
    yield Skipped(sheet.name, OTHERS, sheet.visible)


def _explains(plan: SheetPlan, below: list[Row]) -> bool:
    """A list of headings with explanations (姓名 | 必填 | 张三): its names are headings."""
    at = plan.by_field.get("name", (0,))[0]
    names = [strip_cell(cells[at]) for _, cells in below if at < len(cells) and cells[at] is not None]
    headings = len(spellings().intersection(names))  # 电话 again and again stands beside who signs
    return headings > 1 and headings * 2 > len(names)
