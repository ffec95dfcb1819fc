"""Who runs which file: one worker those that mostly wait for processes, the others, one a core, those that compute.

Two that compute on one core cost each other a fifth of its time; one that waits costs nobody anything.
"""

from pathlib import PurePath

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

# Folders whose tests start, kill and await processes: the cores are idle meanwhile.
WAITING = frozenset({"faults", "ground"})
# With fewer workers everybody takes everything.
LEAST = 3


def waits(path: str | PurePath) -> bool:
    """Whether the tests of a file mostly wait."""
    return PurePath(path).parent.name in WAITING


class Lanes(LoadFileScheduling):
    """Whole files, in the order of the collection. Of three workers and more the last takes those that wait and then
    goes home, for one more would be in the way; the others take one of them when nothing else is left."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        mine = self._waiter(node)
        first = next((file for file in self.workqueue if waits(file) == mine), None)
        if first and self.numnodes >= LEAST:
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)

    def _reschedule(self, node: WorkerController) -> None:
        if self._waiter(node) and not any(map(waits, self.workqueue)):
            node.shutdown()
        else:
            super()._reschedule(node)

    def _waiter(self, node: WorkerController) -> bool:
        return self.numnodes >= LEAST and node.gateway.id == f"gw{self.numnodes - 1}"
