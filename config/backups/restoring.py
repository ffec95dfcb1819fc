"""Putting a backup into an empty database: all of it in one transaction, then compared with what it was."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from config.backups import aftermath, keepsakes, tools
from config.backups.checking import Checked
from config.backups.failed import Failed, first_line
from config.backups.feeding import feed
from config.backups.manifest import DATABASE
from config.backups.measuring import Tables, tables_now
from config.backups.taking import schema_of
from config.servers.lifecycle import wait_until

Say = Callable[[str], None]
UNFINISHED = (
    "库里已经有数据，但恢复没有走完（unfinished）：请不要启动网页和后台，"
    "删掉这个库、按 docs/operations.md 重建一个空的再来。"
)
RELATIONS = """
SELECT count(*) FROM pg_class c
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
"""
DEFAULTS = """
SELECT d.defaclobjtype::text, r.rolname, a.privilege_type
FROM pg_default_acl d, LATERAL aclexplode(d.defaclacl) a JOIN pg_roles r ON r.oid = a.grantee
WHERE d.defaclrole = current_user::regrole AND d.defaclnamespace = 'public'::regnamespace
"""
# Who has just closed a connection is seen until its server process has ended.
GOES_SECONDS = 3.0
KINDS = {"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES"}
MOST_NAMED = 5


def restore(checked: Checked, say: Say) -> dict[str, object]:
    """Restore what was checked; returns what was done, in numbers. Raises Failed, psycopg.Error."""
    began = time.monotonic()
    tools.require_owner()
    connection.close()
    try:
        major = _require_ready(checked)
        require_alone()
        _load(checked, major)
    except psycopg.Error as error:
        raise Failed(f"连不上数据库，或者它中途断开：{first_line(str(error))}。库还是原来的样子。") from None
    said = checked.manifest
    say(f"数据库已放回：{len(said.tables)} 张表，{said.rows:,} 行（{time.monotonic() - began:.0f} 秒）")
    try:
        done = _finish(checked, major, say)
    except Exception as problem:  # whatever it was: who reads it has to know how things stand
        why = str(problem) if isinstance(problem, Failed) else f"{type(problem).__name__}：{first_line(str(problem))}。"
        raise Failed(f"{why}{UNFINISHED}") from problem
    return done | {"tables": len(said.tables), "rows": said.rows, "seconds": round(time.monotonic() - began, 1)}


def _finish(checked: Checked, major: int, say: Say) -> dict[str, object]:
    _compare(checked.manifest.tables, tables_now())
    say("逐表核对：行数和校验和与备份时完全一致")
    _compare_schema(checked, major, say)
    lines = keepsakes.put_back(checked.files)
    say(f"数据目录：补回 {lines} 行（审计锚点、已匿名化的名单），原有的一行没动")
    migrated = _migrate(checked)
    say(f"升级：补做 {migrated} 项迁移" if migrated else "升级：不需要，备份与程序的库结构相同")
    done = aftermath.settle(checked.manifest.name, say)
    with tools.connect(autocommit=True) as link:
        link.execute("VACUUM (ANALYZE)")
    say("统计信息：已重新收集")
    return done | {"files": lines, "migrations": migrated}


def _require_ready(checked: Checked) -> int:
    """The server's version. Raises Failed for a database that isn't empty, is in use, or too old for the backup."""
    with tools.connect(autocommit=True) as link:
        if _number(link, RELATIONS):
            raise Failed(
                "目标库里已经有表（the database is not empty）：恢复只往空库里放，没有强制覆盖。"
                "请换一个空库，建法见 docs/operations.md；什么也没有动。"
            )
        major = link.info.server_version // 10_000
    if major < checked.manifest.server:
        raise Failed(
            f"备份来自 PostgreSQL {checked.manifest.server}，这里是 {major}（server too old）："
            "请换同版本或更新的服务器。什么也没有动。"
        )
    return major


def require_alone() -> None:
    """Raise Failed while anybody else is connected to the database; who is on the way out is waited for."""
    with tools.connect(autocommit=True) as link:
        if not wait_until(lambda: not _number(link, OTHERS), GOES_SECONDS):
            raise Failed(
                "还有别的程序连着这个库（others are connected）：请先停下网页、后台和定时，再来一次。什么也没有动。"
            )


def _number(link: psycopg.Connection, query: str) -> int:
    row = link.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def _load(checked: Checked, major: int) -> None:
    """One transaction: whatever happens, the database is as it was or as it is in the backup."""
    program = tools.tool("pg_restore", max(major, checked.manifest.pg_dump))
    where, environment = tools.login()
    options = ("--single-transaction", "--exit-on-error", "--no-comments", "--no-password")
    with _without_default_rights():
        code, said = feed(
            [program, *options, f"--dbname={where}"], environment, checked.path / DATABASE, checked.identities
        )
        if code:
            raise Failed(f"pg_restore 没有做完（exit code {code}）：{first_line(said)}。库还是空的，什么也没有留下。")


@contextmanager
def _without_default_rights() -> Iterator[None]:
    """What a new table gives the app role by default would be left on tables that give it less: a dump says what is
    granted, not what isn't. It brings the default rights along, as its last; after a failure they are put back."""
    with tools.connect(autocommit=True) as link:
        found = link.execute(DEFAULTS).fetchall()
        for kind, role, right in found:
            link.execute(_default("REVOKE {} ON {} FROM {}", kind, role, right))
        try:
            yield
        except BaseException:
            for kind, role, right in found:
                link.execute(_default("GRANT {} ON {} TO {}", kind, role, right))
            raise


def _default(statement: str, kind: str, role: str, right: str) -> sql.Composed:
    head = sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public ")
    return head + sql.SQL(statement).format(sql.SQL(right), sql.SQL(KINDS[kind]), sql.Identifier(role))


def _compare(wanted: Tables, found: Tables) -> None:
    differ = [name for name in sorted(wanted.keys() | found.keys()) if wanted.get(name) != found.get(name)]
    if differ:
        told = "，".join(
            f"{name}（应有 {wanted.get(name, (0,))[0]} 行，实有 {found.get(name, (0,))[0]} 行）"
            for name in differ[:MOST_NAMED]
        )
        raise Failed(f"有 {len(differ)} 张表与备份时不一致（tables differ）：{told}。")


def _compare_schema(checked: Checked, major: int, say: Say) -> None:
    """Another version of PostgreSQL words the same schema otherwise."""
    said = checked.manifest
    if (major, tools.major_of(tools.tool("pg_dump", major))) != (said.server, said.pg_dump):
        say(f"结构、属主和权限：没有逐字比较，备份来自 PostgreSQL {said.server}，这里是 {major}")
        return
    if schema_of(major) != said.schema:
        raise Failed(
            "表结构、属主、权限或行级安全策略与备份时不一致（schema differs）：两个角色是不是按 roles.sql 建的？"
        )
    say("结构、属主、权限和行级安全策略：与备份时逐字相同")


def _migrate(checked: Checked) -> int:
    """Bring an older backup's schema up to this program; how many migrations that were."""
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    with tools.connect() as link:
        return _number(link, "SELECT count(*) FROM django_migrations") - len(checked.manifest.migrations)
