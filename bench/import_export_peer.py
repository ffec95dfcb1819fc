"""The peer of bench/intake.py: django-import-export into a plain table.

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


def main(file: Path, rows: int) -> int:
    """Import the first `rows` people in both ways; prints rows/s as one line of JSON."""
    _set_up()
    model = _model()
    told = {"rows": rows, "version": import_export.__version__}
    told["speed"] = rows / _timed(model, lambda: _preview_and_import(model, file, rows), rows)
    told["bare"] = rows / _timed(model, lambda: _import(model, file, rows, skip_diff=True), rows)
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


def _preview_and_import(model: type[models.Model], file: Path, rows: int) -> None:
    """As its admin does, and ours: a preview of what would change, then the import; the file is read twice."""
    _import(model, file, rows, skip_diff=False, dry_run=True)
    _import(model, file, rows, skip_diff=True)


def _import(model: type[models.Model], file: Path, rows: int, *, skip_diff: bool, dry_run: bool = False) -> None:
    resource_class = _resource(model, skip_diff)
    resource_class().import_data(_dataset(file, rows, model), dry_run=dry_run, raise_errors=True)


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


def _resource(model: type[models.Model], skip_diff: bool) -> Any:
    """The documented way to be fast: bulk, cached instances, no diff; the ID number finds who is there already."""
    from import_export import resources
    from import_export.instance_loaders import CachedInstanceLoader

    from bench.ledger import HEADERS

    options = {
        "model": model,
        "fields": tuple(f"column{at:02d}" for at in range(len(HEADERS))),
        "import_id_fields": (f"column{HEADERS.index('身份证号码'):02d}",),
        "instance_loader_class": CachedInstanceLoader,
        "use_bulk": True,
        "batch_size": 1000,
        "skip_diff": skip_diff,
        "skip_unchanged": False,  # with bulk mode it costs a comparison and changes nothing here
        "use_transactions": True,
    }
    return type("PlainResource", (resources.ModelResource,), {"Meta": type("Meta", (), options)})


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
