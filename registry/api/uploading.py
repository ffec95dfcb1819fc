"""Bodies that carry a file: a form instead of JSON, with what the file is judged by before anything is written."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from registry.api.bodies import BIGGEST
from registry.api.files import FileRow
from registry.api.parsing import PlainJson
from registry.api.problems import TooLarge
from registry.domain.errors import Refused
from registry.domain.files import MAX_MB, Prepared, prepare


class FileBody(serializers.Serializer[Any]):
    """One photograph or PDF."""

    file = serializers.FileField(
        help_text=f"照片（JPG、PNG、WEBP）或 PDF，不超过 {MAX_MB} MB；照片重新生成，拍摄地点等信息不保留"
    )

    def validate_file(self, sent: Any) -> Prepared:
        """Judged by its bytes; a picture is made anew."""
        try:
            return prepare(sent)
        except Refused as refusal:
            raise serializers.ValidationError(str(refusal)) from refusal


class StoryFileBody(FileBody):
    """A file for a record that somebody else may have changed."""

    version = serializers.IntegerField(
        required=False, min_value=1, max_value=BIGGEST, help_text="您读到的版本；填了，之后改过的就不收"
    )


class Uploading:
    """A view some of whose verbs take a form with a file: `uploads` names them."""

    uploads: ClassVar[frozenset[str]] = frozenset()

    def get_parsers(self) -> list[Any]:
        """A file comes as a form; everything else as JSON."""
        posted = getattr(self, "action_map", {}).get("post")
        return [MultiPartParser() if posted in self.uploads else PlainJson()]

    def received(self: Any, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The form, checked; a file that was left out on its way here for its size is no file that was not sent."""
        request: Request = self.request
        if request.data is not None and getattr(request._request, "file_too_large", False):
            raise TooLarge
        found: dict[str, Any] = self.sent(kind)
        return found


def taking_file(summary: str, description: str, body: type[serializers.Serializer[Any]]) -> Any:
    """What the description says of a verb that adds a file."""
    return extend_schema(
        summary=summary, description=description, request={"multipart/form-data": body}, responses={201: FileRow}
    )
