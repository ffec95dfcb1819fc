"""What the walls' tests share."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest
from django.template.base import Template
from django.templatetags.static import StaticNode
from psycopg.rows import dict_row

from config.logs import request_log
from registry.models.unit import record
from tests.intake.conftest import warm_readers
from tests.walls.mutations import CHAIN, ROWS
from tests.world import World

__all__ = ["warm_readers"]


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tell a figure on the terminal, captured or not."""
    writer = request.config.get_terminal_writer()

    def tell(text: str) -> None:
        writer.line(f"\n  {text}")

    return tell


@pytest.fixture
def bare(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without what only other tests need: contexts kept for each template, the disk searched for each address,
    a log of requests; the address of a static file is worked out once."""
    settings.WHITENOISE_AUTOREFRESH = False
    monkeypatch.setattr(request_log, "info", lambda *args, **more: None)
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))
    monkeypatch.setattr(StaticNode, "handle_simple", staticmethod(cache(StaticNode.handle_simple)))


@pytest.fixture
def anchors(data_dir: Path) -> Path:
    """Anchors of this test alone."""
    return data_dir / "anchors"


@pytest.fixture
def chain(transactional_db: None, world: World, superuser_cursor: psycopg.Cursor) -> Iterator[psycopg.Cursor]:
    """The first district's chain with ROWS rows, committed; gives a superuser's cursor."""
    superuser_cursor.row_factory = dict_row
    with world.at("system_admin-a"):
        for number in range(ROWS - _length(superuser_cursor)):
            record("test.noted", object_type="test", object_id=number, count=number, 说明="第一次")
    assert _length(superuser_cursor) == ROWS
    return superuser_cursor


def _length(cursor: psycopg.Cursor) -> int:
    with psycopg.ClientCursor(cursor.connection, row_factory=dict_row) as plain:
        plain.execute("SELECT count(*) AS n FROM registry_auditevent WHERE chain = %s", [CHAIN])
        return plain.fetchone()["n"]
