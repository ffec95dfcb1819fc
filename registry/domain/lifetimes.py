"""What somebody did, he did after he was born."""

from datetime import date

from registry.domain.errors import Refused
from registry.lib.dates import said
from registry.models import Member


def refuse_before_birth(member: Member, day: date) -> None:
    """Raise Refused for a day before the member's birthday, as far as that is known."""
    if member.birth_on and day < member.birth_on:
        born = said(member.birth_on, member.birth_precision)
        raise Refused(f"日期 {day} 早于这位党员的出生日期（{born}），请核对年份。")
