"""How many rows of each kind the present scope sees, in one question."""

from collections import Counter

from django.db import connection

from tests.remembered import scoped_models

PLANNED = "SELECT FROM pg_prepared_statements WHERE name = 'all_rows'"


def all_rows(but: set[str]) -> Counter[str]:
    """By the model's name, without those of `but`. A connection plans the question once: there are a hundred tables."""
    models = scoped_models()
    with connection.cursor() as cursor:
        cursor.execute(PLANNED)
        if not cursor.rowcount:
            asked = " UNION ALL ".join(
                f"SELECT '{each.__name__}', count(*) FROM {each._meta.db_table}" for each in models
            )
            cursor.execute(f"PREPARE all_rows AS {asked}")
        found = dict(cursor.execute("EXECUTE all_rows").fetchall())
    return Counter({name: number for name, number in found.items() if name not in but})
