"""Worlds that are built once: the first test of a process builds one through the verbs, the others put its rows back.

A build costs a third of a second and some 190 queries. The second test puts the rows back as Django would and keeps
what it said to the database; those after say the same again in one breath, for a hundredth of a second.
"""

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import wraps
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet

from registry.models.identity import districts, system_scope
from registry.models.scoped import ScopedModel
from registry.models.unit import work
from tests.owner import as_owner

T = TypeVar("T")
Rows = dict[type[ScopedModel], list[Model]]


def scoped_models() -> list[type[ScopedModel]]:
    """All scoped models, parents before children."""
    rest = [model for model in apps.get_models() if issubclass(model, ScopedModel)]
    ordered: list[type[ScopedModel]] = []
    while rest:
        for model in rest:
            needed = {
                item.related_model for item in model._meta.concrete_fields if item.is_relation and not item.null
            } - {model}
            if not needed & set(rest):
                ordered.append(model)
                rest.remove(model)
                break
    return ordered


class Kept:
    """What a build left: its result, its rows by district, and the statements that put them back."""

    def __init__(self, made: object) -> None:
        self.made, self.rows = pickle.dumps(made), _rows()
        self.said: dict[str, str] = {}

    def put_back(self) -> Any:
        """The rows, in an empty database; the result as the build gave it."""
        for root, rows in self.rows.items():
            with work(system_scope(root)):
                if root in self.said:
                    with connection.cursor() as cursor:
                        cursor.execute(self.said[root])
                else:
                    with _heard() as said:
                        _insert(rows)
                    self.said[root] = ";".join(said)
        return pickle.loads(self.made)


def remembered(build: Callable[[], T]) -> Callable[[], T]:
    """Let `build`, which fills an empty database, run once in this process."""
    return _remembered(build, nullcontext)


def remembered_by_the_owner(build: Callable[[], T]) -> Callable[[], T]:
    """The same for rows that no role of the program may write; between transactions only."""
    return _remembered(build, as_owner)


def _remembered(build: Callable[[], T], role: Callable[[], AbstractContextManager[None]]) -> Callable[[], T]:
    kept: list[Kept] = []

    @wraps(build)
    def again() -> T:
        if districts():  # something is there already: nothing can be said of what the build adds
            return build()
        if not kept:
            made = build()
            kept.append(Kept(made))
            return made
        with role():
            return kept[0].put_back()

    return again


def _rows() -> dict[str, Rows]:
    """Every scoped row, by district."""
    found: dict[str, Rows] = {}
    for root in districts():
        with work(system_scope(root)):
            found[root] = {model: list(model.objects.order_by("pk")) for model in scoped_models()}
    return found


def _insert(rows: Rows) -> None:
    for model, objects in rows.items():
        if objects:
            QuerySet.bulk_create(model.objects.unscoped("tests put back what they built"), objects)


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Every statement that writes inside, with its values in it."""
    said: list[str] = []

    def hear(execute: Callable[..., Any], sql: str, params: Sequence[Any], many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith("INSERT"):
            said.append(context["cursor"].mogrify(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        yield said
