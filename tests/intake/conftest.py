"""Readers of files begin warm here (tests/intake/warm.py)."""

import pytest

from registry.intake import reading
from tests.intake import warm


@pytest.fixture(autouse=True)
def _warm_readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.path.stem not in warm.STARTED_ANEW:
        monkeypatch.setattr(reading, "_start", warm.start)
