"""Which of the two database roles this process's connections are."""

from typing import Literal

from django.conf import settings
from django.db import connection

from config.env import NO_OWNER
from config.refusal import Refusal

Role = Literal["owner", "app"]


def become(role: Role) -> None:
    """Let the next connection be `role`'s; the present one is closed. Raises Refusal where the role has no URL.

    For the tests and for preparing a start; everything else keeps the role its command began with.
    """
    parts = settings.DATABASE_ROLES[role]
    if not parts:
        raise Refusal(NO_OWNER)
    connection.close()
    connection.settings_dict.update({name: parts[name] for name in ("USER", "PASSWORD", "HOST", "PORT")})
