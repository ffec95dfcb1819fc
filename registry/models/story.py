"""What contacts and study reports share: told of a member once, corrected, never deleted."""

from typing import Self, TypeVar

from django.db import models

from registry.models.scoped import PathField, ScopedModel, ScopedQuerySet

S = TypeVar("S", bound="StoryModel")


class StoryQuerySet(ScopedQuerySet[S]):
    """Questions about such rows."""

    def valid(self) -> Self:
        """Without those declared a mistake."""
        return self.filter(voided_at__isnull=True)


class StoryModel(ScopedModel):
    """A row of a member's story. `owner_path` follows custody and gives the right to read; `node_at_event` is where it
    happened and is counted. A correction keeps the old values as a `Revision` and counts `version` up.
    """

    scope_member = "member_id"

    node_at_event = PathField("发生时所在组织")
    # Made by the form: sent twice, it is one row.
    client_key = models.UUIDField(null=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True
        base_manager_name = "objects"
