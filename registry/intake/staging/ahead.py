"""Work one step ahead in a thread: while the database digests one block, the next is being made."""

import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
_END = object()


@contextmanager
def bulk_work() -> Iterator[None]:
    """Settings of the interpreter for much data and two threads.

    Rows are plain data without cycles: looking for cycles among thousands of them costs a tenth of the time. And the
    thread that talks to the database shall not wait 5 ms for its turn after each answer.
    """
    usual, interval = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(200_000, 20, 100)
    sys.setswitchinterval(0.0005)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        sys.setswitchinterval(interval)


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, each computed while the one before is being used. The iterator must not use the database."""
    with ThreadPoolExecutor(1, thread_name_prefix="intake") as pool:
        future = pool.submit(next, items, _END)
        while (item := future.result()) is not _END:
            future = pool.submit(next, items, _END)
            yield item  # type: ignore[misc]  # _END went out above


def mapped_ahead(function: Callable[[T], R], items: Iterator[T]) -> Iterator[R]:
    """`map`, with the function in a thread and one item ahead; the items are fetched by the caller's thread."""
    with ThreadPoolExecutor(1, thread_name_prefix="intake") as pool:
        waiting = None
        for item in items:
            following = pool.submit(function, item)
            if waiting is not None:
                yield waiting.result()
            waiting = following
        if waiting is not None:
            yield waiting.result()
