"""The web on a test's database, for gunicorn, with the bounds of production.

Each protection can be switched off while it runs: with STREET_FOLDER/uncounted nobody is counted, with
STREET_FOLDER/unbounded bodies are read however large they say they are. With STREET_PATIENT statements wait for ever,
with STREET_LOCK_MS for so long.
"""

import os
from pathlib import Path
from typing import Any

from django.conf import settings

import config.gunicorn
from config.settings import base

settings.LINK_LIMITS = base.LINK_LIMITS
FOLDER = Path(os.environ["STREET_FOLDER"])
settings.FILE_UPLOAD_TEMP_DIR = FOLDER / "temp"

if "STREET_LOCK_MS" in os.environ:
    config.gunicorn.LOCK_MS = int(os.environ["STREET_LOCK_MS"])
if "STREET_PATIENT" in os.environ:
    config.gunicorn._bound = lambda connection, **_: None

from registry.web.body_size import BodySizeMiddleware  # noqa: E402  # the settings come first

_judge = BodySizeMiddleware.process_view


def _judged(self: BodySizeMiddleware, *arguments: Any) -> Any:
    return None if (FOLDER / "unbounded").exists() else _judge(self, *arguments)


BodySizeMiddleware.process_view = _judged  # type: ignore[method-assign]

# Django binds what middlewares do as it loads them.
from config.wsgi import application  # noqa: E402
from outreach.entry import throttle  # noqa: E402

_count = throttle.counted


def _counted(key: str, seconds: int, more: int = 1) -> int | None:
    return None if (FOLDER / "uncounted").exists() else _count(key, seconds, more)


throttle.counted = _counted

__all__ = ["application"]
