"""The CSV files in `registry/data`: what the program knows as data, so that a clerk's new spelling is one line."""

import csv
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of `registry/data/NAME.csv` (UTF-8, first line is the header), lines beginning with `#` left out."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
