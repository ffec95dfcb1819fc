"""How a figure is printed, the same on pages and for programs."""

from collections.abc import Mapping
from decimal import Decimal

from reports.figures.definitions import Figure
from reports.figures.month import Month
from reports.figures.table import Number, Row

# Years that an address may name: planted and imported history included, nothing that a date cannot hold.
FIRST_YEAR, LAST_YEAR = 1900, 2199
NOTHING = "—"


def said(figure: Figure, numbers: Mapping[str, Number]) -> str:
    """A figure as it is printed; a share of nothing is a dash."""
    if not figure.is_share:
        return plain(numbers.get(figure.key, 0))
    share = Row("", "", "", numbers).share(figure)
    return NOTHING if share is None else f"{share}"


def plain(number: Number) -> str:
    """No needless zeros behind the point."""
    return f"{number.normalize():f}" if isinstance(number, Decimal) else f"{number:,}"


def month_named(text: str) -> Month | None:
    """A month as an address has it, or None."""
    try:
        found = Month.parse(text)
    except (ValueError, OverflowError):
        return None
    return found if str(found) == text and FIRST_YEAR <= found.year <= LAST_YEAR else None
