"""Members who came by 转接 and of whom nobody here has taken care yet. Asked, never stored."""

from django.db.models import Exists, OuterRef

from registry.domain.assignments import in_force
from registry.models import ContactLog, MoveRequest
from registry.models.custody import MoveRequestQuerySet


def unattended(rows: MoveRequestQuerySet) -> MoveRequestQuerySet:
    """The receiving halves of moves that were agreed to, until she was spoken to, has a liaison or is in a branch.

    A transfer ends her liaisons and takes her out of her branch, so whatever is there now came after it; of contacts
    those count that were written down since. Of somebody who moved on, the last move alone.
    """
    hers = {"member": OuterRef("member_id")}
    spoken_to = ContactLog.objects.all().valid().with_member().reached().filter(**hers)
    later = MoveRequest.objects.all().came().filter(**hers, decided_at__gt=OuterRef("decided_at"))
    found = rows.came().filter(member__is_open=True, member__branch__isnull=True, member__branch_label="")
    return (
        found.exclude(Exists(spoken_to.filter(recorded_at__gte=OuterRef("decided_at"))))
        .exclude(Exists(in_force().filter(**hers)))
        .exclude(Exists(later))
    )
