"""Whose rows may be seen: one value, taken from the user's current posting, never from a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

# Path segments use [0-9a-z] only; "~" sorts after all of them under COLLATE "C".
PATH_END = "~"
SEGMENT = 4
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


class ScopeMissing(RuntimeError):
    """Rows of personal data were asked for although nobody's scope is active."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A subtree of the organisation tree, as one user in one role may see it.

    `path` is the subtree's root for member data, `office` for the tree, the accounts and the trail; an empty path sees
    nothing (the three officers have an empty `path`). `liaison` narrows the subtree to the members assigned to that
    user; `member_id` to that one member, who came by a personal link and has no account.
    """

    path: str
    office: str = ""
    user_id: UUID | None = None
    username: str = ""
    role: str = ""
    organisation_id: UUID | None = None
    posting_id: UUID | None = None
    label: str = ""
    liaison: bool = False
    member_id: UUID | None = None

    def covers(self, path: str) -> bool:
        """Whether a row carrying `path` lies in the subtree."""
        return bool(self.path) and path.startswith(self.path)


_current: ContextVar[Scope | None] = ContextVar("registry_scope", default=None)


def current() -> Scope:
    """The active scope; raises ScopeMissing when there is none."""
    scope = _current.get()
    if scope is None:
        raise ScopeMissing("没有访问范围：请在 work(scope) 之内读写成员数据")
    return scope


def peek() -> Scope | None:
    """The active scope, or None."""
    return _current.get()


@contextmanager
def active(scope: Scope | None) -> Iterator[None]:
    """Make `scope` the active one for the block. Only `models.unit.work` and tests call this."""
    token = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(token)


def stands_above(root: str, path: str) -> bool:
    """Whether the node at `root` is a superior of the one at `path`; a district is its own superior."""
    return bool(root) and path.startswith(root) and (path != root or len(root) == SEGMENT)


def segment(number: int) -> str:
    """The `number`-th child's segment (0 … 36⁴−1), fixed width so that text order is tree order."""
    digits = ""
    for _ in range(SEGMENT):
        number, rest = divmod(number, 36)
        digits = ALPHABET[rest] + digits
    if number:
        raise ValueError("一个组织的下级超过 36⁴ 个")
    return digits
