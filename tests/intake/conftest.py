"""Readers of files begin warm here (tests/intake/warm.py), or are this process itself (tests/intake/here.py)."""

import pytest

from registry.intake.files import reading
from tests.intake import here, warm


@pytest.fixture(autouse=True)
def warm_readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of other folders whose tests read rosters on the way."""
    if request.path.stem not in warm.STARTED_ANEW:
        start = warm.start if here.forks(request.node.nodeid) else here.start
        monkeypatch.setattr(reading, "_start", start)
