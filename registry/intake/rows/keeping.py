"""What a record has no room for is kept beside it: the whole of a long text, a second column for the same thing."""

from collections.abc import Iterable

from registry.intake.headings.plans import SheetPlan
from registry.intake.rows.columns import TEXTS
from registry.intake.rows.look import Look, behind
from registry.intake.rows.telephones import PHONES
from registry.intake.words.simple import PLAIN, nothing
from registry.lib.values import strip_cell

LONGEST = {name: longest for name, (_, longest) in TEXTS.items()}
FEWEST = min(longest for name, longest in LONGEST.items() if longest >= 30)  # shorter ones hold codes and numbers
NONE = 1_000_000


def keep_whole(look: Look) -> None:
    """Put the whole of each such text below its heading, and say so."""
    row = look.row
    for name, value in row.values.items():
        if type(value) is str and len(value) > FEWEST and len(value) > LONGEST.get(name, NONE):
            at = next((at for at, cell in enumerate(row.cells) if isinstance(cell, str) and value[:30] in cell), 0)
            columns = look.plan.columns
            row.extra.setdefault(columns[at].title if at < len(columns) else name, value)
            look.warn(at + 1, "shortened", value[:20], longest=LONGEST[name])


def keep_plain(look: Look, at: int, target: str, text: str) -> None:
    """Put a text where it belongs. Of two columns for it (备注 | 其他说明) neither is lost.

    Remarks go one behind the other, anything else stays below its own heading.
    """
    values = look.row.values
    before = values.get(target)
    if not before or target == "remark":
        values[target] = behind(before, text)
    elif text not in before:
        look.keep(look.title(at), text)


# Of these every column is read, or what is written there is said elsewhere (a community that differs).
GATHERED = frozenset(
    (
        *PLAIN,
        *PHONES,
        "name",
        "row_no",
        "age",
        "party_age",
        "destination",
        "origin_region",
        "income",
        "household_size",
        "ideology_note",
    )
)
TOLD_ELSEWHERE = frozenset(("community",))


def columns_twice(plan: SheetPlan) -> list[tuple[tuple[int, ...], bool]]:
    """The columns (0-based) of each field that has several and takes one of them, and whether to tell of the others."""
    by = plan.by_field.items()
    return [(ats, name not in TOLD_ELSEWHERE) for name, ats in by if len(ats) > 1 and name not in GATHERED]


def keep_seconds(look: Look, columns: Iterable[tuple[tuple[int, ...], bool]]) -> None:
    """Of two columns for one thing (学历 | 最高学历) the first that is filled counts; the other is kept, and told."""
    for ats, tell in columns:
        said = [(at, text) for at in ats if (cell := look.at(at)) is not None and not nothing(text := strip_cell(cell))]
        for at, text in said[1:]:
            if text != said[0][1]:
                look.keep(look.title(at), text)
                if tell:
                    look.warn(at + 1, "second_column", text, heading=look.title(said[0][0]))
