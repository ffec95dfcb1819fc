"""A thread that does something beside a block, such as renewing a lease, and ends with it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def beside(act: Callable[[threading.Event], object], name: str) -> Iterator[None]:
    """Run `act` in a thread called `name` while the block works; the event that it is given says when that is over."""
    stop = threading.Event()
    thread = threading.Thread(target=act, args=(stop,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
