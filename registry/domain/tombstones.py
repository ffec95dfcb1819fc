"""The keys of erased records, kept outside the database: a backup from before the erasure knows nothing of it.

One line of JSON a record, `{"member": key, "on": day}`: nothing of the person. After a restore `manage.py erase_again`
reads them.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings

from registry.lib import clock
from registry.lib.durable import add_text
from registry.models import Member


def path() -> Path:
    """Where they lie: outside the database."""
    return Path(settings.DATA_DIR) / "erased" / "erased.jsonl"


def keep() -> int:
    """Add the erased records of the scope that the file does not name yet: those of a process that died after it had
    erased them. Returns how many."""
    return add(dict(Member.objects.filter(erased_on__isnull=False).values_list("pk", "erased_on")))


def add(erased: Mapping[UUID, date | None]) -> int:
    """Add those that the file does not name yet, whole or not at all; returns how many."""
    fresh: list[UUID] = []

    def lines(said: str) -> str:
        fresh.extend(sorted(set(erased) - set(keys_of(said))))
        return "".join(
            json.dumps({"member": str(key), "on": f"{erased[key] or clock.today()}"}) + "\n" for key in fresh
        )

    if erased:
        add_text(path(), lines)
    return len(fresh)


def keys_of(text: str) -> list[UUID]:
    """The keys in a file's text. Raises ValueError with the number of the first line that is none."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            found.append(UUID(json.loads(line)["member"]))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(number) from error
    return found
