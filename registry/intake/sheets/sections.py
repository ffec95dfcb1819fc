"""The rows below one heading as tables: one, or one for each group (一、永明社区, 二、流出党员)."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from registry.intake.files.reading import Row, Sheet
from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.layout import Head, is_data, texts
from registry.intake.headings.legends import colours_in
from registry.intake.headings.plans import SheetPlan, Wishes
from registry.intake.headings.table import Table
from registry.intake.sheets.filling import Filler
from registry.intake.sheets.groups import MOST as A_GROUP
from registry.intake.sheets.groups import Group, begins_numbers, ends_region, group_of, is_of_others, street_of, within
from registry.intake.sheets.halves import Halves
from registry.intake.sheets.people import BLANK, FOOTER, GROUP, Sorter
from registry.intake.sheets.recognising import make_plan
from registry.intake.sheets.repeated import OTHER_HEAD, REPEATED, Known, below_heading
from registry.intake.sheets.several import one_by_one
from registry.intake.sheets.source import Source
from registry.intake.sheets.unread import holds_somebody
from registry.intake.texts.pasted import Pasted
from registry.intake.texts.sentences import WAYS
from registry.intake.words.communities import Communities
from registry.intake.words.notes import is_footer_text, is_note, without_attached
from registry.lib.values import direction

TOLD = 1_000  # rows left out that are told one by one
LOOK = 8  # rows below a heading among which the first is searched
LONGEST_TITLE = 60
ABOVE = "above"


class Sections:
    """The rows below one heading."""

    def __init__(self, source: Source, sheet: Sheet, head: Head, communities: Communities, wishes: Wishes) -> None:
        self.source, self.sheet, self.head = source, sheet, head
        self.communities, self.wishes = communities, wishes
        self.street = ""
        self.unread: set[int] = set()  # rows taken for a note or a title that hold somebody
        self.earlier: dict[int, str] = {}
        self.notes: list[tuple[int, str, str]] = []

    def of(self, plan: SheetPlan, known: "Known", above: list[Row]) -> Iterator[Table]:
        """The tables one by one; a group that begins right below the heading makes no table of nobody."""
        somebody = [row for row in above if holds_somebody(row[1])]
        self.unread.update(number for number, _ in somebody)
        for number, cells in above:
            self._note(number, cells)
        left_out = [(number, ABOVE) for number, cells in above if number not in self.unread and is_data(cells)]
        while True:
            rows = chain(somebody, self._rows(plan, known, left_out))
            if somebody or not self._group_ahead(plan):
                yield self._table(plan, rows, left_out)
                somebody, left_out = [], []
            for _ in rows:  # only the line of the group, where it begins at once
                pass
            group, self.source.group = self.source.group, None
            if group is None:
                return
            plan = within(self._turned(plan, group), group)

    def _table(self, plan: SheetPlan, rows: Iterator[Row], left_out: list[tuple[int, str]]) -> Table:
        sheet = self.sheet
        return Table(
            plan, rows, sheet.hidden_rows, left_out, sheet.struck, sheet.comments, self.unread, self.notes, self.earlier
        )

    def _note(self, number: int, cells: list[Cell]) -> None:
        """What a line around the rows says that is not read, and must be told."""
        if said := colours_in(cells):
            self.notes.append((number, "colours", said))

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
        if found is None and ends_region(plan, cells):
            return Group()
        return Group(place=True) if ended else found

    def _turned(self, plan: SheetPlan, group: Group) -> SheetPlan:
        """The columns read again where the group's people went the other way. A person's choice is asked about."""
        if group.direction is None:
            return plan
        if group.direction == plan.direction or self.wishes.direction in ("in", "out"):
            return replace(plan, opposed="" if group.direction == plan.direction else WAYS[group.direction])
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
        fill, sort, parted = Filler(self.sheet, plan), Sorter(plan, known.words), Pasted(plan)
        halves = Halves(self.sheet, plan, self.earlier)
        for number, written in self.source.whole(halves):
            if not written:
                continue
            cells = parted(written)
            if len(cells) - cells.count(None) == 1 and self._titles_another(plan, cells, known):
                self.source.stop_at((number, cells))
                return
            if not (sort.figures and sort.is_sum(cells)) and self._begins(plan, cells):
                left_out.append((number, GROUP))
                return
            person = sort.is_plainly_person(cells)
            why = None if person else self._why_not(plan, (number, cells), known, sort)
            if why is None:
                yield from self._each(plan, (number, fill(number, cells)))
            elif why == OTHER_HEAD:
                self.source.stop_at((number, cells))
                return
            else:
                fill.pass_over(number, cells)
                sort.others = sort.others and why != REPEATED
                if why not in (BLANK, REPEATED) and len(left_out) < TOLD:
                    left_out.append((number, why))
                    self._note(number, cells)

    def _each(self, plan: SheetPlan, row: Row) -> Iterator[Row]:
        """A row for each of those whom it names; that lines of its cells were told apart is noted."""
        name = cell_at(row[1], plan.by_field["name"][0])
        if type(name) is not str or "\n" not in name:
            return one_by_one(plan, row)
        people = list(one_by_one(plan, row))
        if len(people) > 1:
            self.notes.append((row[0], "line_by_line", "、".join(texts([name.replace("\n", "、")]))))
        return iter(people)

    def _why_not(self, plan: SheetPlan, row: Row, known: "Known", sort: Sorter) -> str | None:
        """Why a row is nobody's, or None."""
        number, cells = row
        why = below_heading(number, cells, known, self.sheet) or sort.why_not(cells)
        if why == FOOTER and not (sort.others or sort.figures) and holds_somebody(cells):
            self.unread.add(number)
            return None
        alone = why is None and len(cells) - cells.count(None) == 1
        return GROUP if alone and begins_numbers(plan, row, self.source.peek(LOOK)) else why

    def _titles_another(self, plan: SheetPlan, cells: list[Cell], known: "Known") -> bool:
        """Whether a line is the title of the table that follows: other headings, or the same ones for other people."""
        text = without_attached(next(iter(texts(cells)), ""))
        if not text or len(text) > LONGEST_TITLE or is_footer_text(text) or known.is_repeated(cells):
            return False
        if is_note(text) and self._group(plan, cells) is None:  # 二、流出党员 is numbered like one
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


def _stands_above(cells: list[Cell]) -> bool:
    """Another line of a title, or 填报单位：… between a title and its heading."""
    said = texts(cells)
    return len(said) == 1 or is_footer_text(said[0])
