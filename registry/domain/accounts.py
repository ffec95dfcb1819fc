"""Verbs on accounts and postings."""

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet

from registry.choices import OFFICERS, OrganisationKind, Role
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import LiaisonProfile, Organisation, Posting, User
from registry.models.turns import take_turn
from registry.models.unit import record

K = OrganisationKind
# At which kinds of node a role may be held.
PLACES: dict[str, frozenset[OrganisationKind]] = {
    Role.DISTRICT: frozenset({K.DISTRICT}),
    Role.STREET: frozenset({K.STREET}),
    Role.COMMUNITY: frozenset({K.COMMUNITY, K.VILLAGE, K.BRANCH, K.GROUP, K.NEW_EMPLOYMENT, K.MOBILE_BRANCH}),
    Role.LIAISON: frozenset(set(K) - {K.DISTRICT}),
    Role.SYSTEM_ADMIN: frozenset({K.DISTRICT}),
    Role.SECURITY_ADMIN: frozenset({K.DISTRICT}),
    Role.AUDITOR: frozenset({K.DISTRICT}),
}


def create_user(
    *, by: User | None, username: str, name: str, home: Organisation, password: str = "", hashed: str = ""
) -> User:
    """Open an account at a node. The password is to be changed at the first login.

    `hashed` stands in place of the password where many accounts get the same: one that was checked and hashed before.
    """
    user = User(username=username.strip(), name=name.strip(), owner_path=home.path, password=hashed)
    if not hashed:
        validate_password(password, user)
        user.set_password(password)
    user.save(force_insert=True)
    record("account.created", on=user)
    return user


def post(
    *,
    by: User | None,
    user: User,
    organisation: Organisation,
    role: Role,
    starts_on: date,
    ends_on: date | None = None,
) -> Posting:
    """Give a user a role at a node, in force when a second officer has confirmed it (`registry.domain.confirming`).

    What the program sets up (`by` None) needs none. Raises Refused for a role out of place or an officer's second role.
    """
    if organisation.kind not in PLACES[role]:
        raise Refused(f"“{role.label}”不能设在“{K(organisation.kind).label}”。请换一个组织或角色。")
    if by is not None and by.pk == user.pk:
        raise Refused("不能给自己任职，请由另一位系统管理员办理。")
    if ends_on and ends_on < starts_on:
        raise Refused("结束日期早于开始日期，请核对。")
    take_turn(f"posting|{user.pk}")
    _keep_officers_apart(user, role, starts_on, ends_on)
    _refuse_twice(user, organisation, role, starts_on, ends_on)
    posting = Posting(
        owner_path=organisation.path,
        user=user,
        organisation=organisation,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        posted_by=by,
        confirmed_at=None if by else clock.now(),
    )
    posting.save(force_insert=True)
    if role == Role.LIAISON:
        _make_liaison(posting)
    record("account.posted", on=posting, role=str(role), user=str(user.pk))
    return posting


def _make_liaison(posting: Posting) -> None:
    """A posting as liaison brings the liaison along; of which kind, those who assign members say. An old term ends."""
    place = {"user": posting.user, "organisation": posting.organisation}
    profile, made = LiaisonProfile.objects.get_or_create(**place, defaults={"owner_path": posting.owner_path})
    if not made and profile.until and profile.until < posting.starts_on:
        profile.since = profile.until = None
        profile.save(update_fields=["since", "until"])


def _at_the_time(user: User, starts_on: date, ends_on: date | None) -> QuerySet[Posting]:
    others = Posting.objects.filter(user=user).exclude(ends_on__lt=starts_on)
    return others.filter(starts_on__lte=ends_on) if ends_on else others


def _refuse_twice(user: User, organisation: Organisation, role: Role, starts_on: date, ends_on: date | None) -> None:
    """Of two equal ones a revocation would end one, and the other would go on."""
    equal = _at_the_time(user, starts_on, ends_on).filter(organisation=organisation, role=role).first()
    if equal:
        until = f"到 {equal.ends_on:%Y-%m-%d}" if equal.ends_on else "没有写结束日期"
        raise Refused(
            f"{user.name} 在“{organisation}”已经是{role.label}（{equal.starts_on:%Y-%m-%d} 起，{until}），不用再加。"
        )


