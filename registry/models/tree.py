"""The organisation tree."""

from datetime import date
from typing import ClassVar, Self

from django.db import models

from registry import choices
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet


class OrganisationQuerySet(ScopedQuerySet["Organisation"]):
    """Questions about nodes."""

    def active(self) -> Self:
        """Nodes still in use."""
        return self.filter(is_active=True)

    def hosts(self) -> Self:
        """Villages and communities."""
        return self.filter(
            kind__in=(
                choices.OrganisationKind.COMMUNITY,
                choices.OrganisationKind.VILLAGE,
            )
        )

    def below(self, path: str) -> Self:
        """The subtree under `path`, its root included."""
        return self.filter(path__gte=path, path__lt=path + "~")


OrganisationManager = ScopedManager.from_queryset(OrganisationQuerySet)


class Organisation(ScopedModel):
    """A node of the tree 区 → 街道 → 村(社区) → 党支部/党小组, 新业态党组织 and 流动党员党支部 included.

    `code` is the 12-digit statistical division code (国家统计局《统计用区划代码》) where the node has one.
    `full_name` repeats the names from the street down, so that a label needs no ancestors.
    """

    scope_path = "path"
    scope_office = True

    owner_path = None  # type: ignore[assignment]  # the tree's own path is its owner
    path = PathField("路径", unique=True, editable=False)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级",
    )
    kind = models.CharField("类别", max_length=20, choices=choices.OrganisationKind.choices)
    code = models.CharField("区划代码", max_length=12, blank=True, db_index=True)
    name = models.CharField("名称", max_length=100)
    full_name = models.CharField("全称", max_length=200, blank=True)
    contact_name = models.CharField("联系人", max_length=50, blank=True)
    contact_phone = models.CharField("办公电话", max_length=40, blank=True)
    is_active = models.BooleanField("在用", default=True)
    # In use from and until; without a first day: as long as anybody knows.
    opened_on = models.DateField("启用日期", null=True, blank=True, editable=False)
    closed_on = models.DateField("停用日期", null=True, blank=True, editable=False)
    # In its present place since; without a day: as long as anybody knows.
    placed_on = models.DateField("调整上级日期", null=True, blank=True, editable=False)
    # Of a place that a node has left: the node. It stays closed, with what is counted there (sql/moved_places).
    moved_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="left_places", verbose_name="现在是"
    )
    # The last place (segment of a path) of a child that moved away: what happened there is counted by that path.
    spent_segment = models.CharField(max_length=4, db_collation="C", default="", blank=True, editable=False)

    objects: ClassVar[OrganisationManager] = OrganisationManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("path",)
        verbose_name = verbose_name_plural = "组织"
        constraints = (
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code=""),
                name="organisation_code_once",
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.name

    def in_use(self, day: date) -> bool:
        """Whether it was in use, and in this place, at the end of a day, as far as anybody knows."""
        begun = all(since is None or since <= day for since in (self.opened_on, self.placed_on))
        return begun and (self.is_active or (self.closed_on is not None and self.closed_on > day))


class OrganisationAlias(ScopedModel):
    """Another name that ledgers use for a node (明星村 is not in the official list)."""

    scope_office = True

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases", verbose_name="组织")
    alias = models.CharField("别名", max_length=100)

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "组织别名"
        constraints = (models.UniqueConstraint(fields=["organisation", "alias"], name="organisation_alias_once"),)

    def __str__(self) -> str:
        return self.alias
