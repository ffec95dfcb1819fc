"""What stands on a member's own page, from top to bottom: one function a section; None where there is nothing.

A new section is a function in a module of its own and one line in SECTIONS; its template gets the `section` it made.
"""

from collections.abc import Callable

from outreach.web.me import activities, correcting, due, ideas, materials, notice, own_data, part, stopping, studies
from outreach.web.me.door import Me
from outreach.web.me.section import Section

Maker = Callable[[Me], Section | None]

SECTIONS: tuple[Maker, ...] = (
    due.section,
    studies.section,
    materials.section,
    activities.section,
    part.section,
    ideas.section,
    notice.section,
    own_data.section,
    correcting.section,
    stopping.section,
)


def of(me: Me) -> list[Section]:
    """The sections that have something to show."""
    return [made for made in (make(me) for make in SECTIONS) if made is not None]
