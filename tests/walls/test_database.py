"""The fourth and fifth wall as the catalogue shows them: row-level security and same-owner keys (A28, A29)."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations import RunSQL
from psycopg import sql

from outreach import migrations as outreach_migrations
from registry import migrations
from registry.models.scoped import ScopedModel
from reports import migrations as reports_migrations
from tests.walls.canaries import Planted, planted_world
from tests.walls.signed import DEFINERS, EXEMPT_KEYS

OFFICE_TARGETS = {"User"}
APP, OWNER = (settings.DATABASE_ROLES[name]["USER"] for name in ("app", "owner"))


def scoped() -> list[type[ScopedModel]]:
    return [model for model in apps.get_models() if issubclass(model, ScopedModel)]


def ask(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@pytest.mark.django_db
def test_every_scoped_table_is_behind_forced_row_level_security(say) -> None:
    tables = {model._meta.db_table for model in scoped()}
    rows = ask(
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, c.relowner::regrole::text,"
        " array(SELECT DISTINCT polcmd::text FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive ORDER BY 1)"
        " FROM pg_class c WHERE c.relname = ANY (%s)",
        list(tables),
    )
    assert {row[0] for row in rows} == tables
    assert [row for row in rows if not row[1] or row[2] != OWNER] == []
    # Append-only tables may be read and added to; no table has a policy for everything at once.
    assert {row[0]: row[3] for row in rows if row[3] != ["a", "d", "r", "w"]} == {
        "registry_auditevent": ["a", "r"], "registry_movement": ["a", "r"],
        "registry_moverequest": ["a", "r", "w"], "registry_user": ["a", "r", "w"],
        "registry_contactlog": ["a", "r", "w"], "registry_studyreport": ["a", "r", "w"],
        "registry_attachment": ["a", "r", "w"], "registry_attachmentcontent": ["a", "d", "r"],
        "registry_membermerge": ["a", "r", "w"], "registry_revision": ["a", "r"],
        "registry_apitoken": ["a", "r", "w"],
        "outreach_rule": ["a", "r", "w"], "outreach_task": ["a", "r", "w"], "outreach_alert": ["a", "r", "w"],
        "outreach_channel": ["a", "r", "w"], "outreach_messagetemplate": ["a", "r", "w"],
        "outreach_messagebatch": ["a", "r", "w"], "outreach_message": ["a", "r", "w"],
        "outreach_messageanswer": ["a", "r", "w"], "outreach_optout": ["a", "r", "w"],
        "outreach_personallink": ["a", "r", "w"], "outreach_venue": ["a", "r", "w"],
        "outreach_activity": ["a", "r", "w"], "outreach_activityrecord": ["a", "r", "w"],
        "outreach_activityphoto": ["a", "r", "w"], "outreach_participation": ["a", "r", "w"],
        "outreach_activitynotice": ["a", "r", "w"], "outreach_material": ["a", "r", "w"],
        "outreach_materialfile": ["a", "r", "w"], "outreach_handout": ["a", "r", "w"],
        "outreach_pioneerpost": ["a", "r", "w"], "outreach_councilseat": ["a", "r", "w"],
        "outreach_volunteerservice": ["a", "r", "w"], "outreach_partnote": ["a", "r", "w"],
        "outreach_microwish": ["a", "r", "w"], "outreach_wishstep": ["a", "r"],
        "outreach_wishclaim": ["a", "r"], "outreach_wishevidence": ["a", "r"],
        "outreach_registrationpoint": ["a", "r", "w"], "outreach_lead": ["a", "r", "w"],
        "outreach_correction": ["a", "r", "w"], "outreach_suggestion": ["a", "r", "w"],
        "outreach_suggestionword": ["a", "r"], "outreach_suggestionstep": ["a", "r"],
        "outreach_suggestionfile": ["a", "r"], "outreach_suggestioncounter": ["a", "r"],
        "outreach_suggestionunit": ["a", "r", "w"], "outreach_suggestionextension": ["a", "r", "w"],
        "outreach_supervision": ["a", "r", "w"], "outreach_suggestionglance": ["a", "r", "w"],
        "reports_monthlyreport": ["a", "r", "w"], "reports_reportversion": ["a", "r"],
        "reports_reportstep": ["a", "r"], "reports_monthclose": ["a", "r"],
        "reports_export": ["a", "r", "w"], "reports_exportpart": ["a", "d", "r"],
        "reports_officialform": ["a", "r", "w"], "reports_officialformfile": ["a", "r"],
    }  # fmt: skip
    say(f"row-level security: {len(tables)} tables enabled and forced")


@pytest.mark.django_db
def test_the_app_role_owns_nothing_and_rises_to_nothing() -> None:
    rights = "rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
    assert ask(f"SELECT {rights} FROM pg_roles WHERE rolname = %s", APP) == [(False,) * 5]
    assert ask("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", APP) == [(0,)]
    assert ask("SELECT count(*) FROM pg_proc WHERE proowner = %s::regrole", APP) == [(0,)]
    assert ask("SELECT roleid::regrole FROM pg_auth_members WHERE member = %s::regrole", APP) == []
    assert ask("SELECT has_schema_privilege(%s, 'public', 'CREATE')", APP) == [(False,)]
    assert ask("SELECT has_database_privilege(%s, current_database(), 'CREATE')", APP) == [(False,)]
    strong = (
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND {} ORDER BY 1"
    )
    for privilege in ("TRUNCATE", "REFERENCES", "TRIGGER"):
        assert ask(strong.format(f"has_table_privilege('{APP}', oid, '{privilege}')")) == []
    append_only = [("registry_auditevent",), ("registry_movement",), ("registry_revision",)]
    for privilege in ("UPDATE", "DELETE"):
        kept = f"relname LIKE 'registry\\_%%' AND NOT has_table_privilege('{APP}', oid, '{privilege}')"
        assert ask(strong.format(kept)) == append_only


@pytest.mark.django_db
def test_nothing_else_shows_rows_past_the_policies() -> None:
    views = ask("SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace")
    assert views == []


@pytest.mark.django_db
def test_only_the_listed_functions_see_more_than_their_caller(say) -> None:
    rows = ask(
        "SELECT p.proname, p.proowner::regrole::text, p.proconfig, p.proleakproof FROM pg_proc p"
        " WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace"
    )
    assert {row[0] for row in rows} == set(DEFINERS)
    for name, owner, config, leakproof in rows:
        assert (owner, leakproof, config[0]) == (OWNER, False, "search_path=public, pg_temp"), name
        assert all(setting.startswith(("enable_", "jit=", "lock_timeout=")) for setting in config[1:]), (name, config)
    say(f"definer functions: {len(rows)}, all listed, all with a fixed search_path")


def relations() -> Iterator[tuple[str, str, str]]:
    """(Model.field, table, column) of every foreign key between scoped models."""
    for model in scoped():
        for item in model._meta.concrete_fields:
            target = item.related_model
            if item.is_relation and issubclass(target, ScopedModel) and target.__name__ not in OFFICE_TARGETS:
                yield f"{model.__name__}.{item.name}", model._meta.db_table, item.column


def composite_keys() -> dict[tuple[str, str], str]:
    """{(table, first column): name} of all two-column foreign keys that are deferred and validated."""
    rows = ask(
        "SELECT c.conrelid::regclass::text, a.attname, c.conname, b.attname FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " JOIN pg_attribute b ON b.attrelid = c.conrelid AND b.attnum = c.conkey[2]"
        " WHERE c.contype = 'f' AND cardinality(c.conkey) = 2 AND c.condeferred AND c.convalidated"
    )
    return {(table, column): name for table, column, name, second in rows if second in ("owner_path", "parent_path")}


@pytest.mark.django_db
def test_every_reference_between_scoped_tables_has_a_same_owner_key(say) -> None:
    keys, found = composite_keys(), list(relations())
    missing = {name for name, table, column in found if (table, column) not in keys}
    assert missing == set(EXEMPT_KEYS)
    say(f"same-owner keys: {len(keys)} for {len(found)} references, {len(EXEMPT_KEYS)} exempt")


@pytest.fixture
def planted(transactional_db: None) -> Planted:
    """Committed rows of every scoped model at every node."""
    return planted_world()


def adopt(owner: psycopg.Connection, planted: Planted, table: str, column: str) -> None:
    """Insert a child of a11's parent under b11's path (same table, a new row), as the owner and past all policies."""
    columns = [
        name for (name,) in owner.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
    ]  # fmt: skip
    path = "path" if table == "registry_organisation" else "owner_path"
    names, child = sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
    here, there = planted.world.nodes["a11"].path, planted.world.nodes["b11"].path
    owner.execute("DROP TABLE IF EXISTS pg_temp.adopted")
    statement = sql.SQL("CREATE TEMP TABLE adopted AS SELECT {} FROM {} WHERE {} = %s AND {} IS NOT NULL LIMIT 1")
    made = owner.execute(statement.format(names, child, sql.Identifier(path), sql.Identifier(column)), [here])
    assert made.rowcount == 1, f"no row of {table} with {column}"
    moved = there + "zzzz" if path == "path" else there
    owner.execute(sql.SQL("UPDATE adopted SET id = gen_random_uuid(), {} = %s").format(sql.Identifier(path)), [moved])
    if table == "registry_organisation":
        owner.execute("UPDATE adopted SET code = ''")
    else:
        # Nothing else may refuse it first: the other rows of the table go, but for a parent in it.
        spared = sql.SQL("DELETE FROM {} WHERE id NOT IN (SELECT {} FROM adopted)")
        owner.execute(spared.format(child, sql.Identifier(column)))
    owner.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM adopted").format(child, names, names))


def test_no_row_points_across_organisations(planted: Planted, owner_connection: psycopg.Connection, say) -> None:
    """For every key: refused with the key in place; accepted without it (the negative control)."""
    with planted.world.system("a"):
        _void_something(planted)
        _merge_something(planted)
        _join_something(planted)
    keys = composite_keys()
    for (table, column), name in keys.items():
        constraint = sql.Identifier(name)
        with pytest.raises(psycopg.errors.ForeignKeyViolation) as refusal, owner_connection.transaction():
            adopt(owner_connection, planted, table, column)
            owner_connection.execute(sql.SQL("SET CONSTRAINTS {} IMMEDIATE").format(constraint))
        assert refusal.value.diag.constraint_name == name
        with owner_connection.transaction(force_rollback=True):
            others = [key for (where, _), key in keys.items() if where == table]
            for key in others:
                drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
                owner_connection.execute(drop.format(sql.Identifier(table), sql.Identifier(key)))
            adopt(owner_connection, planted, table, column)
            django_key = owner_connection.execute(
                "SELECT conname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]"
                " WHERE conrelid = %s::regclass AND contype = 'f' AND cardinality(conkey) = 1 AND attname = %s",
                [table, column],
            ).fetchone()
            if django_key:  # left out where the same-owner key checks as much
                owner_connection.execute(sql.SQL("SET CONSTRAINTS {} IMMEDIATE").format(sql.Identifier(django_key[0])))
    say(f"cross-organisation children: {len(keys)} kinds, all refused by their key, all accepted without it")
    assert len(keys) >= 16


def _void_something(planted: Planted) -> None:
    """Movement.voids is empty in most rows; give a11 one that isn't."""
    movement = apps.get_model("registry.Movement")
    first = movement.objects.get(pk=planted.rows["Movement"]["a11m"][0])
    movement.objects.create(
        owner_path=first.owner_path, node_at_event=first.owner_path, member_id=first.member_id, kind="voided",
        effective_on=first.effective_on, recorded_at=first.recorded_at, voids=first,
    )  # fmt: skip


