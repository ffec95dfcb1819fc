"""Template tags for ledger tables, written in Python: a list has hundreds of cells, and an include for each of them
took two thirds of a page's time (`bench/search.py`)."""

from collections.abc import Mapping
from typing import Any

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = Library()
Cell = Mapping[str, Any]


@register.simple_tag
def table_row(row: Cell, select_name: str = "") -> SafeString:
    """One row: {id, name, url, sub, state, cells}, as `components/table.html` describes it."""
    return format_html(
        "<tr{}>{}{}{}</tr>",
        _class("is-{}", row.get("state")),
        _select(row, select_name) if select_name else "",
        format_html('<th scope="row">{}{}</th>', _linked(row.get("url"), row.get("name")), _sub(row)),
        format_html_join("", "{}", ((table_cell(cell),) for cell in row.get("cells", ()))),
    )


@register.simple_tag
def table_cell(cell: Cell) -> SafeString:
    """One cell: {label, text, url, sub, badge, kind, why}."""
    text, badge, why = cell.get("text"), cell.get("badge"), cell.get("why")
    blank = not (text or badge or cell.get("sub") or why)
    classes = " ".join(filter(None, (_kind(cell), "is-wrong" if why else "", "is-blank" if blank else "")))
    return format_html(
        '<td data-label="{}" class="{}"><span>{}{}{}{}</span></td>',
        cell.get("label", ""),
        classes,
        format_html('<span class="badge badge--{tone}">{text}</span> ', **badge) if badge else "",
        _linked(cell.get("url"), text),
        _sub(cell),
        format_html('<span class="table__why">{}</span>', why) if why else "",
    )


def _kind(cell: Cell) -> str:
    return f"is-{cell['kind']}" if cell.get("kind") else ""


def _class(pattern: str, name: str | None) -> SafeString | str:
    return format_html(' class="' + pattern + '"', name) if name else ""


def _linked(url: str | None, text: object) -> object:
    """What stands in the cell; text without a link is escaped where it is put in."""
    shown = "" if text is None else text
    return format_html('<a href="{}">{}</a>', url, shown) if url else shown


def _sub(item: Cell) -> SafeString | str:
    return format_html(' <span class="table__sub">{}</span>', item["sub"]) if item.get("sub") else ""


def _select(row: Cell, select_name: str) -> SafeString:
    return format_html(
        '<td class="table__select"><label><span class="visually-hidden">选择 {}</span>'
        '<input type="checkbox" name="{}" value="{}" data-row-select></label></td>',
        row.get("name", ""),
        select_name,
        row.get("id", ""),
    )
