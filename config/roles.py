"""Which of the two database roles this process's connections are."""

from typing import Literal

from django.conf import settings
from django.db import connection

from config.refusal import Refusal

Role = Literal["owner", "app"]


def become(role: Role) -> None:
    """Let the next connection be `role`'s; the present one is closed. Raises Refusal where the role has no URL.

    For the tests and for preparing a start; everything else keeps the role its command began with.
    """
    parts = settings.DATABASE_ROLES[role]
    if not parts:
        raise Refusal("缺少环境变量 MIGRATION_DATABASE_URL（is not set）：迁移和更换密钥要用能绕过行级安全的属主角色。")
    connection.close()
    connection.settings_dict.update({name: parts[name] for name in ("USER", "PASSWORD", "HOST", "PORT")})
