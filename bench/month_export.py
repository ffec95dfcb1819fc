"""Writing a ledger of 15 columns: rows a second and memory, ours beside the libraries, each in a process of its own.

The rows are made up beforehand (a thousand different people, over and over), so that writers are compared and nothing
else; django-import-export gets finished objects and no database, in its favour. Ours is `reports.workbook.container`
with its frame by XlsxWriter, as exports use it: texts only, styles, frozen heads, print set-up. The peers write bare
cells. Memory is the process's peak over what it had before the first row.

Run: `python -m bench.month_export --rows 200000 --peer-rows 20000 --large 1000000`.
"""

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.common import CHECKOUT, MB, conclude

HEADS = (
    "姓名", "方向", "性别", "民族", "出生日期", "身份证号码", "学历", "入党时间", "党员类别", "联系电话",
    "来源地", "组织关系", "流入时间", "现工作单位",
)  # fmt: skip
TARGET, DIFFERENT = 5.0, 1000
FLAT_MB = 64  # how much more memory a million rows may take than ten thousand


def people() -> list[tuple[str, ...]]:
    """A thousand different lines."""
    return [
        (f"何小{n}", "流入", "男", "汉族", "1985-06-01", "4407**********1234", "大学本科", "2003-06-01", "正式党员",
         "138****1234", f"贵州省黔东南州{n}", "某县某镇党委", "2023-01-01", f"江海区第{n}电商有限公司")
        for n in range(DIFFERENT)
    ]  # fmt: skip


def lines(rows: int) -> Iterator[tuple[str, ...]]:
    """So many of them."""
    known = people()
    return (known[number % DIFFERENT] for number in range(rows))


def ours(rows: int, out: Any) -> None:
    """The frame by XlsxWriter, the rows streamed in."""
    import xlsxwriter

    from reports.workbook import container

    frame = io.BytesIO()
    with xlsxwriter.Workbook(frame, {"in_memory": True}) as book:
        look = book.add_format({"border": 1, "text_wrap": True})
        sheet = book.add_worksheet("花名册")
        sheet.freeze_panes(1, 2)
        for column, head in enumerate(("序号", *HEADS)):
            sheet.write_string(0, column, head, look)
            sheet.write_blank(1, column, None, look)
    frame.seek(0)
    insert = container.Insert(2, rows, lines(rows))
    container.pack(frame, out, {"xl/worksheets/sheet1.xml": insert}, lambda done: None)


def openpyxl_write_only(rows: int, out: Any) -> None:
    """openpyxl's fast way."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(("序号", *HEADS))
    for number, line in enumerate(lines(rows), 1):
        sheet.append((number, *line))
    book.save(out)


def xlsxwriter_constant(rows: int, out: Any) -> None:
    """XlsxWriter row by row."""
    import xlsxwriter

    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        for number, line in enumerate(lines(rows), 1):
            sheet.write_number(number, 0, number)
            for column, text in enumerate(line, 1):
                sheet.write_string(number, column, text)


def import_export(rows: int, out: Any) -> None:
    """What a district gets by adding django-import-export to its admin: a resource, exported as xlsx."""
    import django
    from django.conf import settings

    settings.configure(INSTALLED_APPS=["import_export"], USE_TZ=True)
    django.setup()
    from django.db import models
    from import_export.formats.base_formats import XLSX
    from import_export.resources import modelresource_factory

    names = [f"c{number}" for number in range(len(HEADS))]
    fields: dict[str, Any] = {name: models.CharField(max_length=100) for name in names}
    meta = type("Meta", (), {"app_label": "bench"})
    model = type("Person", (models.Model,), fields | {"__module__": __name__, "Meta": meta})
    found = (model(pk=number, **dict(zip(names, line, strict=True))) for number, line in enumerate(lines(rows), 1))
    dataset = modelresource_factory(model)().export(queryset=found)
    out.write(XLSX().export_data(dataset))


WAYS: dict[str, Callable[[int, Any], None]] = {
    "ours": ours, "openpyxl write_only": openpyxl_write_only, "XlsxWriter constant_memory": xlsxwriter_constant,
    "django-import-export": import_export,
}  # fmt: skip


def measure(way: str, rows: int) -> dict[str, float]:
    """In a process of its own: rows a second, megabytes of memory more, bytes written."""
    command = [sys.executable, "-m", "bench.month_export", "--way", way, "--rows", str(rows)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.local"}
    if way == "django-import-export":
        del environment["DJANGO_SETTINGS_MODULE"]
    told = subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(told.stdout)
    print(
        f"{way}, {rows:,} rows: {found['rows_s']:,.0f} rows/s, +{found['mb']:.0f} MB, file {found['bytes'] / MB:.1f} MB"
    )
    return found


def once(way: str, rows: int) -> None:
    """The measured process."""
    with tempfile.TemporaryFile() as out:
        WAYS[way](10, io.BytesIO()) if way != "django-import-export" else None
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        WAYS[way](rows, out)
        seconds = time.perf_counter() - began
        more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
        out.seek(0, os.SEEK_END)
        print(json.dumps({"rows_s": rows / seconds, "mb": more / MB, "bytes": out.tell()}))


def main() -> int:
    """Ours and the peers by turns; the last line is JSON."""
    options = _options()
    if options.way:
        once(options.way, options.rows)
        return 0
    figures = {way: measure(way, options.rows if way == "ours" else options.peer_rows) for way in WAYS}
    small, large = measure("ours", 10_000), measure("ours", options.large)
    ratios = {way: figures["ours"]["rows_s"] / figures[way]["rows_s"] for way in WAYS if way != "ours"}
    for way, ratio in ratios.items():
        print(f"ours / {way}: {ratio:.1f}")
    growth = large["mb"] - small["mb"]
    print(f"memory from 10,000 to {options.large:,} rows: {growth:+.0f} MB")
    ratio = min(ratios["openpyxl write_only"], ratios["django-import-export"])
    passed = ratio >= TARGET and growth <= FLAT_MB
    return conclude("month_export", figures["ours"]["rows_s"], "rows/s", ratio, "openpyxl write_only", passed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--peer-rows", type=int, default=20_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--way", default="")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
