"""What the fault tests find ready."""

from pathlib import Path
from typing import Any

import pytest

from tests.faults.safe import Safe


@pytest.fixture
def safe(settings: Any, data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Safe:
    """Backups are encrypted for two keys; DATA_DIR is the test's own."""
    made = Safe(tmp_path_factory.mktemp("safe"))
    settings.BACKUP_RECIPIENTS = made.recipients
    return made
