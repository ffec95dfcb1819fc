"""The district as plain data, as the importer gets it."""

import csv
from functools import cache
from pathlib import Path

from registry.intake.rows.look import Context
from registry.intake.words.communities import Communities, Place

ROSTERS = Path(__file__).resolve().parent.parent / "rosters"
DISTRICT, STREET, COMMUNITY = "440704000000", "440704001000", "440704001025"


@cache
def places() -> tuple[Place, ...]:
    """The tree of 江海区, with one alias that is not in the official list."""
    with (Path(__file__).parent / "jianghai.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    aliases = {"440704004205": ("南山经联社",)}
    return tuple(Place(row["code12"], row["name"], row["level"], aliases.get(row["code12"], ())) for row in listed)


@cache
def context(of: str = DISTRICT) -> Context:
    """The context of an intake at the district, a street or a community."""
    tree = places()
    prefix = {DISTRICT: "440704", STREET: "440704001"}.get(of, of)
    within = frozenset(place.code for place in tree if place.code.startswith(prefix))
    return Context(Communities(tree, within))
