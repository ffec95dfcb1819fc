"""How sheets look and print: formats, widths, A4 landscape with heads repeated and page x of y on every page."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.workbook.spec import Spec

A4 = 9
FOOT = {"scale_with_doc": False}  # a wide table is printed small, its page number not
FONT = "宋体"
HEAD, SUM, WHOLE = "#F1E8DC", "#F7F4EF", "#EADFD0"


@dataclass
class Looks:
    """The formats of one workbook, each made when it is first wanted."""

    book: Workbook

    def _made(self, **more: Any) -> Format:
        return self.book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter"} | more)

    @cached_property
    def title(self) -> Format:
        """A sheet's title."""
        return self._made(bold=True, font_size=16, align="center")

    @cached_property
    def ledger_title(self) -> Format:
        """A ledger's title: from the left, since its columns are more than a screen shows."""
        return self._made(bold=True, font_size=16, align="left")

    @cached_property
    def cover(self) -> Format:
        """The title of the cover."""
        return self._made(bold=True, font_size=26, align="center")

    @cached_property
    def cover_label(self) -> Format:
        """What a line of the cover is about."""
        return self._made(font_size=14, align="right")

    @cached_property
    def cover_value(self) -> Format:
        """What a line of the cover says."""
        return self._made(font_size=14, bottom=1, text_wrap=True, align="left", indent=1)

    @cached_property
    def secret(self) -> Format:
        """内部资料."""
        return self._made(bold=True, font_size=14, font_color="#B3261E")

    @cached_property
    def line(self) -> Format:
        """The line below a title."""
        return self._made(align="left")

    @cached_property
    def warning(self) -> Format:
        """草稿."""
        return self._made(bold=True, font_color="#B3261E", align="left", text_wrap=True)

    @cached_property
    def head(self) -> Format:
        """Heads of columns."""
        return self._made(bold=True, border=1, bg_color=HEAD, text_wrap=True, align="center")

    @cached_property
    def text(self) -> Format:
        """A cell of text."""
        return self._made(border=1, text_wrap=True, align="left")

    @cached_property
    def number(self) -> Format:
        """序号."""
        return self._made(border=1, align="center", num_format="0")

    @cached_property
    def amount(self) -> Format:
        """A figure in a ledger: as many decimals as it has."""
        return self._made(border=1, align="right")

    def figure(self, kind: str, decimals: bool) -> Format:
        """A figure's cell: of a row, a subtotal, the whole; with one decimal or none."""
        return self._figures[kind, decimals]

    def label(self, kind: str) -> Format:
        """The name in front of figures."""
        return self._labels[kind]

    @cached_property
    def _figures(self) -> dict[tuple[str, bool], Format]:
        shapes = {False: "#,##0", True: "#,##0.0"}
        return {
            (kind, decimals): self._made(border=1, align="right", num_format=shape, **look)
            for kind, look in _KINDS.items()
            for decimals, shape in shapes.items()
        }

    @cached_property
    def _labels(self) -> dict[str, Format]:
        return {kind: self._made(border=1, align="left", text_wrap=True, **look) for kind, look in _KINDS.items()}


_KINDS: dict[str, dict[str, Any]] = {
    "row": {},
    "own": {},
    "street": {"bold": True, "bg_color": SUM},
    "total": {"bold": True, "bg_color": WHOLE},
}


def set_up(
    sheet: Worksheet, spec: Spec, *, heads: tuple[int, int] | None = None, frozen: tuple[int, int] = (0, 0)
) -> None:
    """Paper, margins, foot. `heads` are the rows (0-based, first and last) that every page repeats."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    unit = spec.unit.replace("&", "&&")
    sheet.set_footer(f"&L&9内部资料　{spec.watermark}&C&9第 &P 页，共 &N 页&R&9{unit}　{spec.month.label}", FOOT)
    if heads:
        sheet.repeat_rows(*heads)
    if frozen != (0, 0):
        sheet.freeze_panes(*frozen)


def signed(spec: Spec, filler: str, reviewer: str) -> str:
    """The line below a title: who reports, up to when, who filled in and checked; blank to be signed by hand."""
    gap = "　　　　"
    return (
        f"填报单位：{spec.unit}　　统计截止时间：{spec.until_day:%Y年%m月%d日}　　填报人：{filler or gap}"
        f"　　审核人：{reviewer or gap}　　日期：{spec.day:%Y年%m月%d日}"
    )
