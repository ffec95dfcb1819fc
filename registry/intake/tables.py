"""The tables of a sheet: heading found, plan made, rows numbered, merged cells filled down, everything else told."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from registry.intake.amended import amended
from registry.intake.beside import figures_aside, parts_of, without
from registry.intake.cards import are_cards, cards_beside
from registry.intake.communities import Communities
from registry.intake.continued import heading_before
from registry.intake.doubled import Block, first_line, joined
from registry.intake.filling import Filler
from registry.intake.groups import MOST as A_GROUP
from registry.intake.groups import Group, begins_numbers, goes_on, group_of, is_of_others, street_of, within
from registry.intake.headers import spellings
from registry.intake.joining import Halves, cells_joined
from registry.intake.layout import Head, find_head, is_data, texts
from registry.intake.lines import Lines
from registry.intake.misspelt import headings_mended
from registry.intake.notes import is_footer_text, is_note, without_attached
from registry.intake.numbered import numbers_spoken
from registry.intake.others import are_others
from registry.intake.paragraphs import paragraphs_parted
from registry.intake.people import BLANK, FOOTER, GROUP, Sorter
from registry.intake.plans import SheetPlan, Wishes
from registry.intake.quoted import quotes_taken_off
from registry.intake.reading import Row, Sheet
from registry.intake.recognising import make_plan
from registry.intake.repeated import OTHER_HEAD, REPEATED, Known, below_heading
from registry.intake.sentences import Told
from registry.intake.several import one_by_one
from registry.intake.skipped import BLANK_SHEET, NO_HEADER, NO_NAME_COLUMN, OTHERS, TURNED, Skipped
from registry.intake.source import Source
from registry.intake.stretches import tables_of_cards
from registry.intake.table import Table
from registry.intake.turned import MOST as MOST_LABELS
from registry.intake.turned import are_in_blocks, are_turned, turn
from registry.intake.wire import Cell
from registry.lib.values import direction, strip_cell

TOLD = 1_000  # rows left out that are told one by one
LOOK = 8  # rows below a heading among which the first is searched
LOOK_FOR_NAMES = 40  # rows among which a heading 姓 | 名 is searched
LONGEST_TITLE = 60
A_LIST = 3  # people that a sheet of explanations may show as examples
_HOW_TO = re.compile(
    "^(?:填[写表报]|使用|操作|导入|模板|编制)?(?:说明|须知|指引|规范|要求)$|^(?:数据)?字典$|^(?:下拉)?选项|^代码表$"
)
ABOVE = "above"


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
    if changed := amended(source.filled()):
        source.alter(changed)
        sheet = replace(sheet, comments=[*sheet.comments, *changed.told])
    if mended := headings_mended(source.filled()):
        source.alter(mended)
        sheet = replace(sheet, comments=[*sheet.comments, mended.told])
    return sheet, source


def _as_meant(source: Source, *, is_text: bool) -> Source:
    """The rows with what is one thing in one cell, and what stands before the headings of a line above them."""
    for way in (partial(quotes_taken_off, is_text=is_text), numbers_spoken):
        if change := way(source.filled(LOOK_FOR_NAMES)):
            source.alter(change)
    if parted := paragraphs_parted(source.filled(LOOK_FOR_NAMES), is_text=is_text):
        source.expand(parted)
    for change in cells_joined(source.filled(LOOK_FOR_NAMES)):
        source.alter(change)
        source.told = source.told or isinstance(change, Told)
        if isinstance(change, Lines) and change.lead:
            source.ahead.appendleft((0, [change.lead]))
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
        lost = [(number, ABOVE) for number, cells in above if is_data(cells)]
        tables = _Sections(source, sheet, head, communities, wishes).of(plan, Known(head, filled), lost)
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


class _Sections:
    """The rows below one heading as tables: one, or one for each group (一、永明社区, 二、流出党员)."""

    def __init__(self, source: Source, sheet: Sheet, head: Head, communities: Communities, wishes: Wishes) -> None:
        self.source, self.sheet, self.head = source, sheet, head
        self.communities, self.wishes = communities, wishes
        self.street = ""

    def of(self, plan: SheetPlan, known: "Known", left_out: list[tuple[int, str]]) -> Iterator[Table]:
        """The tables one by one; a group that begins right below the heading makes no table of nobody."""
        while True:
            rows = self._rows(plan, known, left_out)
            if not self._group_ahead(plan):
                yield Table(plan, rows, self.sheet.hidden_rows, left_out, self.sheet.struck, self.sheet.comments)
                left_out = []
            for _ in rows:  # only the line of the group, where it begins at once
                pass
            group, self.source.group = self.source.group, None
            if group is None:
                return
            plan = within(self._turned(plan, group), group)

    def _group_ahead(self, plan: SheetPlan) -> bool:
        following = next((cells for _, cells in self.source.peek(LOOK) if texts(cells)), [])
        return self._group(plan, following) is not None

    def _group(self, plan: SheetPlan, cells: list[Cell]) -> Group | None:
        if not 0 < len(cells) - cells.count(None) <= A_GROUP:
            return None
        self.street = street_of(cells) or self.street
        loose = len(cells) - 1 < plan.by_field["name"][0]
        found = group_of(cells, self.communities, loose=loose, street=self.street)
        ended = found is None and plan.community_from == "group" and is_of_others(cells)
        return Group(place=True) if ended else found

    def _turned(self, plan: SheetPlan, group: Group) -> SheetPlan:
        """The columns read again where the group's people went the other way; a person's choice stands."""
        if group.direction in (None, plan.direction) or self.wishes.direction in ("in", "out"):
            return plan
        below = self.source.filled()
        wishes = replace(self.wishes, direction=group.direction or "auto")
        turned = make_plan(self.sheet, self.head, [], below, wishes, self.communities)
        return replace(
            turned,
            direction_from="group",
            titles=plan.titles,
            community=plan.community,
            community_from=plan.community_from,
        )

    def _rows(self, plan: SheetPlan, known: "Known", left_out: list[tuple[int, str]]) -> Iterator[Row]:
        """Rows as they are meant, without repeated headings; stops before another heading, behind a group's line."""
        fill, sort = Filler(self.sheet, plan), Sorter(plan, known.words)
        for number, cells in self.source.whole(Halves(self.sheet, plan)):
            if not cells:
                continue
            if len(cells) - cells.count(None) == 1 and self._titles_another(plan, cells, known):
                self.source.stop_at((number, cells))
                return
            if not (sort.figures and sort.is_sum(cells)) and self._begins(plan, cells):
                left_out.append((number, GROUP))
                return
            person = sort.is_plainly_person(cells)
            why = None if person else self._why_not(plan, (number, cells), known, sort)
            if why is None:
                yield from one_by_one(plan, (number, fill(number, cells)))
            elif why == OTHER_HEAD:
                self.source.stop_at((number, cells))
                return
            else:
                fill.pass_over(number, cells)
                sort.others = sort.others and why != REPEATED
                if why not in (BLANK, REPEATED) and len(left_out) < TOLD:
                    left_out.append((number, why))

    def _why_not(self, plan: SheetPlan, row: Row, known: "Known", sort: Sorter) -> str | None:
        """Why a row is nobody's, or None."""
        number, cells = row
        why = below_heading(number, cells, known, self.sheet) or sort.why_not(cells)
        alone = why is None and len(cells) - cells.count(None) == 1
        return GROUP if alone and begins_numbers(plan, row, self.source.peek(LOOK)) else why

    def _titles_another(self, plan: SheetPlan, cells: list[Cell], known: "Known") -> bool:
        """Whether a line is the title of the table that follows: other headings, or the same ones for other people."""
        text = without_attached(next(iter(texts(cells)), ""))
        if not text or len(text) > LONGEST_TITLE or is_footer_text(text) or is_note(text) or known.is_repeated(cells):
            return False
        following = ((number, row) for number, row in self.source.peek(LOOK) if texts(row))
        number, row = next((found for found in following if not _stands_above(found[1])), (0, []))
        why = below_heading(number, row, known, self.sheet)
        return why == OTHER_HEAD or (why == REPEATED and self._says_else(plan, text))

    def _says_else(self, plan: SheetPlan, title: str) -> bool:
        way, found = direction(title), self.communities.find(title, loose=False)
        return way not in (None, plan.direction) or found.code not in (None, plan.community)

    def _begins(self, plan: SheetPlan, cells: list[Cell]) -> bool:
        self.source.group = self._group(plan, cells)
        return self.source.group is not None


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


def _stands_above(cells: list[Cell]) -> bool:
    """Another line of a title, or 填报单位：… between a title and its heading."""
    said = texts(cells)
    return len(said) == 1 or is_footer_text(said[0])
