"""Login against `registry.User`, which lies behind row-level security."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from registry.models import User
from registry.models.identity import user_by_id, user_by_name


class AccountBackend(BaseBackend):
    """Password check. Unknown and disabled accounts cost the same time and get the same answer."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The user, or None."""
        if not username or password is None:
            return None
        user = user_by_name(username)
        if user is None:
            make_password(password)
            return None
        # Without the user's own setter: it would save a fresher hash here, where there is no scope to write in.
        return user if check_password(password, user.password) and user.is_active else None

    def get_user(self, user_id: object) -> User | None:
        """The session's user, while active."""
        user = user_by_id(user_id)
        return user if user and user.is_active else None
