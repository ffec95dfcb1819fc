"""Rosters read in the test's own process, by what the reading process runs and with the same lines between.

Half of what a small roster costs is the fork of its reader and its end. Who asks what is understood of a roster reads
here; one test in `FORKED` forks (tests/intake/warm.py), and at full size all do.
"""

import io
import json
import os
import sys
import zlib
from dataclasses import asdict
from types import SimpleNamespace
from typing import IO

import pytest

from registry.intake.files import reading, sandbox
from registry.intake.files.limits import Limits
from tests.faults.harness import FULL

FORKED = 8


def forks(test: str) -> bool:
    """Whether this test has its rosters read by a process of their own: by its name, not by chance."""
    return FULL or zlib.crc32(test.encode()) % FORKED == 0


class Done:
    """What the product asks of a process it has started, of one that has said everything and ended well."""

    def __init__(self, stdout: IO[bytes]) -> None:
        self.stdout = stdout

    def poll(self) -> int:
        """How it ended."""
        return 0

    wait = poll


def start(file: IO[bytes], filename: str, limits: Limits) -> Done:
    """In the place of `registry.intake.files.reading._start`; unconfined, for the test is to go on."""
    out = os.fdopen(os.memfd_create("told"), "w+b")
    order = str(file.fileno()), reading._printable(filename), json.dumps(asdict(limits))
    content = io.BytesIO(file.read())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "confine", lambda _: None)
        patch.setattr(sandbox, "os", SimpleNamespace(fdopen=lambda *_: content))
        patch.setattr(sys, "argv", ["sandbox", *order])
        patch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
        assert sandbox.main() == 0
    out.seek(0)
    return Done(out)
