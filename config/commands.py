"""What stands between `manage.py` and Django: servers are asked first, so that a wrong URL is a sentence."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import OperationalError

from config.reach import require_database, require_servers
from config.refusal import Refusal

# These never open a connection; `check` only with --database, `restore` only without --check.
OFFLINE = frozenset(
    {"help", "version", "collectstatic", "findstatic", "makemessages", "compilemessages", "diffsettings",
     "backup_key"}
)  # fmt: skip
# A Redis that is away holds up neither a backup nor a restore: nothing of theirs lies in it.
WITHOUT_REDIS = frozenset({"backup", "restore"})


def run(argv: list[str]) -> None:
    """Run `argv` as a Django command. A lost database is one line too, unless --traceback is given."""
    command = argv[1] if len(argv) > 1 else "help"
    if command in WITHOUT_REDIS and not _is_offline(command, argv):
        require_database(settings.DATABASES["default"])
    elif not _is_offline(command, argv):
        require_servers(settings.DATABASES["default"], settings.REDIS_URL)
    try:
        execute_from_command_line(argv)
    except OperationalError as error:
        if "--traceback" in argv:
            raise
        raise Refusal(f"数据库在运行中断开（database lost）：{str(error).splitlines()[0]}") from None
    except KeyboardInterrupt:
        sys.exit(130)


def _is_offline(command: str, argv: list[str]) -> bool:
    if {"-h", "--help", "--version"} & set(argv):
        return True
    if command == "restore":
        return "--check" in argv
    return command in OFFLINE or (command == "check" and "--database" not in argv)
