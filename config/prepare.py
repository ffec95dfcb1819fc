"""Loading the program for all that runs under the supervisor, and `manage.py` commands before, each in its role.

One process instead of one a command: loading Django takes longer than finding that there is nothing to migrate.
"""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import django
from django.core.management import call_command

from config.env import role_of
from config.roles import become

INTERRUPTED = 130  # as a shell says it


def load() -> None:
    """Load Django and all pages, as the app role whatever stands in the command line, and connect to nothing."""
    django.setup()
    for server in import_module(os.environ["DJANGO_SETTINGS_MODULE"]).ENVIRONMENT.servers:
        server.release()  # whoever runs all this holds them already, and must be able to let go of them
    become("app")
    import_module("config.urls")
    gc.freeze()  # what is loaded stays, in the children too: a collector that walked it would copy it


def run(commands: Sequence[str]) -> None:
    """Run them in order; the first failure ends it, an interrupt too. System checks run once, with the first. Django is
    loaded."""
    try:
        for number, command in enumerate(commands):
            sys.argv = ["manage.py", command]  # by which the checks know whose role it is
            become(role_of(sys.argv))
            call_command(command, skip_checks=number > 0)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
