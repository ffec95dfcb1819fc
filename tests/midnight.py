"""A run that crosses midnight in Shanghai: what the tests' modules call TODAY and NOW is taken anew."""

import sys
from datetime import date

from registry.lib import clock

_known = [clock.today()]


def noticed() -> None:
    """Set the names again when the day has changed since they were set."""
    today = clock.today()
    if today == _known[0]:
        return
    _known[0] = today
    for name, module in list(sys.modules.items()):
        if name.startswith("tests.") and hasattr(module, "TODAY"):
            module.TODAY = today if isinstance(module.TODAY, date) else f"{today:%Y-%m-%d}"
        if name.startswith("tests.") and hasattr(module, "NOW"):
            module.NOW = clock.local(clock.now())
