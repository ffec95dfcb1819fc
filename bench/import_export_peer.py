"""The peer of bench/intake.py: django-import-export into a plain table, in three ways.

*As installed*: what a district gets by adding the package to its admin. The resource has its default options and names
the ID number as the field by which rows are found; the admin reads the file, imports it row by row in a transaction
that it rolls back, keeps a difference in HTML for each row to show, and after the click reads and imports it again for
good. This is the headline, since it does what ours does for a clerk: she sees what would happen before it does. *Tuned*
and *tuned, bare*: what its documentation offers for speed (bulk mode, cached instances, no differences), with the
preview and without.

All three have the same table: one text column for each of the ledger's, the ID number unique, the usual indexes. None
checks values, encrypts, keeps search keys, movements or a trail, or runs under row-level security. Left out in the
peer's favour: rendering its confirmation page, and the admin's log of each row.

Run: `python -m bench.import_export_peer FILE ROWS`.
"""

import itertools
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import import_export
import openpyxl
import tablib
from django.conf import settings
from django.db import connection, models

TITLES = 2  # rows above the heading


AS_INSTALLED: dict[str, Any] = {}


def main(file: Path, rows: int) -> int:
    """Import the first `rows` people in each way; prints rows/s as one line of JSON."""
    _set_up()
    model = _model()
    told = {"rows": rows, "version": import_export.__version__}
    ways = {
        "installed": lambda: _preview_and_import(model, file, rows, AS_INSTALLED, AS_INSTALLED),
        "tuned": lambda: _preview_and_import(model, file, rows, _tuned(skip_diff=False), _tuned(skip_diff=True)),
        "bare": lambda: _import(model, file, rows, _tuned(skip_diff=True)),
    }
    for name, act in ways.items():
        told[name] = rows / _timed(model, act, rows)
    told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(told))
    return 0


def _timed(model: type[models.Model], act: Callable[[], object], rows: int) -> float:
    """Seconds of one import into an empty table."""
    with connection.schema_editor() as editor:
        editor.execute('DROP TABLE IF EXISTS "bench_plain_member"')
        editor.create_model(model)
    began = time.perf_counter()
    act()
    seconds = time.perf_counter() - began
    assert model._default_manager.count() == rows
    with connection.schema_editor() as editor:
        editor.delete_model(model)
    return seconds


def _preview_and_import(
    model: type[models.Model], file: Path, rows: int, preview: dict[str, Any], final: dict[str, Any]
) -> None:
    """As its admin does: a preview of what would change, then the import; the file is read twice."""
    _import(model, file, rows, preview, dry_run=True)
    _import(model, file, rows, final)


def _import(
    model: type[models.Model], file: Path, rows: int, options: dict[str, Any], *, dry_run: bool = False
) -> None:
    """With the arguments that its admin passes; an error in a row ends the benchmark."""
    result = _resource(model, options)().import_data(
        _dataset(file, rows, model), dry_run=dry_run, raise_errors=False, retain_instance_in_row_result=not dry_run
    )
    assert not result.has_errors(), result.row_errors()[:1]


def _set_up() -> None:
    """Only what the peer needs, on the same server, as the owner of its table."""
    from config.settings import local

    database = local.DATABASES["default"] | local.DATABASE_ROLES["owner"]
    settings.configure(INSTALLED_APPS=["import_export"], DATABASES={"default": database}, USE_TZ=True)
    django.setup()


def _model() -> type[models.Model]:
    """A table as one would make it: one text column for each of the ledger's, and the usual indexes."""
    from bench.ledger import HEADERS

    fields: dict[str, Any] = {
        f"column{at:02d}": models.CharField(
            heading, max_length=200, blank=True, db_index=heading in ("姓名", "联系电话", "村(社区)"),
            unique=heading == "身份证号码",
        )
        for at, heading in enumerate(HEADERS)
    }  # fmt: skip
    meta = type("Meta", (), {"app_label": "import_export", "db_table": "bench_plain_member"})
    return type("PlainMember", (models.Model,), {**fields, "Meta": meta, "__module__": __name__})


def _tuned(skip_diff: bool) -> dict[str, Any]:
    """The documented way to be fast."""
    from import_export.instance_loaders import CachedInstanceLoader

    return {
        "instance_loader_class": CachedInstanceLoader,
        "use_bulk": True,
        "batch_size": 1000,
        "skip_diff": skip_diff,
        "use_transactions": True,
    }


def _resource(model: type[models.Model], options: dict[str, Any]) -> Any:
    """The ID number finds who is there already; all else is an option."""
    from import_export import resources

    from bench.ledger import HEADERS

    fields = tuple(f"column{at:02d}" for at in range(len(HEADERS)))
    told = {"model": model, "fields": fields, "import_id_fields": (fields[HEADERS.index("身份证号码")],)}
    return type("PlainResource", (resources.ModelResource,), {"Meta": type("Meta", (), told | options)})


def _dataset(file: Path, rows: int, model: type[models.Model]) -> tablib.Dataset:
    """As its own XLSX format reads a file, but past the title rows."""
    sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets[0]
    lines = itertools.islice(sheet.iter_rows(values_only=True), TITLES + 1, TITLES + 1 + rows)
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    dataset = tablib.Dataset(headers=names)
    for line in lines:
        dataset.append(["" if cell is None else cell for cell in (*line, *[None] * (len(names) - len(line)))])
    return dataset


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
