"""A row of cells against the plan of its sheet: values, verdict, every error at once, warnings for the rest."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from registry.intake.files import comments
from registry.intake.files.wire import Cell
from registry.intake.headings.plans import SheetPlan
from registry.intake.headings.table import Table
from registry.intake.rows import ages, belonging, gone, kin, parting, places, remarks, telephones, whom
from registry.intake.rows.amended import tell as tell_messages
from registry.intake.rows.checked import OK, REVIEW, CheckedRow
from registry.intake.rows.keeping import columns_twice, keep_plain, keep_seconds, keep_whole
from registry.intake.rows.look import KEEP, Context, Look, behind
from registry.intake.rows.remembering import Remembered
from registry.intake.rows.struck import by_row, lift
from registry.intake.rows.ticks import spoken
from registry.intake.rows.ways import Ways
from registry.intake.words.headers import unnamed_heading
from registry.intake.words.simple import DATES, PLAIN, READERS, contact_of, nothing, reader_of
from registry.lib import values
from registry.lib.dates import parse_date
from registry.lib.values import strip_cell

CONTACTS = (
    ("liaison", "liaison_phone", "liaison_name", "liaison_phone"),
    ("home_org_contact", "home_org_phone", "home_org_contact", "home_org_phone"),
    ("host_org_contact", "host_org_phone", "host_org_contact", "host_org_phone"),
)


class RowChecker:
    """Checks rows of one table, each by itself, so they may be checked in any order, in any process."""

    def __init__(self, plan: SheetPlan, context: Context, table: Table | None = None) -> None:
        self.plan, self.context, table = plan, context, table or Table(plan, iter(()))
        self.hidden, self.struck = frozenset(table.hidden), by_row(table.struck)
        self.comments, self.unread = comments.by_row(table.comments), table.unread
        self.earlier = table.earlier
        by = plan.by_field
        self.id_column, self.phone_column = plan.column_of("id_number"), plan.column_of("phone")
        self.phones = telephones.columns_of(plan)
        self.plain = [(at, name, target) for name, target in PLAIN.items() for at in by.get(name, ())]
        self.dates = [(at, target, kind) for name, (target, kind) in DATES.items() for at in by.get(name, ())]
        self.coded = [
            (at, target, reader_of(name, plan.columns[plan.origin(at)].heading))
            for name, target in READERS.items()
            for at in by.get(name, ())
        ]
        self.twice = columns_twice(plan)
        self.contacts = [
            ([name for name in said if name in by], person, phone)
            for *said, person, phone in CONTACTS
            if by.keys() & said
        ]
        self.read_codes = Remembered([at for at, _, _ in self.coded], self._codes)
        self.read_places = Remembered(places.columns_of(plan), partial(places.read, context=context))
        self.unknown = [
            column
            for column in (*plan.unknown, *plan.kept)
            if context.unknown_columns == KEEP and column.index + 1 not in context.dropped
        ]
        self.aside, self.kin = gone.columns_aside(plan), kin.columns_of(plan)
        self.unnamed = [column.index for column in plan.unnamed]
        self.year = ages.year_of(plan)
        self.width, self.gone = len(plan.columns), gone.list_of_gone(plan)
        self.turn = Ways(plan, context)

    def __call__(self, number: int, cells: list[Cell]) -> CheckedRow:
        """The verdict on one row; `number` is the row of the spreadsheet."""
        row = CheckedRow(
            self.plan.sheet,
            number,
            OK,
            self.plan.direction,
            {},
            cells=cells,
            hidden=number in self.hidden,
            columns=(self.id_column, self.phone_column),
        )
        look = Look(self.plan, spoken(cells, self.plan.ticks) if self.plan.ticks else cells, row)
        if number in self.struck:
            lift(look, self.struck[number])
        look.tell_long_texts()
        tell_messages(look, self.comments.get(number, ()))
        if self.plan.parted:
            parting.part(look)
        self.turn(look)
        whom.read(look, unread=number in self.unread)
        telephones.read(look, self.phones, self.id_column)
        if "political_status" in row.values:  # beside the name
            self._codes(look)
        else:
            self.read_codes(look)
        if self.plan.reported is not None and row.values.get("reported") is None:
            row.values["reported"] = self.plan.reported
        self._simple(look)
        self._dates(look)
        if said := self.earlier.get(number):
            self._earlier(look, said)
        gone.tell(look, self.gone, self.aside)
        remarks.tell(look, self.context, self.aside)
        kin.tell(look, self.kin)
        self._person(look)
        ages.compare(look, self.year)
        self.read_places(look)
        belonging.read(look, self.context)
        if not row.errors and (row.struck or not (row.values["id_number"] or row.values["phone"])):
            row.verdict = REVIEW
        keep_seconds(look, self.twice)
        keep_whole(look)
        if self.plan.parted:
            parting.put_back(row, self.plan)
        return row

    def _codes(self, look: Look) -> None:
        """Closed vocabularies."""
        for at, target, read in self.coded:
            look.coded(at, target, read)

    def _plain(self, look: Look) -> None:
        """Columns that are kept as they are written."""
        for at, name, target in self.plain:
            if (cell := look.at(at)) is not None:
                text = strip_cell(cell)
                if name == "remark" or not nothing(text):
                    keep_plain(look, at, target, text)

    def _simple(self, look: Look) -> None:
        self._plain(look)
        found = look.row.values
        for fields, person, phone in self.contacts:
            contact = [contact_of(cell) for name in fields if (cell := look.cell(name)) is not None]
            who = next((part.name for part in contact if part.name and not nothing(part.name)), None)
            number = next((part.phone for part in contact if part.phone), None)
            found[person], found[phone] = who, number
        for column in self.unknown:
            if (cell := look.at(column.index)) is not None and (text := strip_cell(cell)):
                look.row.extra[column.title] = text
        if self.unnamed or look.width > self.width:
            self._unnamed(look)

    def _unnamed(self, look: Look) -> None:
        """Columns without a heading, also those right of the last one: nothing that was written is passed over."""
        found = []
        for at in (*self.unnamed, *range(self.width, look.width)):
            if (cell := look.at(at)) is not None and (text := strip_cell(cell)):
                found.append(at)
                if self.context.unknown_columns == KEEP and at + 1 not in self.context.dropped:
                    look.row.extra[unnamed_heading(at + 1)] = text
        look.row.unnamed = tuple(found)

    @staticmethod
    def _earlier(look: Look, said: str) -> None:
        """A stay before the one that is read goes into the remark."""
        look.row.values["remark"] = behind(look.row.values.get("remark"), f"之前：{said}")
        look.warn(look.column("name"), "earlier_stay", said)

    def _dates(self, look: Look) -> None:
        for at, target, kind in self.dates:
            if target == "arrived" or look.row.values.get(target) is None:
                look.date(at, target, kind)
        own, other = ("flow_in_date", "flow_out_date")[:: 1 if look.row.direction == "in" else -1]
        by = self.plan.by_field
        for at in by.get(own) or by.get(other, ()):  # 离开时间 beside a blank 流入时间 is no day of coming
            if look.row.values.get("arrived") is None:
                look.date(at, "arrived", "past")

    def _person(self, look: Look) -> None:
        """Sex and birthday: the number's word, the sheet's where there is no number, a warning where they differ."""
        found, row = look.row.values, look.row
        if text := look.text("gender"):
            sex = values.sex(text)
            if found.get("sex") is None:
                found["sex"] = sex
                if sex is None and not nothing(text):
                    look.keep("sex", text)
                    look.warn(look.column("gender"), "value", text)
            elif sex and sex != found["sex"]:
                look.warn(look.column("gender"), "sex_differs", text, value=found["sex"])
        if found.get("sex") is None and "name_remark" in row.extra:
            found["sex"] = whom.sex_beside(look)
        if (cell := look.cell("birth_date")) is not None:
            if found.get("birth") is None:
                look.date(self.plan.by_field["birth_date"][0], "birth", "past")
            else:
                self._compare_birth(look, cell, found["birth"])
        gone.ask(look)
        row.values.setdefault("sex", None)
        row.values.setdefault("birth", None)

    @staticmethod
    def _compare_birth(look: Look, cell: Cell, birth: date) -> None:
        written = parse_date(cell)
        if written.start is None:
            return
        depth = ages.DEPTHS[written.precision or "day"]
        if written.start.timetuple()[:depth] != birth.timetuple()[:depth]:
            look.warn(look.column("birth_date"), "birth_differs", written.raw, value=birth.isoformat())


def check_rows(table: Table, context: Context) -> Iterator[CheckedRow]:
    """Each row checked by itself; see `duplicates.py` for what only shows across rows."""
    check = RowChecker(table.plan, context, table)
    return (check(number, cells) for number, cells in table.rows)
