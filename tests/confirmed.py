"""The second officer says yes to all that waits."""

from registry.domain import confirming
from tests.world import World

SECOND = "security_admin-a"


def confirmed(world: World) -> int:
    """Confirm the postings and passwords that wait in district a; returns how many."""
    by = world.users[SECOND]
    with world.at(SECOND):
        postings, users = list(confirming.postings().select_related("user")), list(confirming.accounts())
        for posting in postings:
            confirming.confirm_posting(by=by, posting=posting)
        for user in users:
            confirming.confirm_password(by=by, user=user)
    return len(postings) + len(users)
