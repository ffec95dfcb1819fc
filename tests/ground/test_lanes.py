"""Which worker of the suite gets which files."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.lanes import Lanes

FILES = ("tests/web/test_a.py", "tests/faults/test_b.py", "tests/web/test_c.py", "tests/ground/test_d.py")
TESTS = [f"{file}::test_{number}" for file in FILES for number in range(3)]


class Worker:
    """What the scheduler knows of a worker; it runs what it was given when told to."""

    def __init__(self, number: int) -> None:
        self.gateway, self.given, self.shutting_down = SimpleNamespace(id=f"gw{number}"), [], False

    def send_runtest_some(self, indices: list[int]) -> None:
        self.given += indices

    def shutdown(self) -> None:
        self.shutting_down = True

    @property
    def files(self) -> list[str]:
        return list(dict.fromkeys(TESTS[index].partition("::")[0] for index in self.given))


def lanes(workers: list[Worker]) -> Lanes:
    option = SimpleNamespace(loadscopereorder=False)
    config: Any = SimpleNamespace(getvalue=lambda name: ["popen"] * len(workers), option=option)
    made: Any = Lanes(config)
    for worker in workers:
        made.add_node(worker)
    for worker in workers:
        made.add_node_collection(worker, TESTS)
    made.schedule()
    return made


def run(made: Any, worker: Worker) -> None:
    """That worker runs all it has, and what it is given meanwhile."""
    for index in worker.given:
        made.mark_test_complete(worker, index)


def test_the_last_of_three_takes_what_waits_and_goes_home() -> None:
    workers = [Worker(number) for number in range(3)]
    made = lanes(workers)
    run(made, workers[2])
    assert workers[2].files == [FILES[1], FILES[3]]
    assert workers[2].shutting_down
    for worker in workers[:2]:
        run(made, worker)
    assert [worker.files for worker in workers[:2]] == [[FILES[0]], [FILES[2]]]
    assert made.tests_finished


def test_who_has_nothing_else_takes_what_waits() -> None:
    workers = [Worker(number) for number in range(3)]
    made = lanes(workers)
    run(made, workers[0])
    assert workers[0].files == [FILES[0], FILES[3]]
    for worker in workers[1:]:
        run(made, worker)
    assert workers[2].files == [FILES[1]]
    assert made.tests_finished


def test_what_a_lost_worker_had_is_run_by_others() -> None:
    workers = [Worker(number) for number in range(3)]
    made = lanes(workers)
    assert made.remove_node(workers[2]) == f"{FILES[1]}::test_0"
    for worker in workers[:2]:
        run(made, worker)
    assert sorted(index for worker in workers[:2] for index in worker.given) == list(range(len(TESTS)))


@pytest.mark.parametrize("number", [1, 2])
def test_fewer_take_everything_in_turn(number: int) -> None:
    workers = [Worker(each) for each in range(number)]
    made = lanes(workers)
    run(made, workers[0])
    assert workers[0].files[:2] == [FILES[0], FILES[number]]
    assert made.tests_finished == (number == 1)