def _merge_something(planted: Planted) -> None:
    """Few records are merged into another; give a11 one that is."""
    kept, absorbed = (planted.rows["Member"][label][0] for label in ("a11m", "a11u"))
    apps.get_model("registry.Member").objects.filter(pk=absorbed).update(merged_into_id=kept)


def _join_something(planted: Planted) -> None:
    """Few people write themselves down twice; give a11 one who did."""
    leads = apps.get_model("outreach.Lead")
    first = leads.objects.filter(owner_path=planted.world.nodes["a11"].path)[0]
    leads.objects.create(
        owner_path=first.owner_path,
        point_id=first.point_id,
        left_at=first.left_at,
        notice=first.notice,
        joined_to=first,
    )


def test_a_commit_refuses_too(planted: Planted, owner_connection: psycopg.Connection) -> None:
    """The keys are deferred: a real COMMIT is where they speak."""
    with pytest.raises(psycopg.errors.ForeignKeyViolation), owner_connection.transaction():
        adopt(owner_connection, planted, "registry_movement", "member_id")


@pytest.mark.django_db
def test_without_force_an_owner_sees_everything() -> None:
    """Negative control, on a table that the app role does own: a temporary one."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE mine ON COMMIT DROP AS SELECT '0001' AS owner_path")
        cursor.execute("ALTER TABLE mine ENABLE ROW LEVEL SECURITY")
        cursor.execute(
            "CREATE POLICY scope ON mine USING (owner_path >= nullif(current_setting('buduanxian.low', true), ''))"
        )
        cursor.execute("SELECT count(*) FROM mine")
        assert cursor.fetchone() == (1,)
        cursor.execute("ALTER TABLE mine FORCE ROW LEVEL SECURITY")
        cursor.execute("SELECT count(*) FROM mine")
        assert cursor.fetchone() == (0,)


def test_the_walls_come_down_and_up_again(transactional_db: None, owner_connection: psycopg.Connection) -> None:
    """The migrations' way back works, and leaves nothing behind; all of it in one transaction that is rolled back."""
    numbered = [
        import_module(f"{package.__name__}.{name}").Migration
        for package, first in ((migrations, "0002"), (outreach_migrations, "0001"), (reports_migrations, "0001"))
        for name in sorted(module.name for module in iter_modules(package.__path__))
        if name > first
    ]
    steps = [operation for migration in numbered for operation in migration.operations if isinstance(operation, RunSQL)]
    count = (
        "SELECT (SELECT count(*) FROM pg_policies),"
        " (SELECT count(*) FROM pg_proc WHERE proname ~ '^(registry|outreach|reports)_'),"
        " (SELECT count(*) FROM pg_constraint WHERE conname LIKE '%same\\_owner'),"
        " (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'keep\\_%'),"
        " (SELECT count(*) FROM pg_attribute WHERE attname = 'parent_path' AND NOT attisdropped)"
    )
    with owner_connection.transaction(force_rollback=True):
        before = owner_connection.execute(count).fetchone()
        for step in reversed(steps):
            _run(owner_connection, step.reverse_sql)
        assert owner_connection.execute(count).fetchone() == (0, 0, 0, 0, 0)
        for step in steps:
            _run(owner_connection, step.sql)
        assert owner_connection.execute(count).fetchone() == before
        assert min(before) > 0


def _run(owner: psycopg.Connection, statements: str | list[str]) -> None:
    for statement in [statements] if isinstance(statements, str) else statements:
        owner.execute(statement)
