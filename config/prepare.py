"""`python -m config.prepare COMMAND …`: `manage.py` commands before a start, each in its role, in one process.

One process instead of one a command: loading Django takes longer than finding that there is nothing to migrate.
"""

import os
import sys

import django
from django.core.management import call_command

from config.env import role_of
from config.roles import become


def main(commands: list[str]) -> None:
    """Run them in order; the first failure ends it. System checks run once, with the first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    for number, command in enumerate(commands):
        become(role_of(["manage.py", command]))
        call_command(command, skip_checks=number > 0)


if __name__ == "__main__":
    main(sys.argv[1:])
