"""The board's figures, worked out beforehand: of a million members nobody counts while a page is waited for."""

from typing import ClassVar, Self

from django.db import models

from registry.lib import scope as scopes
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet


class BoardQuerySet(ScopedQuerySet["BoardMonth"]):
    """Questions about the board's figures."""

    def of_month(self, year: int, month: int) -> Self:
        """Those of one month."""
        return self.filter(year=year, month=month)

    def at(self, node: str, *, own: bool = False) -> Self:
        """Those of a line and what lies below it, or of the line alone."""
        return self.filter(node=node) if own else self.filter(node__gte=node, node__lt=node + scopes.PATH_END)

    def before(self, year: int, month: int) -> Self:
        """Those of the months before one."""
        return self.filter(models.Q(year__lt=year) | models.Q(year=year, month__lt=month))


BoardManager = ScopedManager.from_queryset(BoardQuerySet)


class BoardMonth(ScopedModel):
    """What the board says of one line (a community with what lies below it, a street's or a district's own) and month.

    `node` is where its rows count (`node_at_event`); where that node is gone, `owner_path` is the nearest one above it.
    `figures`: key → number, noughts left out, as it was known at `known_at`. Written by the program alone.
    """

    node = PathField("计在", editable=False)
    year = models.PositiveSmallIntegerField("年", editable=False)
    month = models.PositiveSmallIntegerField("月", editable=False)
    figures: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField("数字", default=dict, editable=False)
    known_at = models.DateTimeField("数字截至", editable=False)

    objects: ClassVar[BoardManager] = BoardManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-year", "-month", "node")
        verbose_name = verbose_name_plural = "看板数字"
        constraints = (models.UniqueConstraint(fields=["year", "month", "node"], name="board_month_once"),)
        indexes = (models.Index(fields=["owner_path", "year", "month"], name="board_month_list"),)

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月"
