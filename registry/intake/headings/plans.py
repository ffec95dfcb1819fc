"""What is known of a table before its rows are read: wishes of the person at the screen, columns, the plan."""

from dataclasses import dataclass, field

from registry.intake.words.headers import unnamed_heading

# Of each ticked column, 0-based, what a tick in it means.
TickGroup = tuple[tuple[int, str], ...]
SENDER = "sender"  # a community that is only who sends the message's
NOT_KEPT = frozenset(("row_no", "household_size", "ideology_note", "income", "party_age"))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person at the screen decided: direction, and {column (1-based): field or None} per sheet name.

    `remembered` holds what was decided for such headings before, by signature. None drops a column, "keep" keeps its
    text without reading it.
    """

    direction: str = "auto"
    mappings: dict[str, dict[int, str | None]] = field(default_factory=dict)
    filename: str = ""
    remembered: dict[str, dict[int, str | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: 0-based index, heading as shown, field (None: not understood), and whether a person chose it."""

    index: int
    heading: str
    field: str | None
    chosen: bool = False

    @property
    def title(self) -> str:
        """The heading, or what the column is called that has none."""
        return self.heading or unnamed_heading(self.index + 1)


@dataclass(frozen=True, slots=True)
class Owned:
    """A telephone that stands behind another person's column (both 0-based), and what that one is headed."""

    index: int
    person: int
    heading: str


@dataclass(frozen=True, slots=True)
class Parted:
    """A column (0-based) that holds several fields, its own first; whether the name stands at the beginning."""

    index: int
    fields: tuple[str, ...]
    name_first: bool


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """All that is known of a table before its rows are checked; plain data, so it can go to other processes."""

    sheet: str
    head_first: int
    head_last: int
    columns: tuple[Column, ...]
    by_field: dict[str, tuple[int, ...]]
    direction: str
    direction_from: str
    titles: tuple[str, ...]
    community: str | None
    community_from: str | None
    signature: str
    fill_down: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    ticks: tuple[TickGroup, ...] = ()
    owned: tuple[Owned, ...] = ()
    cards: bool = False  # a sheet of cards: the columns are its labels
    spoken: bool = False  # cards that are lines in which somebody is told of
    sender: str = ""  # who sends the message, where his community is taken for that of those he tells of
    turned: bool = False  # a sheet with people in columns: a row here is a column there, and the other way round
    parted: tuple[Parted, ...] = ()
    tenths: frozenset[int] = frozenset()  # columns of a text in which 2021.1 may be what is left of 2021.10
    reported: bool | None = None  # what the line above these rows says (二、未报到党员)
    called: str = ""  # what the line above these rows calls them, where they are no members
    home: str = ""  # the place elsewhere whose list of those who came it is, by its title
    region: str = ""  # the place elsewhere that the line above these rows names (广州市（2人）)
    mixed: bool = False  # its rows say of some that they came, of others that they left
    opposed: str = ""  # what the sheet says of these people, where the person at the screen chose the other way
    guessed: bool = False  # the column of identity numbers was told by its cells alone
    origins: tuple[int, ...] = ()  # of each cell that is put behind a row's last: the column that it is part of

    @property
    def unknown(self) -> tuple[Column, ...]:
        """Columns that nobody understood yet, for the clerk to keep, match or drop."""
        return tuple(column for column in self.columns if column.field is None and column.heading and not column.chosen)

    @property
    def kept(self) -> tuple[Column, ...]:
        """Columns that the clerk wants kept as they are."""
        return tuple(column for column in self.columns if column.field == "keep")

    @property
    def unnamed(self) -> tuple[Column, ...]:
        """Columns without a heading that nobody has decided on: what stands in them is kept, and told."""
        return tuple(column for column in self.columns if not (column.field or column.heading or column.chosen))

    def origin(self, at: int) -> int:
        """The 0-based column of the sheet in which stands what a field reads at `at`."""
        return at if at >= 0 else self.origins[at]

    def column_of(self, name: str) -> int:
        """The 1-based column of a field; 1 where the sheet has none."""
        return self.by_field[name][0] + 1 if name in self.by_field else 1
