"""System checks of the second wall: what is unclassified, unscoped or undeclared keeps the program from starting.

Every model is scoped or listed here with its reason, every address says who may open it, every admin class and
REST view of scoped rows comes from our own base, and every scoped table lies behind row-level security. An
exemption that no longer applies is an error too. The messages name the thing and say what to do, in both languages.
"""

import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.management.base import BaseCommand
from django.db import connections
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from registry.models.scoped import ScopedManager, ScopedModel
from registry.policies.access import Access

# Tables without an owner: nobody's members are in them. `label: reason`.
UNSCOPED_MODELS = {
    "admin.LogEntry": "Django 后台自带的日志，不写入；审计记录在 registry.AuditEvent",
    "auth.Permission": "Django 自带的权限名称，不使用；权限看任职",
    "auth.Group": "Django 自带的分组，不使用；权限看任职",
    "auth.Group_permissions": "同上",
    "contenttypes.ContentType": "模型名称表，没有个人信息",
    "sessions.Session": "会话，只存账号编号和任职编号，内容有签名",
    "registry.SentForm": "交过的表：只有摘要和去处的地址，没有内容，三天后删",
    "axes.AccessAttempt": "登录失败计数：账号名和地址，没有党员信息",
    "axes.AccessAttemptExpiration": "同上",
    "axes.AccessFailureLog": "同上",
    "axes.AccessLog": "同上",
    "otp_totp.TOTPDevice": "账号的动态口令设备，只按本人编号读取",
    "registry.Authenticator": "同一张表，密钥加密",
    "otp_static.StaticDevice": "账号的备用码，只按本人编号读取",
    "otp_static.StaticToken": "同上",
}
# Addresses whose view can't carry a declaration. `dotted path of the view: reason`.
UNDECLARED_VIEWS = {
    "config.health.healthz": "存活探针，只答是否活着",
    "config.health.readyz": "就绪探针，只答各部分是否可用",
}
# Admin classes over tables without an owner. `label of the model: reason`.
UNSCOPED_ADMINS: dict[str, str] = {}

# Scoped tables whose rows don't follow when a node of the tree moves. `table: reason`.
UNTIED_TABLES = {
    "registry_organisation": "树本身，由 registry_move_organisation() 改",
    "registry_auditevent": "审计记录写下就不再改，仍在本区之内",
}

ADMIN_BASE = "registry.admin.base.ScopedAdmin"
REST_BASE = "registry.api.base.ScopedViewSet"
# These run as the tables' owner, who passes row-level security by right.
OWNER_COMMANDS = frozenset({"migrate", "makemigrations", "sqlmigrate", "showmigrations", "flush"})


def require_sound() -> None:
    """Raise SystemCheckError where `manage.py` would not start: for processes that run no command (web, worker)."""
    try:
        BaseCommand().check(databases=["default"])
    finally:
        connections.close_all()  # before anybody forks


def add() -> None:
    """Register the checks; called once when the app is ready."""
    register(check_models, Tags.models)
    register(check_addresses, Tags.urls)
    register(check_database, Tags.database)


def check_models(**_: Any) -> list[CheckMessage]:
    """Every model is scoped (E001, E003) or listed with a reason that still holds (E002)."""
    models = list(apps.get_models(include_auto_created=True))
    found = [problem for model in models for problem in _model_problems(model)]
    unscoped = {model._meta.label for model in models if not issubclass(model, ScopedModel)}
    stale = sorted(set(UNSCOPED_MODELS) - unscoped)
    return [*found, *(_stale("registry.E002", "UNSCOPED_MODELS", name) for name in stale)]


def _model_problems(model: type[Model]) -> Iterator[CheckMessage]:
    label = model._meta.label
    if not issubclass(model, ScopedModel):
        if label not in UNSCOPED_MODELS:
            yield _error(
                "registry.E001",
                f"{label} 没有归类（unclassified model）",
                "让它继承 ScopedModel，或在 UNSCOPED_MODELS 里写明理由（inherit ScopedModel or list it with a reason）",
            )
        return
    managers = [*model._meta.managers, model._meta.base_manager]
    if not all(isinstance(manager, ScopedManager) for manager in managers):
        yield _error(
            "registry.E003",
            f"{label} 有不带范围的管理器（unscoped manager）",
            '管理器继承 ScopedManager，Meta 里写 base_manager_name = "objects"（derive it, and set base_manager_name）',
        )


