"""The nightly look for records that may be one person's, at 10,000, 100,000 and 1,000,000 members of one district.

The figure is the time of the whole task in this process: the statement that finds candidates, the comparison, the rows
written. The peer is the statement alone. Run: `python -m bench.duplicates [--sizes …]`.
"""

import argparse
import sys
import time

from bench import population
from bench.search import SIZES, set_up

TARGET_SECONDS = 600.0
FOLDER = "bench-duplicates"


def main() -> int:
    """Grow the table step by step, look through it at each size, print the figures and the verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    options = parser.parse_args()
    population.prepare(FOLDER)
    figures: dict[int, tuple[float, float]] = {}
    with population.owner() as connection:
        organisations, _ = set_up()
        held = connection.execute("SELECT count(*) FROM registry_member").fetchone()[0]  # type: ignore[index]
        for size in options.sizes:
            if size > held:
                population.grow(connection, organisations, held, size)
                held = size
            figures[size] = measure(held)
    small, large = min(figures), max(figures)
    print(
        population.verdict(
            name="duplicates",
            figure=round(figures[large][1], 1),
            unit=f"s for {large:,} members",
            ratio=round(figures[large][0] / figures[large][1], 2),
            peer="the statement that finds candidates, alone",
            growth={"per member": round(figures[large][1] / large / (figures[small][1] / small), 2)},
            **{"pass": figures[large][1] <= TARGET_SECONDS},
        )
    )
    return 0


def measure(size: int) -> tuple[float, float]:
    """Seconds of the statement alone, and of the whole task."""
    from registry.domain import duplicates
    from registry.models import DuplicatePair
    from registry.models.custody import definer
    from registry.models.identity import system_scope
    from registry.models.unit import work

    with work(system_scope("0001")):
        began = time.perf_counter()
        candidates = len(definer("registry_duplicate_candidates", duplicates.LARGEST_BLOCK))
        alone = time.perf_counter() - began
    with work(system_scope("0001")):
        began = time.perf_counter()
        new = duplicates.find_all()
        whole = time.perf_counter() - began
        pairs = DuplicatePair.objects.count()
    found = f"{candidates:,} candidates, {pairs:,} pairs, {new:,} of them new"
    print(f"{size:>9,} members: statement {alone:.1f} s, whole task {whole:.1f} s; {found}", flush=True)
    return alone, whole


if __name__ == "__main__":
    sys.exit(main())
