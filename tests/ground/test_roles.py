"""The tests run as the role the program runs as."""

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction


def _user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_everything_runs_as_the_app_role():
    assert _user() == "buduanxian_app"


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_runs_as_the_app_role_too():
    assert _user() == "buduanxian_app"


@pytest.mark.django_db
def test_the_app_role_owns_nothing_and_cannot_rise():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE buduanxian_owner",
        "TRUNCATE django_session",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE django_session DISABLE ROW LEVEL SECURITY",
        "DROP TABLE django_session",
    ],
)
def test_the_app_role_is_refused(statement):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_new_table_of_the_owner_is_open_to_the_app_role(owner_connection: psycopg.Connection):
    owner_connection.execute("CREATE TABLE later_made (id int)")
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO later_made VALUES (1)")
            cursor.execute("SELECT id FROM later_made")
            assert cursor.fetchall() == [(1,)]
        transaction.set_rollback(True)
    finally:
        connection.close()
        owner_connection.execute("DROP TABLE later_made")


@pytest.mark.django_db
def test_the_superuser_can_be_asked(superuser_cursor: psycopg.Cursor):
    superuser_cursor.execute("SELECT current_setting('is_superuser')")
    assert superuser_cursor.fetchone() == ("on",)
