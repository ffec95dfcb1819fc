"""What the policies of row-level security say, and what PostgreSQL makes of them."""

from typing import Any

import psycopg
import pytest
from django.db import connection

from registry.lib.ids import uuid7
from registry.models import Member
from registry.models.custody import definer
from tests.world import World

Policy = tuple[str, str, str]


def policies_for(cursor: Any) -> list[Policy]:
    """(table, policy, all that it says)."""
    cursor.execute("SELECT tablename, policyname, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies")
    return cursor.fetchall()


def policies_now() -> list[Policy]:
    with connection.cursor() as cursor:
        return policies_for(cursor)


@pytest.mark.django_db
def test_every_policy_survives_an_emptied_setting() -> None:
    """`nullif(…, '')` around every range: an emptied setting is '' and not NULL."""
    policies = policies_now()
    assert len(policies) > 50
    for table, name, text in policies:
        assert text.count("current_setting(") == text.count("NULLIF(current_setting("), (table, name)


@pytest.mark.django_db
def test_every_policy_asks_once_who_asks() -> None:
    """Whether it is a liaison is the same for all rows: asked for each it was half of what the policies cost. New
    tables call registry_ask('once') and registry_expect('all')."""
    policies = policies_now()
    asking = {row[:2]: row[2].split("NULLIF(current_setting('buduanxian.liaison'")[:-1] for row in policies}
    assert [at for at, parts in asking.items() if any(not part.endswith("SELECT ((") for part in parts)] == []
    assert sum(map(len, asking.values())) > 100


@pytest.mark.django_db
def test_no_policy_reads_the_assignments_itself() -> None:
    """Their own policies would be taken apart again for each table of each statement: twice the time to plan it. New
    tables call registry_assign('function')."""
    policies = policies_now()
    assert [row[:2] for row in policies if "registry_liaisonassignment" in row[2]] == []
    assert sum("registry_assigned()" in row[2] for row in policies) > 25


def test_the_policies_can_say_it_as_before(owner_connection: psycopg.Connection) -> None:
    """The way back of the migration, and on again: each says the same as before."""

    def said() -> list[Policy]:
        return sorted(policies_for(owner_connection.cursor()))

    def asking(text: str) -> list[tuple[str, str]]:
        return [(table, name) for table, name, policy in said() if text in policy]

    now, by_function = said(), asking("registry_assigned()")
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute("SELECT registry_assign('table')")
        assert asking("registry_assigned()") == []
        assert asking("FROM registry_liaisonassignment") == by_function
        owner_connection.execute("SELECT registry_assign('function')")
        assert said() == now


def test_postgresql_knows_how_many_rows_a_policy_lets_through(world: World, db: None) -> None:
    """As `x IS NULL` it would expect five in a thousand of them, and read whole tables again and again for a page."""
    node = world.nodes["a11"]
    with world.system():
        Member.objects.bulk_create(
            Member(
                id=uuid7(), owner_path=node.path, organisation=node, direction="in", status="reported", name="何小山"
            )
            for _ in range(200)
        )
    with world.at("district-a"), connection.cursor() as cursor:
        definer("registry_refresh_statistics")

        def expected(condition: str) -> int:
            cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT id FROM registry_member WHERE {condition}")
            return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])

        assert expected("true") > 150
        assert expected("(SELECT registry_member()) IS NULL OR id = (SELECT registry_member())") < 10
