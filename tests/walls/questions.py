"""The questions that may be put to a model's manager, and who asks which."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Subquery

from registry.lib.ids import uuid7
from tests.faults.harness import by_turns

M = type[models.Model]
QUESTIONS: dict[str, Callable[[Any, list], Any]] = {
    "all": lambda model, pks: list(model.objects.all()),
    "iterator": lambda model, pks: list(model.objects.all().iterator(chunk_size=100)),
    "base manager": lambda model, pks: list(model._base_manager.all()),
    "default manager": lambda model, pks: list(model._default_manager.all()),
    "filter": lambda model, pks: list(model.objects.filter(pk__in=pks)),
    "exclude": lambda model, pks: list(model.objects.exclude(pk=uuid7())),
    "or": lambda model, pks: list(model.objects.filter(pk__in=pks) | model.objects.all()),
    "union": lambda model, pks: list(model.objects.order_by().union(model.objects.order_by(), all=True)),
    "difference": lambda model, pks: list(
        model.objects.order_by().difference(model.objects.filter(pk=uuid7()).order_by())
    ),
    "in_bulk": lambda model, pks: list(model.objects.in_bulk(pks).values()),
    "subquery": lambda model, pks: list(model.objects.filter(pk__in=Subquery(model.objects.values("pk")))),
    "exists subquery": lambda model, pks: list(model.objects.filter(Exists(model.objects.filter(pk=OuterRef("pk"))))),
    "values": lambda model, pks: [model(pk=pk) for pk in model.objects.values_list("pk", flat=True)],
    "only": lambda model, pks: list(model.objects.only("pk")),
    "distinct": lambda model, pks: list(model.objects.order_by("pk").distinct("pk")),
    "ordered": lambda model, pks: list(model.objects.order_by("-pk")[:1000]),
    "annotate": lambda model, pks: list(model.objects.annotate(again=F("pk"))),
    "select_related": lambda model, pks: list(model.objects.select_related()),
    "raw": lambda model, pks: list(model.objects.raw(f"SELECT * FROM {model._meta.db_table}")),
}
COUNTS: dict[str, Callable[[Any, list], int]] = {
    "count": lambda model, pks: model.objects.count(),
    "aggregate": lambda model, pks: model.objects.aggregate(n=Count("pk"))["n"],
    "union count": lambda model, pks: model.objects.order_by().union(model.objects.order_by()).count(),
    "values count": lambda model, pks: len(model.objects.values("pk").annotate(n=Count("pk"))),
}

# Short of the full size each model is asked every question by two accounts or three, and each account asks them all,
# one of other models than the next.
TURNS = 3


def my_questions(asked: dict[str, Any], at: int) -> list[tuple[str, Any]]:
    """What whoever comes `at`-th asks."""
    return by_turns([*asked.items()], at, TURNS)
