"""Whose a village is: 流出地村（社区） and 流入地街道 name one of ours or one elsewhere, and many are called alike."""

from collections.abc import Callable

from registry.intake.words.communities import NOTHING, Communities

# Code of the heading → what the column is where the village lies elsewhere.
VILLAGES = {
    "origin_village?": "origin_region",
    "household_village?": "household_address",
    "host_community?": "destination",
    "host_street?": "destination",
    # Below 流入地, beside its city and county.
    "there_community?": "destination",
    "there_street?": "destination",
}
HERE = {
    "host_community?": "community",
    "host_street?": "street",
    "there_community?": "community",
    "there_street?": "street",
}


def village_meant(guess: str, values: list[str], direction: str, communities: Communities) -> str:
    """Where somebody came from lies elsewhere; the other end is ours, and of who left what is called like ours.

    流入地社区 of an outflow ledger names the community that looks after the member as often as one where he went.
    """
    if direction == "in":
        return HERE.get(guess) or VILLAGES[guess]
    there = guess.startswith("there_")
    return (None if there else _ours(values, communities)) or VILLAGES[guess]


def _ours(values: list[str], communities: Communities) -> str | None:
    """A column of our communities, or of our streets; in an outflow ledger the home may also be elsewhere."""
    tests: dict[str, Callable[[str], object]] = {
        "community": lambda value: communities.find(value) != NOTHING,
        "street": communities.street,
    }
    said = [value for value in values if not _is_no_place(value)]
    return next((name for name, test in tests.items() if sum(map(bool, map(test, said))) * 2 > len(said)), None)


def _is_no_place(value: str) -> bool:
    """The 15 of a row that numbers the columns, and notes below a table whose first column it is: 经办人："""
    return (len(value) < 3 and value.isdecimal()) or ":" in value or "：" in value
