"""The base of every REST view: rows from the scoped managers, rights from the policies, changes through the verbs."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from registry.api.keyed import keep_key
from registry.domain.errors import Refused
from registry.models import User
from registry.models.scoped import ScopedModel
from registry.models.unit import step
from registry.policies import Action
from registry.policies.access import Access

T = TypeVar("T")


class ScopedViewSet(GenericViewSet[Any]):
    """`model` says whose scoped manager the rows come from, `rights` which right each action asks for.

    An object is looked for before the body is read, so that a foreign key gets the same answer as a missing one.
    """

    model: ClassVar[type[ScopedModel]]
    rights: ClassVar[Mapping[str, Action]] = {}
    lookup_value_converter = "uuid"

    @classmethod
    def as_view(cls, actions: Any = None, **initkwargs: Any) -> Any:
        """The view, with what its address asks for written on it (registry.checks)."""
        view: Any = super().as_view(actions, **initkwargs)
        methods = tuple((method.upper(), cls.rights[name]) for method, name in sorted((actions or {}).items()))
        view.access = Access("needs", frozenset({Action.API_USE}), methods=methods)
        return view

    def get_queryset(self) -> QuerySet[Any]:
        """Rows of the scope."""
        return self.model.objects.all()

    def find(self, pk: UUID) -> Any:
        """The row of that key; an unknown one and somebody else's get the same 404."""
        found = self.get_queryset().filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    @property
    def actor(self) -> User:
        """Who is at work."""
        return cast(User, self.request.user)

    def sent(self, kind: type[Serializer[Any]]) -> dict[str, Any]:
        """What the body says, checked."""
        reader = kind(data=self.request.data, context=self.get_serializer_context())
        reader.is_valid(raise_exception=True)
        if unknown := sorted(set(self.request.data) - set(reader.fields)):
            raise ValidationError({str(name)[:100]: ["没有这一项。"] for name in unknown[:20]})
        return cast(dict[str, Any], reader.validated_data)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """What was done with a key of the sender's is remembered; what was refused leaves its key free."""
        if response.status_code < 300:
            keep_key(request)
        return super().finalize_response(request, response, *args, **kwargs)

    def run(self, verb: Callable[..., T], **facts: Any) -> T:
        """Call a verb. What is refused takes its own rows back and leaves its word in the trail."""
        try:
            with step():
                return verb(by=self.actor, **facts)
        except Refused as refusal:
            refusal.settled = True  # type: ignore[attr-defined]
            raise


class Reading:
    """A list and single rows."""

    def list(self, request: Request) -> Response:
        """One page of the list, narrowed by its filters."""
        view = cast(ScopedViewSet, self)
        rows = view.paginate_queryset(view.filter_queryset(view.get_queryset()))
        shown = view.get_serializer(rows, many=True)
        return view.get_paginated_response(shown.data)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One row."""
        view = cast(ScopedViewSet, self)
        return Response(view.get_serializer(view.find(pk)).data)
