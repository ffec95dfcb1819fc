"""The reading process: `python -m registry.intake.files.sandbox`. It gets one open file and one pipe, and little else.

Hostile files may kill it; nothing else dies with it. See `reading.py` for the other end of the pipe.
"""

import importlib
import json
import os
import sys
from collections.abc import Iterator
from typing import IO, Any

from registry.intake.files.archive import is_word
from registry.intake.files.kinds import kind_of
from registry.intake.files.limits import Limits
from registry.intake.files.refusals import Refusal, worded
from registry.intake.files.wire import dump
from registry.lib import confinement

READERS = {
    "xlsx": "registry.intake.files.xlsx",
    "xls": "registry.intake.files.xls",
    "csv": "registry.intake.files.delimited",
    "docx": "registry.intake.files.docx",
    "html": "registry.intake.files.webpage",
}


def confine(limits: Limits) -> None:
    """Memory, time, files, network: what reading a table does not need is given up."""
    confinement.confine(memory=limits.memory, cpu=limits.cpu)


def messages(file: IO[bytes], filename: str, limits: Limits) -> Iterator[dict[str, Any]]:
    """What the file holds, as messages; the last one is `end`. Raises Refusal."""
    kind = kind_of(file.read(4096), filename)
    file.seek(0)
    if kind == "xlsx" and is_word(file):
        kind = "docx"
    yield {"t": "book", "kind": kind}
    rows = 0
    for message in _reader(kind)(file, limits):
        if message["t"] == "rows":
            rows += len(message["rows"])
            if rows > limits.rows:
                raise Refusal("too_many_rows")
        yield message
    yield {"t": "end"}


def _reader(kind: str) -> Any:
    """Imported late: a CSV needs no spreadsheet library in memory."""
    return importlib.import_module(READERS[kind]).read


def main() -> int:
    """Arguments: descriptor of the file, its name, the limits as JSON. Messages go to standard output."""
    descriptor, filename, bounds = int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
    limits = Limits(**bounds)
    out = sys.stdout.buffer
    try:
        confine(limits)
        with os.fdopen(descriptor, "rb") as file:
            for message in messages(file, filename, limits):
                out.write(dump(message))
                out.flush()
    except Refusal as refusal:
        said = worded(refusal.kind, refusal.message, filename)
        out.write(dump({"t": "refused", "kind": refusal.kind, "message": said}))
    except MemoryError:
        out.write(dump({"t": "refused", "kind": "memory"}))
    except BrokenPipeError:
        return 0
    except Exception as problem:  # whatever a broken file breaks in a parser: the clerk gets a sentence
        out.write(dump({"t": "refused", "kind": "damaged", "detail": type(problem).__name__}))
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
