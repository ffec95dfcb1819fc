"""Relatives with columns of their own beside a member's who are members too: 配偶政治面貌 / 中共党员.

Nobody is made of such columns; that somebody may be missing is told.
"""

import re

from registry.intake.headings.plans import SheetPlan
from registry.intake.rows.look import Look
from registry.lib import codes
from registry.lib.values import names_kin, strip_cell, yes_no

_ASKS = re.compile("政治面貌|面貌|党员")
MEMBERS = frozenset(("full", "probationary"))


def columns_of(plan: SheetPlan) -> tuple[int, ...]:
    """The 0-based columns that ask whether a relative is a member."""
    asked = (column for column in plan.unknown if _ASKS.search(column.heading))
    return tuple(column.index for column in asked if names_kin(column.heading))


def tell(look: Look, columns: tuple[int, ...]) -> None:
    """Tell of a relative who is one."""
    for at in columns:
        cell = look.at(at)
        if cell is not None and (codes.political(cell) in MEMBERS or yes_no(cell)):
            look.warn(at + 1, "kin_member", strip_cell(cell), heading=look.plan.columns[at].heading)
