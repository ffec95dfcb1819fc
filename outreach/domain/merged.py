"""What of outreach goes along when two records of one person become one: what she did, and that she wants no messages.

Tasks, messages and links stay: they were about the record that has ended, and end with it. So does who came to what and
what was handed out, which the database keeps as it was written. A wish to be left alone is written anew, since the old
one is her word on the old record; an undone merge leaves it standing on both.
"""

from outreach.domain import opt_outs
from outreach.models import CouncilSeat, PioneerPost, VolunteerService, WishClaim
from outreach.models.part import IN_FORCE, VALID
from registry.domain import merge_facts
from registry.domain.merge_facts import Further

# What may be there only once for a member stays where it is, if she has it.
FURTHER = (
    Further(VolunteerService, ("project", "served_on"), VALID),
    Further(PioneerPost, ("name",), IN_FORCE),
    Further(CouncilSeat, ("community",), IN_FORCE),
    Further(WishClaim),
)


def add() -> None:
    """Called once when the app is ready."""
    merge_facts.FURTHER.extend(FURTHER)
    merge_facts.AFTER.append(opt_outs.carry)
