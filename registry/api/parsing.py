"""Bodies in JSON, without what JSON allows and no database keeps."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class PlainJson(JSONParser):
    """Refuses halves of surrogate pairs, which are no text, and nesting that exhausts the parser."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        """The body; ParseError for what can't be read or stored."""
        try:
            found: Mapping[str, Any] = super().parse(stream, media_type, parser_context)
            json.dumps(found, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError) as error:
            raise ParseError(str(type(error))) from error
        return found
