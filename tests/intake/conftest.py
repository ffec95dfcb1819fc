"""Readers of files begin warm here (tests/intake/warm.py)."""

import pytest

from registry.intake import reading
from tests.intake import warm


@pytest.fixture(autouse=True)
def warm_readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of other folders whose tests read rosters on the way."""
    if request.path.stem not in warm.STARTED_ANEW:
        monkeypatch.setattr(reading, "_start", warm.start)
