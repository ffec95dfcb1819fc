"""Stories of the browser's tests that are told at a desk and on a phone: short of the full size at one of both."""

from collections import defaultdict
from zlib import crc32

import pytest

from tests.faults.harness import FULL

BOTH = ("desk", "phone")


def told_again(items: list[pytest.Item]) -> list[pytest.Item]:
    """Those that the short suite leaves out, desks and phones by turns; whoever asks for one of both gets it. Whether
    a page fits is asked at either width by tests/browser/test_every_page.py."""
    told: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in [] if FULL else items:
        called = getattr(item, "callspec", None)
        if item.path.parent.name == "browser" and called and called.params.get("width") in BOTH:
            words = [item.path.name, item.name.partition("[")[0], *called.id.split("-")]
            told["-".join(word for word in words if word not in BOTH)].append(item)
    return [pair[crc32(story.encode()) % 2] for story, pair in told.items() if len(pair) == len(BOTH)]
