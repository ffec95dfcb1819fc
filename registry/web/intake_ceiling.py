"""How large an uploaded file may be, held while it arrives: what goes beyond is read past and never stored."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MB = 1 << 20
MAX_MB = 60  # below what the proxy lets through (client_max_body_size in deploy/nginx.conf)


class Ceiling(FileUploadHandler):
    """Stands first among FILE_UPLOAD_HANDLERS. The view finds out by `was_too_large` and says so at the field.

    Skipping the file, instead of breaking the connection, lets the browser show our words and not its own.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count from zero for each file."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on to the next handler, until there are too many."""
        self.received += len(raw_data)
        if self.received > MAX_MB * MB:
            self.request.file_too_large = True  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handlers make the file."""


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was left out for its size."""
    return getattr(request, "file_too_large", False)
