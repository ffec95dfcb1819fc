"""The second officer: what a system administrator gives is confirmed by a security administrator.

GB/T 22239-2019 8.1.4.2 wants the administrators apart. Whoever could open an account, give it a role and log in with it
would be apart from nobody: so a role is not in force, and a password set by somebody else does not open the account,
until another officer has asked the person and said yes. The database asks for the same (`sql/confirming.sql`).
"""

from datetime import timedelta

from django.db.models import Q, QuerySet

from registry.choices import Role
from registry.domain import second_factor
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Posting, User
from registry.models.custody import definer
from registry.models.unit import record

OWN = "自己的任职和密码不能自己复核，请由另一位安全管理员办理。"
OVER = "“{posting}”已经结束，不用复核了；确实还要的，请系统管理员另加一条。"
DONE = "这一条已经复核过，不用再办。"


def postings() -> QuerySet[Posting]:
    """Those that wait; what is over asks nothing any more."""
    going_on = Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today())
    return Posting.objects.filter(going_on, confirmed_at__isnull=True)


def accounts() -> QuerySet[User]:
    """Active accounts whose new password waits. A bound authenticator lets nobody in who knows the password alone."""
    held = User.objects.filter(is_active=True, held_at__isnull=False).annotate(bound=second_factor.is_bound())
    return held.filter(bound=False)


def held(user: User) -> bool:
    """Whether somebody else has set the password, and nobody has confirmed it; see `accounts`."""
    return user.held_at is not None and second_factor.confirmed(user) is None


def confirm_posting(*, by: User | None, posting: Posting) -> None:
    """Let it take force. Raises Refused for one's own, for one that is over, and when somebody was faster."""
    _refuse_own(by, posting.user)
    if posting.ends_on and posting.ends_on < clock.today():
        raise Refused(OVER.format(posting=posting))
    if not definer("registry_confirm_posting", posting.pk, clock.now())[0][0]:
        raise Refused(DONE)
    record("account.posting_confirmed", on=posting, role=str(posting.role), user=str(posting.user_id))


def refuse_posting(*, by: User, posting: Posting) -> None:
    """It never takes force and is over. Raises Refused like `confirm_posting`."""
    _refuse_own(by, posting.user)
    if not definer("registry_refuse_posting", posting.pk, clock.today() - timedelta(days=1))[0][0]:
        raise Refused(DONE)
    record("account.posting_refused", on=posting, role=str(posting.role), user=str(posting.user_id))


def confirm_password(*, by: User, user: User) -> None:
    """Let the account be entered with the password that another has set. Raises Refused like `confirm_posting`."""
    _refuse_own(by, user)
    if not _release(user):
        raise Refused("没有等着复核的密码。")


def confirm_officer(*, user: User) -> int:
    """For the server's keeper, where a district has no other security administrator at work: let this one in.

    Returns how much was confirmed, postings as security administrator and a password together; raises Refused where an
    officer is there to ask.
    """
    there = Posting.objects.all().on(clock.today()).filter(role=Role.SECURITY_ADMIN, user__is_active=True)
    officer = there.exclude(user=user).select_related("user").first()
    if officer is not None:
        raise Refused(f"区里有在任的安全管理员 {officer.user}，请由他复核。")
    waiting = list(postings().filter(user=user, role=Role.SECURITY_ADMIN))
    for posting in waiting:
        confirm_posting(by=None, posting=posting)
    is_officer = waiting or there.filter(user=user).exists()
    return len(waiting) + (_release(user) if is_officer and held(user) else 0)


def _release(user: User) -> bool:
    released: bool = definer("registry_release_account", user.pk)[0][0]
    if released:
        record("account.password_confirmed", on=user)
    return released


def _refuse_own(by: User | None, user: User) -> None:
    if by is not None and by.pk == user.pk:
        raise Refused(OWN)
