"""Numbers of 金点子: one after the other at their node and year, without gaps, however many write at once."""

import threading
from typing import Any

import psycopg
import pytest
from django.db import connection

from outreach.domain.suggestions import receiving
from outreach.models import Suggestion
from registry.lib.ids import uuid7
from registry.models.unit import NOBODY, work
from tests.outreach.test_suggestion_flow import LAMP
from tests.world import World

WRITERS, EACH = 16, 4
# What a counter is without its row's lock: numbers of those that were given up are gone.
LOOSE = """CREATE OR REPLACE FUNCTION outreach_next_suggestion(path text, wanted_year integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT nextval('outreach_loose')::integer $$"""


class GivenUpError(Exception):
    """Half of them are."""


@pytest.mark.parametrize("off", [False, True], ids=["protected", "control"])
def test_numbers_have_no_gaps_with_sixteen_writers(
    transactional_db: None, world: World, owner_connection: psycopg.Connection, off: bool
) -> None:
    """Each writes four and gives two up; with a sequence instead of the counter there are gaps."""
    kept_as = owner_connection.execute(
        "SELECT pg_get_functiondef('outreach_next_suggestion(text, integer)'::regprocedure)"
    ).fetchone()
    if off:
        owner_connection.execute("CREATE SEQUENCE outreach_loose")
        owner_connection.execute(LOOSE)
    try:
        sixteen(world)
        with world.system():
            numbers = list(Suggestion.objects.order_by("number").values_list("number", flat=True))
        assert len(numbers) == WRITERS * EACH // 2
        assert (numbers == list(range(1, len(numbers) + 1))) is not off
    finally:
        if off:
            owner_connection.execute(kept_as[0])
            owner_connection.execute("DROP SEQUENCE outreach_loose")


def sixteen(world: World) -> None:
    """Sixteen connections at one moment."""
    gate, failed, node = threading.Barrier(WRITERS), [], world.nodes["a11"].pk

    def one() -> None:
        try:
            gate.wait(30)
            for number in range(EACH):
                writes(node, given_up=number % 2 == 0)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def writes(node: Any, *, given_up: bool) -> None:
    """One more, or nearly."""
    idea = receiving.Idea(content=LAMP, category="traffic", node=node)
    try:
        with work(NOBODY):
            assert receiving.leave(key=uuid7(), idea=idea) is not None
            if given_up:
                raise GivenUpError
    except GivenUpError:
        pass