def _keep_officers_apart(user: User, role: Role, starts_on: date, ends_on: date | None) -> None:
    """An officer holds one role alone, on any day that two postings would share."""
    held = set(_at_the_time(user, starts_on, ends_on).values_list("role", flat=True))
    if (role in OFFICERS and held - {role}) or (role not in OFFICERS and held & OFFICERS):
        raise Refused("系统、安全、审计三个管理员岗位要由不同的人担任，也不能兼任业务岗位。")


def end_posting(*, by: User | None, posting: Posting, ends_on: date | None = None) -> Posting:
    """End a posting, by default as of yesterday: its sessions end with the next request.

    Raises Refused for one's own posting, and for a later end than was agreed: that would be a new posting.
    """
    if by is not None and by.pk == posting.user_id:
        raise Refused("不能改自己的任职，请由另一位系统管理员办理。")
    agreed = Posting.objects.values_list("ends_on", flat=True).get(pk=posting.pk)
    if agreed and ends_on and ends_on > agreed:
        raise Refused("要延长任职，请另加一条新的任职。")
    posting.ends_on = ends_on or clock.today() - timedelta(days=1)
    posting.starts_on = min(posting.starts_on, posting.ends_on)
    posting.save(update_fields=["starts_on", "ends_on"])
    record("account.posting_ended", on=posting, user=str(posting.user_id))
    return posting


def set_password(*, by: User, user: User, password: str) -> User:
    """Change a password. Somebody else's has to be changed again at the next login, and a second officer confirms it
    before (`registry.domain.confirming.held`).
    """
    validate_password(password, user)
    another = by.pk != user.pk
    user.set_password(password)
    user.password_changed_at = clock.now()
    user.must_change_password, user.held_at = another, clock.now() if another else None
    user.save(update_fields=["password", "password_changed_at", "must_change_password", "held_at"])
    record("account.password_set", on=user)
    return user


def set_active(*, by: User, user: User, active: bool) -> User:
    """Switch an account on or off."""
    if by.pk == user.pk:
        raise Refused("不能停用自己的账号，请由另一位系统管理员办理。")
    if active and not user.is_active:
        # The days without use count afresh, or the account would be switched off again the next night.
        user.last_login = clock.now()
    user.is_active = active
    user.save(update_fields=["is_active", "last_login"])
    record("account.enabled" if active else "account.disabled", on=user)
    return user


def update_account(*, by: User, user: User, name: str, phone: str) -> User:
    """Correct an account's name and office telephone."""
    user.name, user.phone = name.strip(), phone.strip()
    user.save(update_fields=["name", "phone"])
    record("account.updated", on=user)
    return user


def disable_dormant(*, day: date) -> int:
    """Switch off accounts that nobody has used for DORMANT_DAYS before `day`; returns how many.

    An account never used counts from its opening. A district keeps one system administrator, whatever his habits:
    without him nobody could be switched on again.
    """
    last_day = day - timedelta(days=settings.DORMANT_DAYS)
    active = User.objects.filter(is_active=True).order_by("-last_login", "username")
    dormant = [user for user in active if clock.local(_last_used(user)).date() < last_day]
    keeper = _last_administrator(dormant, day)
    gone = [user for user in dormant if user.pk != keeper]
    for user in gone:
        user.is_active = False
        user.save(update_fields=["is_active"])
        record("account.disabled", on=user, reason="dormant")
    return len(gone)


def opened_at(user: User) -> datetime:
    """When the account was opened: its own number, a UUID of version 7, begins with the moment in milliseconds."""
    return datetime.fromtimestamp((user.pk.int >> 80) / 1000, UTC)


def _last_used(user: User) -> datetime:
    """The last login or change of password, else the opening."""
    return max(filter(None, (user.last_login, user.password_changed_at, opened_at(user))))


def _last_administrator(dormant: list[User], day: date) -> object:
    """The dormant system administrator to be kept, where no other one is in use."""
    held = Posting.objects.on(day).filter(role=Role.SYSTEM_ADMIN, user__is_active=True)
    administrators = set(held.values_list("user_id", flat=True))
    idle = [user.pk for user in dormant if user.pk in administrators]
    return idle[0] if idle and len(idle) == len(administrators) else None
