"""Nothing is written to a record of which nothing is left but what the figures need."""

from registry.domain.errors import Refused
from registry.models import Member

# What stands where a name has to be.
EMPTIED = "（已匿名化）"
ERASED = "这条记录已经匿名化，只为统计留着，不能再改，也不能再往上记。本人又回来流动的，请重新登记。"


def refuse_erased(member: Member) -> None:
    """Raise Refused for a record that was erased."""
    if member.erased_on:
        raise Refused(ERASED)
