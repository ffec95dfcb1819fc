"""How many questions a page asks of the database."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

# What a page asks now and then, whatever it shows: the session's time of last use, savepoints around it, and once a
# minute in each process the district's calendar.
NOT_THE_PAGE = ("django_session", "SAVEPOINT", 'FROM "registry_calendaryear"')


def queries(client: Client, path: str) -> list[str]:
    """The SQL of one GET that must succeed, without what has nothing to do with the page."""
    status, asked = answer(client, path)
    assert status == 200, (path, status)
    return asked


def answer(client: Client, path: str) -> tuple[int, list[str]]:
    """The status of one GET, and its SQL as above."""
    with CaptureQueriesContext(connection) as captured:
        status = client.get(path).status_code
    asked = [query["sql"] for query in captured.captured_queries]
    return status, [sql for sql in asked if not any(word in sql for word in NOT_THE_PAGE)]
