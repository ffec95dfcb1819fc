"""`check --deploy` with production settings, on an environment made up for the purpose."""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

from pyrage import x25519

CHECKOUT = Path(__file__).resolve().parents[1]


def environment() -> dict[str, str]:
    """A complete production environment with keys thrown away afterwards. No server is asked."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": "postgresql://buduanxian_app@127.0.0.1/buduanxian",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": f"k1:{key()}",
        "INDEX_KEY": key(),
        "AUDIT_KEY": key(),
        "ALLOWED_HOSTS": "buduanxian.example",
        "PROXY_COUNT": "1",
        "BACKUP_RECIPIENTS": str(x25519.Identity.generate().to_public()),
    }


def main() -> int:
    """Run the check; any warning fails it."""
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=CHECKOUT, env=os.environ | environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
