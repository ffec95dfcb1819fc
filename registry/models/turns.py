"""Taking turns: of those who name the same thing, one goes on and the others wait until its transaction is over."""

from django.db import connection


def take_turn(name: str) -> None:
    """Wait for whoever names the same (`tree|0001`, `board|0001`) until that transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
