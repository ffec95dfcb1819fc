"""A form of 金点子 that is refused leaves nothing behind. The page takes it in without a step of its own that it could
go back to: whatever refuses has to do so before the first row is written."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings

from outreach.domain.suggestions import receiving
from outreach.entry import arriving
from outreach.models import SuggestionFile
from registry.domain.errors import Refused
from tests.domain import pictures
from tests.outreach.herself import visitor
from tests.outreach.suggesting import says, ticket
from tests.web.staff import text_of
from tests.world import World

HERE = "/suggest/"
Case = tuple[dict[str, Any], Any]


def rows(world: World) -> dict[str, int]:
    """How many rows of 金点子 and of the trail there are."""
    with world.system(), connection.cursor() as cursor:
        named = connection.introspection.table_names(cursor)
        kept = [name for name in named if name.startswith("outreach_suggestion")] + ["registry_auditevent"]
        assert {"outreach_suggestion", SuggestionFile._meta.db_table} < set(kept)
        return {name: cursor.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in kept}


@contextmanager
def held_to(where: Any, name: str, value: Any) -> Iterator[None]:
    """Another bound for a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, name, value)
        yield


def cases() -> dict[str, Case]:
    """What is sent and under which bounds, by the words that the page answers with."""
    photo, plain = pictures.talkative("JPEG"), nullcontext()
    photos = [SimpleUploadedFile(f"{number}.jpg", photo) for number in range(7)]
    return {
        "打开得太久": ({"token": "forged"}, plain),
        "再点一次": ({}, override_settings(SUGGEST_TICKET_SECONDS=-1)),
        "同意以后才能提交": ({"consent": ""}, plain),
        "重新选一个类别": ({"category": "x"}, plain),
        "重新选一个地方": ({"place": "x"}, plain),
        "手机": ({"phone": "12"}, plain),
        "具体一点": ({"content": "灯"}, plain),
        "2000": ({"content": "灯" * 2001}, plain),
        "只收照片": ({"uploads": [photos[0], SimpleUploadedFile("a.pdf", pictures.pdf())]}, plain),
        "最多": ({"uploads": photos}, plain),
        "没有收下": ({}, held_to(receiving, "MOST_A_DAY", 0)),
        "提交得太多": ({}, override_settings(LINK_LIMITS=settings.LINK_LIMITS | {"suggest": (0, 3600)})),
    }  # fmt: skip


def test_whatever_is_refused_is_refused_before_anything_is_written(world: World) -> None:
    """One that is taken is seen by the same count; so is a refusal that comes too late."""
    before = rows(world)
    for words, (wrong, bound) in cases().items():
        with bound:
            answer = visitor().post(HERE, says(world, token=ticket()) | wrong)
        assert answer.status_code in (200, 400, 429) and words in text_of(answer), words
        assert rows(world) == before, words
    photo = SimpleUploadedFile("a.jpg", pictures.talkative("JPEG"))
    assert visitor().post(HERE, says(world, uploads=[photo])).status_code == 302
    taken = rows(world)
    assert taken["outreach_suggestion"] == before["outreach_suggestion"] + 1
    assert taken["outreach_suggestionfile"] == before["outreach_suggestionfile"] + 1
    with held_to(arriving, "receive", too_late):
        assert "太晚了" in text_of(visitor().post(HERE, says(world)))
    assert rows(world)["outreach_suggestion"] == taken["outreach_suggestion"] + 1


def too_late(*given: Any, **named: Any) -> Any:
    """Refuses what it has written."""
    receive(*given, **named)
    raise Refused("太晚了")


receive = arriving.receive
