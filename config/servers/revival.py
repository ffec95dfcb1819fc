"""A server that was killed comes back, also when it is killed once more while it does."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from config.refusal import Refusal
from config.servers.lifecycle import EmbeddedServer
from config.servers.supervisor import LONGEST_PAUSE

FIRST_PAUSE = 1.0  # seconds


@dataclass(slots=True)
class Revival:
    """Looks after one server; whoever gave up here would take everything else down with it."""

    server: EmbeddedServer
    pause: float = 0.0
    due: float = 0.0

    def look(self, say: Callable[[str], None]) -> None:
        """Start it again where it does not run; after a start that failed, later and later."""
        if self.server.is_running():
            self.pause = 0.0
        elif time.monotonic() >= self.due:
            self._start(say)

    def _start(self, say: Callable[[str], None]) -> None:
        say(f"{self.server.title} 没有应答，重新启动")
        try:
            self.server.ensure()
        except (Exception, Refusal) as problem:
            self.pause = min(self.pause * 2, LONGEST_PAUSE) or FIRST_PAUSE
            self.due = time.monotonic() + self.pause
            why = (str(problem).splitlines() or [type(problem).__name__])[0]
            say(f"{self.server.title} 没能启动（{why}），{self.pause:.0f} 秒后再试")
