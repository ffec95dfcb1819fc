"""Party organisations that sit away from home: 道县驻江海区流动党员支部 is of those who came, 外海街道驻深圳党支部 of
those who left."""

import re
from collections.abc import Iterable

from registry.intake.words.communities import Communities
from registry.lib import divisions

_SEAT = re.compile(
    r"驻(.{2,8}?)(?:流动|在外|外出|临时|联合|功能型)*(?:党员)?(?:党?(?:总支|支部|委员会)|党委|党组织|党小组)"
)


def way_by_seat(titles: Iterable[str], communities: Communities) -> str | None:
    """Which way the people of an organisation went that a title names with its seat."""
    seats = (seat[1] for title in titles if (seat := _SEAT.search(title)))
    return next((way for seat in seats if (way := _way(seat, communities))), None)


def _way(seat: str, communities: Communities) -> str | None:
    here = next((place.code for place in communities.places if place.level == "district"), "")
    code = divisions.resolve(seat).code or ""
    if communities.is_local(seat) or (code and here.startswith(code.rstrip("0"))):
        return "in"
    return "out" if code else None