def addresses(patterns: Iterable[Any] | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the URL configuration with its whole route."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern


def view_name(view: Any) -> str:
    """The dotted path of a view."""
    named = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return f"{named.__module__}.{getattr(named, '__qualname__', type(named).__qualname__)}"


def check_addresses(**_: Any) -> list[CheckMessage]:
    """Every address says who may open it (E004); admin and REST classes come from our bases (E006, E007)."""
    found: list[CheckMessage] = []
    names = set()
    for route, pattern in addresses():
        names.add(view_name(pattern.callback))
        found.extend(_address_problems(route, pattern.callback))
    stale = sorted(set(UNDECLARED_VIEWS) - names)
    return [*found, *(_stale("registry.E005", "UNDECLARED_VIEWS", name) for name in stale)]


def _address_problems(route: str, view: Any) -> Iterator[CheckMessage]:
    model_admin, rest = getattr(view, "model_admin", None), getattr(view, "cls", None)
    if model_admin is not None and not _admin_is_scoped(model_admin):
        yield _error(
            "registry.E006",
            f"/{route}：{type(model_admin).__qualname__} 不带范围（unscoped admin）",
            f"让它继承 {ADMIN_BASE}（derive it from our base）",
        )
    if rest is not None and not _derived(rest, REST_BASE):
        yield _error(
            "registry.E007",
            f"/{route}：{rest.__qualname__} 不带范围（unscoped viewset）",
            f"让它继承 {REST_BASE}（derive it from our base）",
        )
    if not (_declared(view) or view_name(view) in UNDECLARED_VIEWS):
        yield _error(
            "registry.E004",
            f"/{route}：{view_name(view)} 没有写明谁能打开（undeclared URL）",
            "用 registry.web.access 的 needs、login_only 或 public 写明（declare it with one of these decorators）",
        )


def _declared(view: Any) -> bool:
    """By a decorator of ours, or through the admin site, which asks for itself."""
    held_by = getattr(view, "model_admin", view)
    site = getattr(held_by, "admin_site", None) or getattr(view, "__self__", None)
    return isinstance(getattr(view, "access", None), Access) or isinstance(site, AdminSite)


def _admin_is_scoped(model_admin: Any) -> bool:
    model = model_admin.model
    if issubclass(model, ScopedModel):
        return _derived(type(model_admin), ADMIN_BASE)
    return model._meta.label in UNSCOPED_ADMINS


def _derived(cls: type, base: str) -> bool:
    module, _, name = base.rpartition(".")
    try:
        return issubclass(cls, getattr(import_module(module), name))
    except ModuleNotFoundError:
        return False


def check_database(databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every scoped table lies behind row-level security (E008) and is tied to the tree (E010), and this role does not
    pass the walls (E009)."""
    if not databases or OWNER_COMMANDS & set(sys.argv[1:2]):
        return []
    found = []
    for alias in databases:
        with connections[alias].cursor() as cursor:
            found += [_unwalled(table) for table in unwalled_tables(cursor)]
            found += [_untied(table) for table in untied_tables(cursor)]
            if passes_walls(cursor):
                found.append(_strong_role())
    return found


def scoped_tables() -> list[str]:
    """Names of all scoped tables."""
    return [model._meta.db_table for model in apps.get_models() if issubclass(model, ScopedModel)]


def unwalled_tables(cursor: Any) -> list[str]:
    """Scoped tables without enabled and forced row-level security or without a policy for reading."""
    cursor.execute(
        "SELECT c.relname FROM pg_class c WHERE c.oid = ANY (SELECT to_regclass(name) FROM unnest(%s::text[]) name)"
        " AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS ("
        " SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('r', '*')))"
        " ORDER BY c.relname",
        [scoped_tables()],
    )
    return [row[0] for row in cursor.fetchall()]


def untied_tables(cursor: Any) -> list[str]:
    """Scoped tables that no chain of cascading keys ties to the tree, each with no column of its own that may be NULL:
    their rows would stay behind on a path that is gone when a node moves."""
    cursor.execute(
        "WITH RECURSIVE keys AS ("
        " SELECT c.conrelid, c.confrelid FROM pg_constraint c"
        " WHERE c.contype = 'f' AND c.confupdtype = 'c' AND c.convalidated"
        " AND EXISTS (SELECT 1 FROM pg_attribute a"
        "  WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND a.attname = 'owner_path')"
        " AND NOT EXISTS (SELECT 1 FROM pg_attribute a"
        "  WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND NOT a.attnotnull)"
        "), tied AS ("
        " SELECT to_regclass('registry_organisation')::oid AS id"
        " UNION SELECT keys.conrelid FROM keys JOIN tied ON tied.id = keys.confrelid)"
        " SELECT name FROM unnest(%s::text[]) name WHERE to_regclass(name) IS NOT NULL"
        " AND to_regclass(name)::oid NOT IN (SELECT id FROM tied) ORDER BY name",
        [sorted(set(scoped_tables()) - set(UNTIED_TABLES))],
    )
    return [row[0] for row in cursor.fetchall()]


def passes_walls(cursor: Any) -> bool:
    """Whether the connected role sees past row-level security: superuser, BYPASSRLS, or owner of a scoped table."""
    cursor.execute(
        "SELECT rolsuper OR rolbypassrls OR EXISTS ("
        " SELECT 1 FROM unnest(%s::text[]) name JOIN pg_class c ON c.oid = to_regclass(name)"
        " WHERE pg_has_role(current_user, c.relowner, 'MEMBER'))"
        " FROM pg_roles WHERE rolname = current_user",
        [scoped_tables()],
    )
    return bool(cursor.fetchone()[0])


def _unwalled(table: str) -> CheckMessage:
    return _error(
        "registry.E008",
        f"表 {table} 没有行级安全（no row-level security）",
        "在迁移里调用 registry_protect()，并运行 migrate（call it in a migration, and migrate）",
    )


def _untied(table: str) -> CheckMessage:
    return _error(
        "registry.E010",
        f"表 {table} 没有系在组织树上（not tied to the tree）",
        "在迁移里调用 registry_same_owner() 或 registry_anchor()（call one of them in a migration）",
    )


def _strong_role() -> CheckMessage:
    return _error(
        "registry.E009",
        "DATABASE_URL 的角色能绕过行级安全（the app role passes row-level security）",
        "换成什么也不拥有、没有 BYPASSRLS 的角色；属主只写在 MIGRATION_DATABASE_URL 里（use a role that owns nothing）",
    )


def _stale(check: str, where: str, name: str) -> CheckMessage:
    return _error(check, f"{where} 里的 {name} 已经用不上（stale exemption）", "删掉这一行（remove it）")


def _error(check: str, message: str, hint: str) -> CheckMessage:
    return Error(message, hint=hint, id=check)
