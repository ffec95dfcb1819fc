"""The same person twice in one file. Needs every row in order, so it runs in one place, after checking."""

from registry.intake.rows.checked import CheckedRow, Problem
from registry.intake.words import messages
from registry.lib.names import name_key

DUPLICATE = "duplicate_in_file"


class Seen:
    """Who was read so far, as numbers only: a million people take about 300 MB."""

    def __init__(self) -> None:
        self.sheets: list[str] = []
        self.by_number: dict[int, int] = {}
        self.by_phone: dict[int, int] = {}
        self.first_with: dict[int, int] = {}

    def judge(self, row: CheckedRow) -> None:
        """Add the error if this person was seen before, else remember the person."""
        values, number = row.values, row.values["id_number"]
        place = self._place(row)
        if number:
            before = self.by_number.setdefault(int(number[:17]) * 2 + (row.direction == "out"), place)
            if before != place:
                self._fail(row, before, row.columns[0])
                return
            self._tell_other_way(row, self.by_number.get(int(number[:17]) * 2 + (row.direction == "in")))
        if not (values["name"] and values["phone"]):
            return
        key = _key_of(row, row.direction)
        remembered = self.by_phone.setdefault(key, place * 2 + bool(number))
        if remembered >> 1 != place and not (number and remembered & 1):
            self._fail(row, remembered >> 1, row.columns[1])
        else:
            self._tell_same_phone(row, self.first_with.setdefault(hash(values["phone"]), place), place)

    def _tell_same_phone(self, row: CheckedRow, before: int, place: int) -> None:
        """A number that stands with somebody else too: a couple's, or whose who filled in the list."""
        if before == place or _key_of(row, "out" if row.direction == "in" else "in") in self.by_phone:
            return
        message = messages.warning("phone_shared", sheet=self.sheets[before >> 24], row=before & 0xFFFFFF)
        row.warnings.append(Problem(row.sheet, row.row, row.columns[1], "phone_shared", message))

    def _tell_other_way(self, row: CheckedRow, before: int | None) -> None:
        """Nobody comes and leaves at once, but the two rows may tell one after the other: for the clerk to say."""
        if before is None:
            return
        message = messages.warning("both_ways", sheet=self.sheets[before >> 24], row=before & 0xFFFFFF)
        row.warnings.append(Problem(row.sheet, row.row, row.columns[0], "both_ways", message))

    def _place(self, row: CheckedRow) -> int:
        if not self.sheets or self.sheets[-1] != row.sheet:
            self.sheets.append(row.sheet)
        return (len(self.sheets) - 1) << 24 | row.row

    def _fail(self, row: CheckedRow, before: int, column: int) -> None:
        message = messages.error(DUPLICATE, sheet=self.sheets[before >> 24], row=before & 0xFFFFFF)
        row.fail(column, DUPLICATE, message)


def _key_of(row: CheckedRow, direction: str) -> int:
    """A person by name and telephone, as one who went this way."""
    return hash((direction, name_key(row.values["name"]), row.values["phone"]))
