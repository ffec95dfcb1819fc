"""How messages stand. Writing and approving them is done on the pages, where the preview is looked at."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from outreach.api.filtering import MessageFilters
from outreach.api.rows import MessageRow
from outreach.models import Message
from registry.api.base import Reading, ScopedViewSet
from registry.policies import Action


@extend_schema_view(list=extend_schema(summary="消息列表"), retrieve=extend_schema(summary="一条消息送到了没有"))
class Messages(Reading, ScopedViewSet):
    """Without the text, which is the member's and whose link it carries."""

    model = Message
    serializer_class = MessageRow
    filterset_class = MessageFilters
    rights = dict.fromkeys(("list", "retrieve"), Action.MESSAGE_COPY)

    def get_queryset(self) -> QuerySet[Any]:
        """The encrypted text stays in the database."""
        return Message.objects.defer("content")
