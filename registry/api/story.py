"""What contacts and study reports share: rows about one member, sent once, corrected, voided."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from registry.api.bodies import VoidBody
from registry.api.files import FileRow
from registry.api.problems import Mismatch
from registry.api.uploading import StoryFileBody, Uploading
from registry.domain import revisions
from registry.domain.errors import Conflict
from registry.models import ContactLog, Member, StudyReport

NO_MEMBER = "没有这位党员，或者不在您的管理范围内。"


def member_of(key: UUID) -> Member:
    """The member a row shall be about; a foreign one is answered like one that does not exist."""
    found = Member.objects.filter(pk=key).first()
    if found is None:
        raise ValidationError({"member": [NO_MEMBER]})
    return found


def mismatch(conflict: Conflict, row: ContactLog | StudyReport, version: int, body: Mapping[str, Any]) -> Conflict:
    """The conflict with its three sides, where the sender's version is one that the row once had."""
    current = type(row).objects.get(pk=row.pk)
    found = Mismatch(
        str(conflict),
        {name: revisions.as_text(value) for name, value in body.items()},
        {**revisions.values_at(current, current.version, body), "version": current.version},
        revisions.values_at(current, version, body),
    )
    found.settled = getattr(conflict, "settled", False)  # type: ignore[attr-defined]
    return found


class StoryVerbs(Uploading):
    """What is done with a row once it is written down. `noun` is what the verbs call it, `verbs` are the domain's.

    What each of them is called and answered with is described at the view (`extend_schema_view`).
    """

    noun: ClassVar[str]
    verbs: ClassVar[Mapping[str, Callable[..., Any]]]
    correction: ClassVar[type[Serializer[Any]]]
    uploads = frozenset({"add_file"})

    def correct(self: Any, request: Request, pk: UUID) -> Response:
        """Change what was sent; the old values are kept."""
        row, body = self.find(pk), self.sent(self.correction)
        version, reason = body.pop("version"), body.pop("reason", "")
        changed = self.changed("correct", row, body, changes=body, version=version, reason=reason)
        return Response(self.get_serializer(changed).data)

    @action(detail=True, methods=["post"])
    def void(self: Any, request: Request, pk: UUID) -> Response:
        """Declare it a mistake."""
        row, body = self.find(pk), self.sent(VoidBody)
        return Response(self.get_serializer(self.changed("void", row, {}, reason=body["reason"])).data)

    @action(detail=True, methods=["post"], url_path="files")
    def add_file(self: Any, request: Request, pk: UUID) -> Response:
        """Keep one more file with it."""
        row, body = self.find(pk), self.received(StoryFileBody)
        kept = self.changed("add_file", row, {}, upload=body["file"], version=body.get("version"))
        return Response(FileRow(kept).data, status.HTTP_201_CREATED)

    def changed(self: Any, verb: str, row: ContactLog | StudyReport, body: Mapping[str, Any], **facts: Any) -> Any:
        """Call a verb; somebody who saved in between is told of with all three sides."""
        try:
            return self.run(self.verbs[verb], **{self.noun: row}, **facts)
        except Conflict as conflict:
            raise mismatch(conflict, row, facts.get("version", row.version), body) from conflict
