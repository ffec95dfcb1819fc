"""How much one file may cost. Sizes in bytes, times in seconds."""

from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading; the defaults admit a ledger of a million rows and 20 columns."""

    file_bytes: int = 300 * MB
    unpacked_bytes: int = 2048 * MB
    ratio: int = 150  # unpacked : packed; ledgers show 10-60
    ratio_from: int = 32 * MB  # small archives may be as dense as they like
    entries: int = 5_000
    sheets: int = 300
    rows: int = 1_050_000  # all sheets together
    columns: int = 1_000  # a ledger has 20
    dense_cells: int = 1_500_000  # what the fast reader may hold at once (about 150 MB)
    cell_chars: int = 32_767  # Excel's own limit
    memory: int = 1_536 * MB  # address space of the reading process
    cpu: int = 900
    wall: float = 900.0  # time spent waiting for the reading process, not for our own work
    block_rows: int = 500  # rows handed over at once
