"""What `check --deploy` asks besides Django's own questions."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004


def add() -> None:
    """Register the check; called once when the app is ready."""
    register(check_backups, Tags.security, deploy=True)


def check_backups(**_: Any) -> list[CheckMessage]:
    """Without anybody who could open them no backups are made (ground.W001)."""
    if settings.BACKUP_RECIPIENTS:
        return []
    return [
        Warning(
            "没有写明备份给谁解密，做不了备份（BACKUP_RECIPIENTS is not set）",
            hint="manage.py backup_key 做一把密钥并打印公钥；写法见 deploy/production.env.example",
            id="ground.W001",
        )
    ]
