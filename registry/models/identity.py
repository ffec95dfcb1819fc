"""Who is there, read before anybody's scope is known, through security-definer functions."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models.query import RawQuerySet

from registry.choices import OFFICERS, Role
from registry.lib.scope import Scope
from registry.models.custody import definer
from registry.models.people import User
from registry.models.token import ApiToken


@dataclass(frozen=True, slots=True)
class Standing:
    """A posting in force, with what a scope needs of it."""

    id: UUID
    role: str
    organisation_id: UUID
    path: str
    name: str
    full_name: str
    kind: str

    @property
    def label(self) -> str:
        """How the page names it: organisation and role."""
        return f"{self.full_name or self.name} · {Role(self.role).label}"

    @property
    def stamp(self) -> str:
        """Changes whenever role or place change, so that a session can tell."""
        return f"{self.id}|{self.role}|{self.path}"

    def scope(self, user: User) -> Scope:
        """What this posting lets `user` see."""
        officer = self.role in OFFICERS
        return Scope(
            path="" if officer else self.path,
            office=self.path,
            user_id=user.pk,
            username=user.username,
            role=self.role,
            organisation_id=self.organisation_id,
            posting_id=self.id,
            label=self.full_name or self.name,
            liaison=self.role == Role.LIAISON,
        )


def user_by_name(username: str) -> User | None:
    """The account of that name, active or not."""
    return _one("SELECT * FROM registry_user_by_name(%s)", username)


def user_by_id(user_id: object) -> User | None:
    """The account of that key, active or not."""
    return _one("SELECT * FROM registry_user_by_id(%s::uuid)", str(user_id))


def _one(query: str, value: str) -> User | None:
    rows: RawQuerySet[User] = User.objects.unscoped("登录先于范围").raw(query, [value])
    return next(iter(rows), None)


def token_by_digest(digest: str) -> ApiToken | None:
    """The token of that hash, in force or not."""
    rows = ApiToken.objects.unscoped("令牌先于范围").raw("SELECT * FROM registry_token_by_digest(%s)", [digest])
    return next(iter(rows), None)


def note_token(token: ApiToken, moment: datetime) -> None:
    """Remember when the token was used last."""
    definer("registry_note_token", token.pk, moment)


def note_login(user: User, moment: datetime) -> None:
    """Remember the login's time."""
    definer("registry_note_login", user.pk, moment)


def standings(user: User, day: date) -> list[Standing]:
    """Postings of an active user in force on `day`, at nodes in use."""
    return [Standing(*row) for row in definer("registry_postings_of", user.pk, day)]


def system_scope(path: str) -> Scope:
    """The program's own scope over one district or node, for tasks and set-up."""
    return Scope(path=path, office=path, role="system", username="system", label="系统")


def districts() -> list[str]:
    """Paths of all districts."""
    return [path for _, path in definer("registry_roots")]


def member_scope(path: str, member_id: UUID) -> Scope:
    """The scope of one member who came by a personal link: her own rows, at the node that holds the record."""
    return Scope(path=path, role="member", username="member link", label="本人", member_id=member_id)
