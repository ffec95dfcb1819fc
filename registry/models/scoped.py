"""Rows that belong to one organisation: the manager that takes its scope from the context.

The condition is part of the query itself, written when the SQL is, so that `count`, `exists`, `update`, `delete`,
subqueries and unions carry it too, and a query without an active scope raises instead of answering.
Building a query stays free: ModelForms evaluate `get_queryset()` at import time.
"""

from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.expressions import Expression

from registry.lib import scope as scopes
from registry.lib.ids import uuid7

M = TypeVar("M", bound="ScopedModel")


class OutOfScope(PermissionDenied):
    """A row of another organisation was to be written."""


class PathField(models.CharField[str, str]):
    """A path in the organisation tree; `COLLATE "C"`, so that a subtree is a range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"], kwargs["db_collation"] = 64, "C"
        super().__init__(*args, **kwargs)


class InScope(Expression):
    """`path >= low AND path < high`, and for a liaison: one of the assigned members; shared rows also from above.

    For a member who came by a personal link: the rows of that member alone.
    """

    conditional = True
    output_field = models.BooleanField()

    def __init__(self, path: str, office: bool, member: str | None, shared_down: bool = False) -> None:
        super().__init__()
        self.path, self.office, self.member = (
            models.F(path),
            office,
            models.F(member) if member else None,
        )
        self.shared_down = shared_down
        self.columns: list[Any] = []

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        resolved = self.copy()
        # A subquery is resolved once more, against the query around it: by then the columns are its own, and stay so.
        fields = self.columns or [self.path] + ([self.member] if self.member else [])
        resolved.columns = [field.resolve_expression(query, *args, **kwargs) for field in fields]
        return resolved

    def get_source_expressions(self) -> list[Any]:
        return list(self.columns)

    def set_source_expressions(self, exprs: Any) -> None:
        self.columns = list(exprs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        scope = scopes.current()
        path, _ = compiler.compile(self.columns[0])
        root = scope.office if self.office else scope.path
        if not root:
            return "FALSE", ()
        sql, params = f"({path} >= %s AND {path} < %s)", (root, root + scopes.PATH_END)
        if scope.member_id:
            return self._of_one(compiler, scope.member_id, sql, params)
        if self.shared_down:
            return f"({sql} OR %s ^@ {path})", (*params, root)
        if not scope.liaison or self.office:
            return sql, params
        if self.member is None:
            return "FALSE", ()
        member, _ = compiler.compile(self.columns[1])
        assigned = "SELECT member_id FROM registry_liaisonassignment WHERE liaison_id = %s AND ended_on IS NULL"
        return f"({sql} AND {member} IN ({assigned}))", (*params, scope.user_id)

    def _of_one(self, compiler: Any, wanted: UUID, sql: str, params: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """By a personal link: rows of that member; nothing of what names no member."""
        if self.member is None or self.office:
            return "FALSE", ()
        member, _ = compiler.compile(self.columns[1])
        return f"({sql} AND {member} = %s)", (*params, wanted)


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that never leaves the active scope."""

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            row.check_scope()
        return super().bulk_create(rows, *args, **kwargs)


class ScopedManager(models.Manager[M]):
    """Hands out scoped querysets; also the base manager, so that relations and `refresh_from_db` are scoped."""

    # What `Manager.from_queryset` replaces in the managers that have questions of their own.
    _queryset_class: type[ScopedQuerySet[M]] = ScopedQuerySet

    def get_queryset(self) -> ScopedQuerySet[M]:
        model = self.model
        return self._bare().filter(
            InScope(model.scope_path, model.scope_office, model.scope_member, model.scope_shared_down)
        )

    def unscoped(self, reason: str) -> ScopedQuerySet[M]:
        """All rows that the database itself lets through. `reason` is for the reader; places are listed in a test."""
        if not reason:
            raise ValueError("unscoped() 要说明理由")
        return self._bare()

    def _bare(self) -> ScopedQuerySet[M]:
        return self._queryset_class(self.model, using=self._db)


class ScopedModel(models.Model):
    """A row that belongs to one organisation.

    `scope_office` marks rows of the office (accounts, tree, trail) that the three officers see; other rows are member
    data, which they don't. `scope_member` names the column by which a liaison's assignment is checked.
    `scope_shared_down` marks rules, calendars and texts that hold for everything below their node: they are read from
    below, liaisons included, and written in scope alone. They hold no data of members.
    """

    scope_path: ClassVar[str] = "owner_path"
    scope_office: ClassVar[bool] = False
    scope_member: ClassVar[str | None] = None
    scope_shared_down: ClassVar[bool] = False

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    owner_path = PathField("归属路径", editable=False)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.check_scope()
        super().save(*args, **kwargs)

    def check_scope(self) -> None:
        """Raise OutOfScope unless this row lies in the active scope."""
        scope = scopes.current()
        root = scope.office if self.scope_office else scope.path
        if not root or not getattr(self, self.scope_path).startswith(root):
            raise OutOfScope("这条记录不在您的管理范围内")
        if scope.member_id and scope.member_id != getattr(self, self.scope_member or "", None):
            raise OutOfScope("这条记录不是您本人的")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.check_scope()
        return super().delete(*args, **kwargs)
