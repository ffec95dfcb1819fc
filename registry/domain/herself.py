"""What a member does for herself, in the scope that her personal link opens."""

from dataclasses import dataclass

from registry.lib import clock
from registry.models import Member
from registry.models.custody import definer
from registry.models.unit import record

# Which wording of the notice was acknowledged; count it up when the text of the page changes what it says.
NOTICE = "2026-11"


@dataclass(frozen=True, slots=True)
class Place:
    """The organisation that holds the record, and whom one may call there."""

    name: str = ""
    contact_name: str = ""
    contact_phone: str = ""


def place() -> Place:
    """The organisation of the member whose scope is active; empty for anybody else."""
    return Place(*next(iter(definer("registry_member_place")), ()))


def acknowledge_notice(*, member: Member) -> bool:
    """She has read how her data is used; whether this is new. Told twice, the first day stays."""
    [(new,)] = definer("registry_acknowledge_notice", clock.today())
    if new:
        record("notice.acknowledged", on=member, notice=NOTICE)
    return bool(new)
