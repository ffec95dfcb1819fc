"""How far a file is: written by a thread of its own, since the making sits in a snapshot that nobody sees into."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import DatabaseError, connection

from registry.lib.threads import beside
from registry.models.identity import system_scope
from registry.models.unit import work
from reports.choices.exports import ExportState
from reports.models import Export

BEAT = 2.0  # seconds
ALMOST = 99


class Cancelled(Exception):
    """The person does not want it any more."""


class Progress:
    """What the writer says and what the watcher has heard."""

    def __init__(self) -> None:
        self.percent = 0
        self.cancelled = False

    def told(self, done: int, total: int) -> None:
        """So many of so many lines are written. Raises Cancelled."""
        if self.cancelled:
            raise Cancelled
        self.percent = min(ALMOST, 100 * done // max(total, 1))


@contextmanager
def watched(export: Export) -> Iterator[Progress]:
    """Write the percentage down while the block works, and learn whether it was called off."""
    progress = Progress()
    with beside(partial(_watch, export, progress), "export-progress"):
        yield progress


def _watch(export: Export, progress: Progress, stop: threading.Event) -> None:
    """A file that is made within a beat asks nothing of the database."""
    asked = False
    while not stop.wait(BEAT):
        asked = True
        try:
            with work(system_scope(export.owner_path)):
                mine = Export.objects.filter(pk=export.pk, state=ExportState.RUNNING)
                progress.cancelled = not mine.update(percent=progress.percent)
        except DatabaseError:
            continue
    if asked:
        connection.close()
