"""What stands in the cells of a ledger: dates as clerks write them, words for codes, numbers whole or masked."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from registry.lib import clock
from registry.lib.masks import mask_id, mask_numbers, mask_phone
from registry.models.sealed import cipher, context_of

_PRECISION = {"year": "%Y", "month": "%Y-%m"}
YES_NO = {True: "是", False: "否", None: ""}


def day(value: date | datetime | None, precision: str = "") -> str:
    """`2026-11-30`, or as much of it as is known."""
    if value is None:
        return ""
    found = clock.local(value) if isinstance(value, datetime) else value
    return found.strftime(_PRECISION.get(precision, "%Y-%m-%d"))


def minute(value: datetime | None) -> str:
    """`2026-11-30 14:05`, in Shanghai."""
    return f"{clock.local(value):%Y-%m-%d %H:%M}" if value else ""


def number(value: Decimal | int | None) -> str:
    """A figure in a list's cell: `3` for 3.0, nothing where nobody said one."""
    text = "" if value is None else f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def words(choices: Any) -> Callable[[str], str]:
    """The label of a stored value; what is none of them stands as it is."""
    known = dict(choices.choices)
    return lambda value: str(known.get(value, value))


def plain(text: object, masked: bool) -> str:
    """A text that somebody wrote: of a masked file numbers of seven and more digits are hidden in it."""
    return mask_numbers(str(text)) if masked else str(text)


class Numbers:
    """Opens encrypted columns of rows that were read as plain tuples, and masks what is in them."""

    def __init__(self, masked: bool) -> None:
        self.masked = masked

    def text(self, table: str, pk: Any, field: str, sealed: bytes | None) -> str:
        """A free text: of a masked file numbers of seven and more digits are hidden in it too."""
        clear = _clear(table, pk, field, sealed)
        return self.plain(clear)

    def plain(self, text: str) -> str:
        """The same for a text that lay there in clear."""
        return plain(text, self.masked)

    def identity(self, pk: Any, sealed: bytes | None) -> str:
        """A member's ID number."""
        number = _clear("registry_member", pk, "id_number", sealed)
        return mask_id(number) if self.masked and number else number

    def phone(self, pk: Any, sealed: bytes | None) -> str:
        """A member's mobile number."""
        number = _clear("registry_member", pk, "phone", sealed)
        return mask_phone(number) if self.masked and number else number


def _clear(table: str, pk: Any, field: str, sealed: bytes | None) -> str:
    return cipher().open(bytes(sealed), context_of(table, pk, field)) if sealed else ""
