#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL and REDIS_URL the embedded servers are started for the command."""

import os
import sys


def main() -> None:
    """Run a command; what the program declines to do is said in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    try:
        from config.commands import run
    except ModuleNotFoundError as error:
        sys.exit(f"不断线：缺少 {error.name}，请先运行 make setup（missing package, run make setup first）。")
    run(sys.argv)


if __name__ == "__main__":
    main()
