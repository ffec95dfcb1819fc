"""Who may be made answerable for a suggestion: accounts of staff who then see it."""

from django.db.models import QuerySet

from registry.choices import Role
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.scope import SEGMENT
from registry.models import Organisation, Posting, User

STAFF = (Role.DISTRICT, Role.STREET, Role.COMMUNITY)


def people() -> QuerySet[User]:
    """Accounts in use that work on suggestions somewhere in the scope, by name."""
    return User.objects.filter(pk__in=_posted().values("user_id"), is_active=True).order_by("name")


def out_of_sight(unit: Organisation | None, handler: User | None) -> str:
    """Why that person could not work on what is handed to that unit: posted neither there nor above it; else empty."""
    if unit is None or handler is None:
        return ""
    above = [unit.path[:end] for end in range(SEGMENT, len(unit.path) + 1, SEGMENT)]
    if _posted().filter(user=handler, owner_path__in=above).exists():
        return ""
    return f"{handler.name}不在{unit}或它的上级任职，看不到这一条。请换一位，或者写姓名。"


def check_sight(unit: Organisation | None, handler: User | None) -> None:
    """Raises Refused where that person could not work on what is handed to that unit."""
    if unseen := out_of_sight(unit, handler):
        raise Refused(unseen)


def _posted() -> QuerySet[Posting]:
    found: QuerySet[Posting] = Posting.objects.all().on(clock.today()).filter(role__in=STAFF)
    return found
