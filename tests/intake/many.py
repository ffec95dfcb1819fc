"""Many small sheets in one workbook: one process for all of them."""

import io
from collections.abc import Mapping

import openpyxl

from registry.intake.sheets.reports import Summary, check_file, report
from tests.intake.district import context

Person = tuple[str | None, str | None, str]


def told_of(sheets: Mapping[str, list[list]]) -> dict:
    """The report of a workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file, summary = io.BytesIO(), Summary()
    book.save(file)
    return report(check_file(file.getvalue(), "a.xlsx", context(), None, summary), summary)


def people_of(sheets: Mapping[str, list[list]]) -> dict[str, list[Person]]:
    """Name, phone and verdict of everybody, by sheet."""
    found: dict[str, list[Person]] = {name: [] for name in sheets}
    for person in told_of(sheets)["people"]:
        found[person["sheet"]].append((person.get("name"), person.get("phone"), person["verdict"]))
    return found
