"""Bodies that are larger than they may be, poured into a server while its answer is awaited."""

import select
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from tests.faults.street import Caller

PIECE = b"x" * (1 << 16)
BOUNDARY = "bdx"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@dataclass(slots=True)
class Poured:
    """Its status (0: none came), seconds from the last byte that had to be read until then, bytes it took till the
    end."""

    status: int
    seconds: float
    taken: int


def pour(caller: Caller, path: str, media_type: str, pieces: Iterator[bytes], size: int | None) -> Poured:
    """POST those pieces, which are said to be `size` bytes; None: in chunks, without a word on their size."""
    with socket.create_connection(("127.0.0.1", caller.port), timeout=60) as line:
        headers = caller.headers(media_type) | {"Host": "127.0.0.1"}
        headers |= {"Transfer-Encoding": "chunked"} if size is None else {"Content-Length": str(size)}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode())
        return _poured(line, _chunked(pieces) if size is None else pieces)


def _chunked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


def _poured(line: socket.socket, pieces: Iterator[bytes]) -> Poured:
    """Go on after the answer as well, as somebody does who wants to fill the disk."""
    found, began = Poured(0, 0.0, 0), time.monotonic()
    with suppress(OSError):
        for piece in pieces:
            if not found.status and select.select([line], [], [], 0)[0]:
                found.status, found.seconds = _status(line), time.monotonic() - began
            line.sendall(piece)
            found.taken += len(piece)
    if not found.status:
        with suppress(OSError):
            found.status = _status(line)
        found.seconds = time.monotonic() - began
    return found


def _status(line: socket.socket) -> int:
    first = line.recv(1 << 16).split(b" ", 2)
    return int(first[1]) if len(first) > 1 else 0


def noise(size: int) -> Iterator[bytes]:
    """So many bytes."""
    return (PIECE for _ in range(size // len(PIECE)))


def photographs(count: int, size: int) -> list[bytes]:
    """A form with so many files of that size, in pieces."""
    head = f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="uploads"; filename="a.jpg"\r\n\r\n'
    return [head.encode(), *noise(size)] * count + [f"\r\n--{BOUNDARY}--\r\n".encode()]


def files(count: int) -> bytes:
    """A form with so many small files."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="uploads"; filename="%d.jpg"\r\n\r\nx\r\n'
    return ("".join(head % number for number in range(count)) + f"--{BOUNDARY}--\r\n").encode()


def fields(count: int) -> bytes:
    """A form with so many fields."""
    return "&".join(f"f{number}=" for number in range(count)).encode()
